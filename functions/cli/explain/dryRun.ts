import { z } from 'zod';
import type { JobConfiguration } from '../../src/model/job.ts';
import type { TableField, TableName } from '../../src/model/table.ts';
import { quoted, tableSql, typeSql } from '../../src/plan/move/quote.ts';
import { CannotLook } from '../cloud/cannotLook.ts';
import type { Reader } from '../cloud/reader.ts';
import { at, type Resource } from '../cloud/resource.ts';

export interface DryRun {
  /** What the SQL is for. */
  of: string;
  /** `unknown`: it cannot be asked now. */
  outcome: 'taken' | 'refused' | 'unknown';
  message: string;
}

export interface Sql {
  of: string;
  projectId: string;
  query: NonNullable<JobConfiguration['query']>;
}

/** A table that is there only while the process runs, and its columns. */
export interface StandIn {
  table: TableName;
  columns: readonly TableField[];
}

interface World {
  /** undefined where BigQuery cannot be asked. */
  reader: Reader | undefined;
  standIn: StandIn | undefined;
  /** Tables, as SQL names them, that are made before the SQL runs. */
  notYet: readonly string[];
  /** Looks at the SQL where BigQuery cannot be asked. */
  lookHere?: ((all: readonly Sql[]) => Promise<Pick<DryRun, 'outcome' | 'message'>[]>) | undefined;
}

/**
 * Asks BigQuery whether it takes the SQL (jobs.insert with dryRun: nothing runs, nothing is billed; of queries only, for other jobs it
 * is not defined). A temporary table is replaced by no rows of its columns.
 */
export async function dryRuns(all: readonly Sql[], { lookHere, ...world }: World): Promise<DryRun[]> {
  const asked = await Promise.all(all.map((sql) => dryRun(sql, world)));
  if (!lookHere || asked.every(({ outcome }) => outcome !== 'unknown')) return asked;
  const here = await lookHere(all);
  return asked.map((answer, index) => {
    const said = here[index];
    if (answer.outcome !== 'unknown' || !said) return answer;
    return said.outcome === 'refused'
      ? { ...answer, ...said }
      : { ...answer, message: `${answer.message}; ${said.message}` };
  });
}

async function dryRun({ of, projectId, query }: Sql, { reader, standIn, notYet }: World): Promise<DryRun> {
  if (!reader) return { of, outcome: 'unknown', message: 'BigQuery was not asked' };
  const { query: text = '', useLegacySql = false, defaultDataset } = query;
  const sql = standIn ? text.replaceAll(tableSql(standIn.table), noRows(standIn.columns)) : text;
  const missing = notYet.find((name) => sql.includes(name) || sql.includes(name.replaceAll('`', '')));
  if (missing !== undefined) return { of, outcome: 'unknown', message: `${missing} is made before it runs` };
  try {
    const job = await reader.read(
      dryRunOf(projectId, { query: sql, useLegacySql, ...(defaultDataset ? { defaultDataset } : {}) }),
    );
    const bytes = Number(job?.statistics?.totalBytesProcessed ?? 0);
    return {
      of,
      outcome: 'taken',
      message: `BigQuery takes it, and would read ${bytes.toLocaleString('en-US')} bytes`,
    };
  } catch (error) {
    if (!(error instanceof CannotLook)) throw error;
    return { of, outcome: error.isRefusal ? 'refused' : 'unknown', message: error.message };
  }
}

const noRows = (columns: readonly TableField[]): string => {
  const fields = columns.map((column) => `${quoted(column.name)} ${typeSql(column)}`).join(', ');
  return `(SELECT * FROM UNNEST(ARRAY<STRUCT<${fields}>>[]))`;
};

const job = z.object({ statistics: z.object({ totalBytesProcessed: z.string().optional() }).optional() });

const dryRunOf = (projectId: string, query: object): Resource<z.infer<typeof job>> => ({
  api: 'bigquery',
  path: at`/projects/${projectId}/jobs`,
  body: { configuration: { dryRun: true, query } },
  permission: 'bigquery.jobs.create',
  schema: job,
});
