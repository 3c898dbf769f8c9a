import { defined } from '../common/defined.ts';
import type { JobConfiguration } from '../model/job.ts';
import type { Ingestion } from '../model/plan.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { TableField, TableName } from '../model/table.ts';
import { sourceUri } from './loadConfiguration.ts';
import { mergeColumns } from './mergeColumns.ts';

/** Where the load jobs write: the temporary table, or else the destination. */
export function loadTable({ transient, destinations }: Ingestion): TableName {
  const table = transient?.move.source ?? destinations[0];
  if (table === undefined) throw new Error('a plan without a destination');
  return table;
}

interface Part {
  sources: readonly SourceFile[];
  isFirst: boolean;
  /** What the table has by now, where columns may have been added that the rule's own schema lacks. */
  columns?: readonly TableField[] | undefined;
  ignoreUnknown?: boolean | undefined;
}

/** The whole configuration of a load job. Of several that replace the destination, the first does, and the rest append. */
export function loadJob(ingestion: Ingestion, { sources, isFirst, columns, ignoreUnknown }: Part): JobConfiguration {
  const schema = ingestion.load.schema?.fields as readonly TableField[] | undefined;
  return {
    load: {
      ...ingestion.load,
      ...(schema && columns ? { schema: { fields: mergeColumns(schema, columns).fields as [] } } : {}),
      ...(ignoreUnknown ? { ignoreUnknownValues: true } : {}),
      ...defined({ writeDisposition: isFirst ? undefined : 'WRITE_APPEND' }),
      sourceUris: sources.map(sourceUri),
      destinationTable: loadTable(ingestion),
    },
  };
}
