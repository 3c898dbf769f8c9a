import { type DuckDBConnection, DuckDBInstance, type DuckDBType, DuckDBTypeId, type Json } from '@duckdb/node-api';
import type { TableMeta } from '../../../emulators/bigquery/catalog/meta.ts';
import { describeQuery } from '../../../emulators/bigquery/engine/describe.ts';
import { createSession, type Session } from '../../../emulators/bigquery/engine/session.ts';
import { parsed } from '../../../emulators/bigquery/query/script/parseScript.ts';
import { startScript } from '../../../emulators/bigquery/query/script/startScript.ts';
import { sqlName } from '../../../emulators/bigquery/schema/names.ts';
import { macros } from '../../../emulators/bigquery/sql/macros.ts';
import type { Statement, TranslateContext } from '../../../emulators/bigquery/sql/model/types.ts';
import { registerFunctions } from '../../../emulators/bigquery/sql/registerFunctions.ts';
import { sqlErrorOf } from '../../../emulators/bigquery/sql/sqlErrorOf.ts';
import { translate } from '../../../emulators/bigquery/sql/translate.ts';
import { createGoogleSql, type GoogleSql } from '../../../emulators/googlesql/googleSql.ts';
import { sourceOf } from '../../../emulators/googlesql/source.ts';

/** A row as BigQuery's values: see `plainValue`. */
export type Row = readonly unknown[];

export interface Result {
  columns: string[];
  rows: Row[];
}

/** An in-memory DuckDB with the project `p` and its dataset `d`, which GoogleSQL is run on. */
export interface Warehouse {
  /** Runs statements one after the other; the result is that of the last. */
  query(sql: string, context?: Partial<TranslateContext>): Promise<Result>;
  /** The rows of a query as GoogleSQL's own evaluator has them. */
  evaluate(sql: string): Promise<Result>;
  /** Runs a script; the results of its queries. */
  script(sql: string): Promise<Row[][]>;
  close(): Promise<void>;
}

export async function openWarehouse(): Promise<Warehouse> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  registerFunctions(connection);
  for (const macro of macros) await connection.run(macro);
  const googleSql = createGoogleSql();
  await connection.run(`ATTACH ':memory:' AS "p"; CREATE SCHEMA "p"."d"`);
  return {
    query: (sql, context) => query(connection, sql, context),
    evaluate: (sql) => evaluate(connection, sql, googleSql),
    script: (sql) => script(connection, { sql, googleSql }),
    close: async () => {
      await googleSql.close();
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const CONTEXT: TranslateContext = {
  projectId: 'p',
  defaultDataset: { projectId: 'p', datasetId: 'd' },
  resolve: () => undefined,
};

async function query(
  connection: DuckDBConnection,
  sql: string,
  context: Partial<TranslateContext> = {},
): Promise<Result> {
  let result: Result = { columns: [], rows: [] };
  for (const statement of translate(sql, { ...CONTEXT, ...context })) {
    try {
      result = await run(connection, statement);
    } catch (error) {
      throw sqlErrorOf(error, sql);
    }
  }
  return result;
}

async function evaluate(connection: DuckDBConnection, sql: string, googleSql: GoogleSql): Promise<Result> {
  let result: Result = { columns: [], rows: [] };
  await runOn(connection, { sql, googleSql }, async (statement) => {
    result = await run(connection, statement);
  });
  return result;
}

interface Script {
  sql: string;
  googleSql: GoogleSql;
}

async function runOn(
  connection: DuckDBConnection,
  { sql, googleSql }: Script,
  perform: (statement: Statement) => Promise<void>,
): Promise<void> {
  const session = createSession(connection);
  let tables = await knownTables(session);
  await startScript({
    script: await parsed(googleSql, sourceOf(sql)),
    context: { googleSql, catalog: { findTable: ({ tableId }) => tables.get(tableId) } },
    translate: CONTEXT,
    session,
    perform: async (statement) => {
      await perform(statement);
      tables = await knownTables(session);
    },
    checkpoint: () => undefined,
  });
}

async function knownTables(session: Session): Promise<Map<string, TableMeta>> {
  const rows = await session.rows(
    "SELECT table_name FROM duckdb_tables() WHERE database_name = 'p' AND schema_name = 'd'",
  );
  const tables = new Map<string, TableMeta>();
  for (const { table_name: name } of rows) {
    const ref = { projectId: 'p', datasetId: 'd', tableId: String(name) };
    const fields = await describeQuery(session, `SELECT * FROM ${sqlName(ref)}`);
    tables.set(ref.tableId, { ref, fields, creationTime: 0, lastModifiedTime: 0, etag: '', properties: {} });
  }
  return tables;
}

async function script(connection: DuckDBConnection, wanted: Script): Promise<Row[][]> {
  const results: Row[][] = [];
  await runOn(connection, wanted, async (statement) => {
    const sql = await sqlOf(statement);
    if (sql === '') return;
    const { rows } = await run(connection, { ...statement, sql });
    if (statement.kind === 'SELECT') results.push(rows);
  });
  return results;
}

const TRANSACTIONS: Readonly<Record<string, string>> = {
  BEGIN_TRANSACTION: 'BEGIN TRANSACTION',
  COMMIT_TRANSACTION: 'COMMIT',
  ROLLBACK_TRANSACTION: 'ROLLBACK',
};

/** What DuckDB has still to do for a statement, as the jobs of the stub do it; empty where it is done. */
async function sqlOf(statement: Statement): Promise<string> {
  if ('apply' in statement && statement.apply) {
    const applied = await statement.apply();
    return typeof applied === 'string' ? applied : '';
  }
  if (statement.kind === 'CREATE_TABLE_AS_SELECT' && !statement.ddl.temporary)
    return `CREATE OR REPLACE TABLE ${sqlName(statement.target)} AS ${statement.ddl.query ?? ''}`;
  return TRANSACTIONS[statement.kind] ?? statement.sql;
}

async function run(connection: DuckDBConnection, { sql }: Statement): Promise<Result> {
  const reader = await connection.runAndReadAll(sql);
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
