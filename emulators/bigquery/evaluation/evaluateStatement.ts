import type { GoogleSql } from '../../googlesql/googleSql.ts';
import { GoogleSqlError } from '../../googlesql/googleSqlError.ts';
import type { Contents, ModifiedRow, Node, QueryResult, RowProto } from '../../googlesql/messages.ts';
import { descend } from '../../googlesql/nodes.ts';
import type { Session } from '../engine/session.ts';
import type { Field } from '../schema/field.ts';
import { quoteName } from '../schema/names.ts';
import { isBeyondEvaluator } from './evaluatorFaults.ts';
import type { NamedTable, PreparedStatement } from './prepareStatement.ts';
import { toValue } from './toValue.ts';

/** The evaluator gets at most this many values of tables: to hand them over takes 0.5 s, about as much as DuckDB is faster. */
const MAX_VALUES = 100_000;

/** What statements are evaluated with. */
export interface Computing {
  googleSql: GoogleSql;
  session: Session;
  /** Beyond so many values that are read DuckDB computes, instead of the evaluator. */
  maxValues?: number | undefined;
}

/** The statement is not for the evaluator: it reads more than that takes, or asks for what it gets wrong. DuckDB may do it. */
export class NotEvaluated extends Error {
  /** As `reads more than …`, of the statement. */
  readonly why: string;

  constructor(why: string) {
    super(`The statement ${why}.`);
    this.why = why;
  }
}

const TOO_MANY = `reads more than ${MAX_VALUES.toLocaleString('en')} values`;

/** Asks the evaluator; an error comes in BigQuery's words. @throws NotEvaluated, SqlError */
export async function evaluateQuery(statement: PreparedStatement, world: Computing): Promise<QueryResult> {
  const contents = await contentsOf(statement, world);
  return world.googleSql.query(statement.text, statement.scope, contents).catch((error: unknown) => {
    throw explained(statement, error);
  });
}

/** The same for INSERT, UPDATE and DELETE. */
export async function evaluateChange(statement: PreparedStatement, world: Computing): Promise<ModifiedRow[]> {
  const contents = await contentsOf(statement, world);
  return world.googleSql
    .modify(statement.text, { ...statement.scope, prunes: false }, contents)
    .catch((error: unknown) => {
      throw explained(statement, error);
    });
}

/** The evaluator's own limit on arrays, which BigQuery has not. */
const isOwnLimit = (error: unknown): boolean =>
  error instanceof GoogleSqlError && error.message.startsWith('Cannot generate arrays with more than');

const explained = (statement: PreparedStatement, error: unknown): unknown =>
  isOwnLimit(error) ? new NotEvaluated('makes a long array') : statement.explain(error);

async function contentsOf(
  { resolved, tables }: PreparedStatement,
  { session, maxValues = MAX_VALUES }: Computing,
): Promise<Contents> {
  if (isBeyondEvaluator(resolved)) throw new NotEvaluated('has what the reference evaluator lacks or gets wrong');
  const used = columnsUsed(resolved);
  let values = 0;
  const contents: Record<string, RowProto[]> = {};
  for (const table of tables) {
    // INSERT asks nothing of its table.
    if (table.isTarget && !table.findsRows) {
      contents[table.key] = [];
      continue;
    }
    const columns = used.get(table.key) ?? new Set<number>();
    const source = await table.source(session);
    const [count] = await session.rows(`SELECT count(*) AS rows FROM ${source}`);
    values += Number(count?.['rows']) * (columns.size + 1);
    if (values > maxValues) throw new NotEvaluated(TOO_MANY);
    contents[table.key] = await readRows(session, { table, source, columns });
  }
  if (values > maxValues) throw new NotEvaluated(TOO_MANY);
  return contents;
}

/** Which columns of each table a statement reads, by position. */
function columnsUsed(resolved: Node): Map<string, Set<number>> {
  const used = new Map<string, Set<number>>();
  for (const node of descend(resolved)) {
    if (node.kind !== 'TableScan' && !Array.isArray(node['columnIndexList'])) continue;
    const { name } = (node['table'] ?? {}) as { name?: string };
    if (name === undefined) continue;
    const known = used.get(name) ?? new Set<number>();
    for (const index of (node['columnIndexList'] ?? []) as (string | number)[]) known.add(Number(index));
    used.set(name, known);
  }
  return used;
}

interface Reading {
  table: NamedTable;
  source: string;
  columns: ReadonlySet<number>;
}

/** The service has no such values. */
const hasGeography = (field: Field | undefined): boolean =>
  field?.type === 'GEOGRAPHY' || (field?.fields ?? []).some(hasGeography);

/** Columns that are not read are NULL. */
async function readRows(session: Session, { table, source, columns }: Reading): Promise<RowProto[]> {
  const fields: Field[] = [...table.fields, ...table.hidden];
  const read = [...columns].sort((left, right) => left - right);
  if (read.some((index) => hasGeography(fields[index]))) throw new NotEvaluated('reads a GEOGRAPHY');
  const names = read.map((index) => quoteName(fields[index]?.name ?? '')).join(', ') || 'NULL';
  const rows = (await session.read(`SELECT ${names} FROM ${source}`)).getRows();
  return rows.map((row) => {
    const cell = fields.map(() => ({}));
    for (const [position, index] of read.entries()) {
      const field = fields[index];
      if (field) cell[index] = toValue(field, row[position] ?? null, table.keepsNull);
    }
    return { cell };
  });
}
