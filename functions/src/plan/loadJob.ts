import { defined } from '../common/defined.ts';
import type { JobConfiguration } from '../model/job.ts';
import type { Ingestion } from '../model/plan.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { TableName } from '../model/table.ts';
import { sourceUri } from './loadConfiguration.ts';

/** Where the load jobs write: the temporary table, or else the destination. */
export function loadTable({ transient, destinations }: Ingestion): TableName {
  const table = transient?.move.source ?? destinations[0];
  if (table === undefined) throw new Error('a plan without a destination');
  return table;
}

/** The whole configuration of a load job. Of several that replace the destination, the first does, and the rest append. */
export function loadJob(
  ingestion: Ingestion,
  { sources, isFirst }: { sources: readonly SourceFile[]; isFirst: boolean },
): JobConfiguration {
  return {
    load: {
      ...ingestion.load,
      ...defined({ writeDisposition: isFirst ? undefined : 'WRITE_APPEND' }),
      sourceUris: sources.map(sourceUri),
      destinationTable: loadTable(ingestion),
    },
  };
}
