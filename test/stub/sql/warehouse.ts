import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type DuckDBType, DuckDBTypeId, type Json } from '@duckdb/node-api';
import { openCatalog } from '../../../emulators/bigquery/catalog/catalog.ts';
import { newDataset } from '../../../emulators/bigquery/catalog/newDataset.ts';
import { createQuotas } from '../../../emulators/bigquery/control/quotas.ts';
import { openEngine } from '../../../emulators/bigquery/engine/engine.ts';
import type { Session } from '../../../emulators/bigquery/engine/session.ts';
import { inBigQueryWords } from '../../../emulators/bigquery/engine/sqlErrorOf.ts';
import { writtenIn } from '../../../emulators/bigquery/query/nameContext.ts';
import { createQueryRun } from '../../../emulators/bigquery/query/queryRun.ts';
import { createResolver } from '../../../emulators/bigquery/query/resolver.ts';
import { runStatement } from '../../../emulators/bigquery/query/runStatement.ts';
import { parsed } from '../../../emulators/bigquery/query/script/parseScript.ts';
import { startScript } from '../../../emulators/bigquery/query/script/startScript.ts';
import type { NameContext, Statement } from '../../../emulators/bigquery/query/script/statement.ts';
import type { StubContext } from '../../../emulators/bigquery/state/context.ts';
import { createGoogleSql } from '../../../emulators/googlesql/googleSql.ts';

/** A row as BigQuery's values: see `plainValue`. */
export type Row = readonly unknown[];

export interface Result {
  columns: string[];
  rows: Row[];
}

/** The project `p` and its dataset `d`, in memory, which GoogleSQL is run on as the jobs of the stub run it. */
export interface Warehouse {
  /** Runs a script; the result is that of its last query. */
  query(sql: string, context?: Partial<NameContext>): Promise<Result>;
  /** Runs a script; the results of its queries. */
  script(sql: string): Promise<Row[][]>;
  /** Runs a script; what each of its statements is to do. */
  statements(sql: string): Promise<Statement[]>;
  close(): Promise<void>;
}

/** `emits`: DuckDB computes, as it does for what is too large for GoogleSQL's reference evaluator. */
export async function openWarehouse({ emits = false }: { emits?: boolean } = {}): Promise<Warehouse> {
  const workDir = await mkdtemp(path.join(tmpdir(), 'warehouse-'));
  const engine = await openEngine({ dataDir: undefined, workDir });
  const catalog = await openCatalog(engine);
  const googleSql = createGoogleSql();
  const context = {
    catalog,
    googleSql,
    quotas: createQuotas(),
    heavyWork: <T>(work: () => Promise<T>): Promise<T> => work(),
  } as unknown as StubContext;
  await catalog.openProject('p');
  const dataset = newDataset({ projectId: 'p', datasetId: 'd' }, 'US', {});
  await catalog.transact('p', (tx) => tx.putDataset(dataset));
  const defaults: NameContext = {
    projectId: 'p',
    defaultDataset: { projectId: 'p', datasetId: 'd' },
    resolve: createResolver(context, 'US'),
  };

  async function run(
    sql: string,
    given: Partial<NameContext>,
    perform: (statement: Statement, session: Session) => Promise<boolean>,
  ): Promise<void> {
    const names = { ...defaults, ...given };
    const script = await parsed(googleSql, writtenIn(sql, names));
    await engine.use(async (session) => {
      const record = { ref: { projectId: 'p', location: 'US', jobId: 'job' }, configuration: { query: {} } };
      const job = createQueryRun({ context, record: record as never, session, beforeCommit: async () => undefined });
      const world = { context, names, session, ...(emits ? { maxValues: -1 } : {}) };
      try {
        await startScript({
          ...world,
          script,
          perform: async (statement) => {
            if (await perform(statement, session)) await runStatement(job, statement);
          },
          checkpoint: () => undefined,
        });
      } catch (error) {
        throw inBigQueryWords(error);
      } finally {
        await job.rollback();
      }
    });
  }

  async function results(sql: string, given: Partial<NameContext> = {}): Promise<Result[]> {
    const found: Result[] = [];
    await run(sql, given, async (statement, session) => {
      if (statement.kind !== 'SELECT') return true;
      found.push(await read(statement.sql, session));
      return false;
    });
    return found;
  }

  return {
    query: async (sql, given) => (await results(sql, given)).at(-1) ?? { columns: [], rows: [] },
    script: async (sql) => (await results(sql)).map(({ rows }) => rows),
    async statements(sql) {
      const found: Statement[] = [];
      await run(sql, {}, async (statement) => {
        found.push(statement);
        return false;
      });
      return found;
    },
    async close() {
      await googleSql.close();
      engine.close();
      await rm(workDir, { recursive: true, force: true });
    },
  };
}

async function read(sql: string, session: Session): Promise<Result> {
  const reader = await session.read(sql);
  const types = reader.columnTypes();
  const rows = reader.getRowsJson().map((row) => row.map((value, index) => plainValue(value, types[index])));
  return { columns: reader.columnNames(), rows };
}

/**
 * INT64 as number, beyond 2⁵³ as bigint; FLOAT64 as number; NUMERIC as `NUMERIC 1.5`; BYTES as `hex ff00`; JSON as `JSON …`; dates and times as
 * their text, timestamps with `+00`; ARRAY as array; STRUCT as object.
 */
function plainValue(value: Json | undefined, type: DuckDBType | undefined): unknown {
  if (value === null || value === undefined || !type) return value ?? null;
  switch (type.typeId) {
    case DuckDBTypeId.BIGINT:
      return Number.isSafeInteger(Number(value)) ? Number(value) : BigInt(String(value));
    case DuckDBTypeId.DECIMAL:
      return `NUMERIC ${String(value).replace(/\.?0+$/, '')}`;
    case DuckDBTypeId.BLOB:
      return `hex ${hexOf(String(value))}`;
    case DuckDBTypeId.LIST:
      return (value as Json[]).map((item) => plainValue(item, type.valueType));
    case DuckDBTypeId.STRUCT:
      return Object.fromEntries(
        Object.entries(value).map(([key, item], index) => [key, plainValue(item, type.entryTypes[index])]),
      );
    default:
      return type.alias === 'JSON' ? `JSON ${String(value)}` : value;
  }
}

/** The client writes bytes as text, with \x escapes where they are no printable ASCII. */
const hexOf = (text: string): string =>
  Buffer.from(
    text.replace(/\\x([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  ).toString('hex');
