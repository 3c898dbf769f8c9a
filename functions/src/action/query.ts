import { z } from 'zod';
import { defined } from '../common/defined.ts';
import { permanent } from '../failure/failure.ts';
import type { JobConfiguration } from '../model/job.ts';
import type { TableName } from '../model/table.ts';
import { type ActionContext, actionKind } from './actionKind.ts';
import { sqlText } from './fill/sqlText.ts';
import { tableText } from './fill/tableText.ts';
import { makeLike } from './makeLike.ts';
import { tableNamed } from './tableNamed.ts';

const request = z.object({
  SQL: z.string(),
  Dest: z.string().optional(),
  Append: z.boolean().default(false),
  Template: z.string().optional(),
  DatasetID: z.string().optional(),
  UseLegacy: z.boolean().default(false),
});

type Request = z.infer<typeof request>;

/** Runs a query; its rows go to `Dest`. DML, DDL and scripts have none. */
export const queryAction = actionKind({
  name: 'query',
  fields: { SQL: sqlText, Dest: tableText, Template: tableText, DatasetID: tableText },
  texts: { SQLURL: 'SQL' },
  request,

  async jobs(given, context) {
    const { SQL, Dest, Template, DatasetID, UseLegacy } = given;
    const { deps } = context;
    const dest = Dest === undefined ? undefined : tableNamed(Dest, deps);
    const defaultDataset = DatasetID === undefined ? undefined : datasetNamed(DatasetID, deps.settings.projectId);
    if (dest && Template !== undefined) await makeLike(dest, tableNamed(Template, deps), deps);
    const query = {
      query: SQL,
      useLegacySql: UseLegacy,
      ...defined({ defaultDataset }),
      ...(dest && (await destination(dest, given, context))),
    };
    return [{ configuration: { query }, dataset: dest ?? defaultDataset ?? destinationOf(context) }];
  },
});

type QueryConfiguration = NonNullable<JobConfiguration['query']>;

async function destination(
  dest: TableName,
  { Append, Template, UseLegacy }: Request,
  { deps }: ActionContext,
): Promise<QueryConfiguration> {
  const common = defined({ destinationTable: dest, allowLargeResults: UseLegacy || undefined });
  if (Append) return { ...common, writeDisposition: 'WRITE_APPEND' };
  // WRITE_TRUNCATE would give the table the columns of the query.
  if (Template !== undefined && !isPartition(dest)) return { ...common, writeDisposition: 'WRITE_TRUNCATE_DATA' };
  return { ...common, writeDisposition: 'WRITE_TRUNCATE', ...(await layoutOf(dest, deps)) };
}

/** A table whose rows are replaced keeps its layout if the job says so. Of a partition there is none to be said. */
async function layoutOf(dest: TableName, { tables }: ActionContext['deps']): Promise<QueryConfiguration> {
  if (isPartition(dest)) return {};
  const { timePartitioning, rangePartitioning, clustering } = (await tables.find(dest)) ?? {};
  return defined({ timePartitioning, rangePartitioning, clustering });
}

const isPartition = ({ tableId }: TableName): boolean => tableId.includes('$');

/** `[project:]dataset` or `project.dataset` */
function datasetNamed(text: string, ownProjectId: string): { projectId: string; datasetId: string } {
  const [, projectId = ownProjectId, datasetId] = /^(?:(.+)[:.])?(\w{1,1024})$/.exec(text) ?? [];
  if (datasetId !== undefined) return { projectId, datasetId };
  throw permanent('invalid', `query: DatasetID ${JSON.stringify(text)} is no dataset; write [project:]dataset`);
}

/** Where a query without a destination runs: where the process has its table. */
function destinationOf({ process: { plan }, deps }: ActionContext): TableName {
  return plan.ingestion?.destinations[0] ?? tableNamed(plan.destination, deps);
}
