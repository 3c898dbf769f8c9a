import { z } from 'zod';
import { defined } from '../common/defined.ts';
import { hasPartition } from '../common/partition.ts';
import { permanent } from '../failure/failure.ts';
import type { JobConfiguration } from '../model/job.ts';
import type { TableName } from '../model/table.ts';
import { errorAt, type FieldPath, type Finding, fieldName } from '../rule/problem.ts';
import type { ActionContext } from './actionKind.ts';
import { defineAction } from './defineAction.ts';
import { gsTextInto } from './fill/gsText.ts';
import { sqlText } from './fill/sqlText.ts';
import { datasetNameText, tableNameText } from './fill/tableNameText.ts';
import { makeLike } from './makeLike.ts';
import { needsOne } from './needs.ts';
import { tableNamed } from './tableNamed.ts';

const request = z.strictObject({
  SQL: z.string().optional().describe('The query.'),
  SQLURL: z.string().optional().describe('A gs:// object that holds the SQL; variables in its text are filled in.'),
  Dest: z.string().optional().describe('The table that gets the rows.'),
  Append: z.boolean().optional().describe('The rows are added rather than replacing others.'),
  Template: z.string().optional().describe('A Dest that is missing is made like this table.'),
  DatasetID: z.string().optional().describe('The dataset of tables that the SQL names without one.'),
  UseLegacy: z.boolean().optional().describe('The SQL is legacy SQL.'),
});

type Request = z.infer<typeof request>;

/** Runs a query; its rows go to `Dest`. DML, DDL and scripts have none. */
export const queryAction = defineAction({
  name: 'query',
  alsoCalled: ['sql', 'select', 'run', 'exec'],
  help: 'Runs a query; DML and DDL without a destination.',
  request,
  texts: {
    SQL: sqlText,
    SQLURL: gsTextInto('SQL'),
    Dest: tableNameText,
    Template: tableNameText,
    DatasetID: datasetNameText,
  },
  check: ({ SQL, SQLURL, ...rest }, path) => [...needsOne({ SQL, SQLURL }, path), ...checkDestination(rest, path)],
  filled: request.required({ SQL: true }),
  jobKind: 'query',

  async jobs(given, context) {
    const { SQL, Dest, Template, DatasetID, UseLegacy = false } = given;
    const { deps } = context;
    const dest = Dest === undefined ? undefined : tableNamed(Dest, deps);
    const defaultDataset = DatasetID === undefined ? undefined : datasetNamed(DatasetID, deps.settings.projectId);
    if (dest && Template !== undefined) await makeLike(dest, tableNamed(Template, deps), deps);
    const query = {
      query: SQL,
      useLegacySql: UseLegacy,
      ...defined({ defaultDataset }),
      ...(dest && (await destinationOptions(dest, given, context))),
    };
    return [{ configuration: { query }, dataset: dest ?? defaultDataset ?? tableOfProcess(context) }];
  },
});

/** A query without a destination keeps no rows. */
function checkDestination({ Dest, Append, Template }: Request, path: FieldPath): Finding[] {
  if (Dest !== undefined || (Append === undefined && Template === undefined)) return [];
  return [errorAt(path, `${fieldName(path)}: Append and Template are about Dest, which is missing`)];
}

type QueryConfiguration = NonNullable<JobConfiguration['query']>;

async function destinationOptions(
  dest: TableName,
  { Append, Template, UseLegacy }: Request,
  { deps }: ActionContext,
): Promise<QueryConfiguration> {
  const common = defined({ destinationTable: dest, allowLargeResults: UseLegacy || undefined });
  if (Append) return { ...common, writeDisposition: 'WRITE_APPEND' };
  // WRITE_TRUNCATE would give the table the columns of the query.
  if (Template !== undefined && !hasPartition(dest.tableId))
    return { ...common, writeDisposition: 'WRITE_TRUNCATE_DATA' };
  return { ...common, writeDisposition: 'WRITE_TRUNCATE', ...(await keptLayout(dest, deps)) };
}

/** A table whose rows are replaced keeps its layout only if the job names it. A partition has no layout of its own. */
async function keptLayout(dest: TableName, { tables }: ActionContext['deps']): Promise<QueryConfiguration> {
  if (hasPartition(dest.tableId)) return {};
  const { timePartitioning, rangePartitioning, clustering } = (await tables.find(dest)) ?? {};
  return defined({ timePartitioning, rangePartitioning, clustering });
}

/** `[project:]dataset` or `project.dataset` */
function datasetNamed(text: string, ownProjectId: string): { projectId: string; datasetId: string } {
  const [, projectId = ownProjectId, datasetId] = /^(?:(.+)[:.])?(\w{1,1024})$/.exec(text) ?? [];
  if (datasetId !== undefined) return { projectId, datasetId };
  throw permanent('invalid', `query: DatasetID ${JSON.stringify(text)} is no dataset; write [project:]dataset`);
}

/** Where a query without a destination runs: where the process has its table. */
function tableOfProcess({ process: { plan }, deps }: ActionContext): TableName {
  return plan.ingestion?.destinations[0] ?? tableNamed(plan.destination, deps);
}
