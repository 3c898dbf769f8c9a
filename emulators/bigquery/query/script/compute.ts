import type { RowProto } from '../../../googlesql/messages.ts';
import { type Emitted, emitQuery } from '../../emission/emitQuery.ts';
import { NotEmitted } from '../../emission/terms/notEmitted.ts';
import { unsupportedSql } from '../../errors/sqlError.ts';
import { type Computing, evaluateQuery, NotEvaluated } from '../../evaluation/evaluateStatement.ts';
import type { PreparedStatement } from '../../evaluation/prepareStatement.ts';
import { resultOf } from '../../evaluation/queryFields.ts';
import { stageRows } from '../../evaluation/stageRows.ts';
import { toValue } from '../../evaluation/toValue.ts';
import type { Field } from '../../schema/field.ts';
import { quoteName } from '../../schema/names.ts';

interface Result {
  fields: Field[];
  rows: RowProto[];
}

/** The reference evaluator's rows, or DuckDB's query for what is not for the evaluator. @throws SqlError for what neither does */
async function evaluated(prepared: PreparedStatement, world: Computing): Promise<Result | Emitted> {
  try {
    return resultOf(prepared.resolved, await evaluateQuery(prepared, world));
  } catch (error) {
    if (!(error instanceof NotEvaluated)) throw error;
    return emitted(error, () => emitQuery(prepared, world.session));
  }
}

/** @throws SqlError that says what DuckDB is not asked for */
export async function emitted<T>({ why }: NotEvaluated, emit: () => Promise<T>): Promise<T> {
  try {
    return await emit();
  } catch (error) {
    if (!(error instanceof NotEmitted)) throw error;
    throw unsupportedSql(
      `the statement ${why}, so that DuckDB has to compute it, and uses ${error.what}, which is only known to GoogleSQL's reference evaluator`,
    );
  }
}

/** A query's rows as a query of DuckDB. As `text`, BIGNUMERIC keeps all its digits; a table's column takes fewer. */
export async function computed(
  prepared: PreparedStatement,
  world: Computing,
  bigNumeric: 'text' | 'column',
): Promise<Emitted> {
  const result = await evaluated(prepared, world);
  if ('sql' in result) return result;
  const fields = bigNumeric === 'text' ? result.fields.map(asText) : result.fields;
  return { sql: `SELECT * FROM ${await stageRows(world.session, fields, result.rows)}`, fields };
}

/** DuckDB has no decimal of 76 digits. */
const asText = (field: Field): Field => ({
  ...field,
  ...(field.type === 'BIGNUMERIC' ? { isText: true } : {}),
  ...(field.fields ? { fields: field.fields.map(asText) } : {}),
});

export interface LaidAside {
  /** A temporary table of the session, for DuckDB. */
  table: string;
  fields: Field[];
}

let count = 0;

/** A query's rows, in a temporary table. */
export async function layAside(prepared: PreparedStatement, world: Computing): Promise<LaidAside> {
  const result = await evaluated(prepared, world);
  const { fields } = result;
  if (!('sql' in result)) return { table: await stageRows(world.session, fields, result.rows), fields };
  const name = quoteName(`emitted ${++count}`);
  await world.session.run(`CREATE TEMP TABLE ${name} AS ${result.sql}`);
  return { table: `temp.main.${name}`, fields };
}

/** A query's rows as values, for a script. */
export async function rowsOf(prepared: PreparedStatement, world: Computing): Promise<Result> {
  const result = await evaluated(prepared, world);
  if (!('sql' in result)) return result;
  const { fields, sql } = result;
  const rows = (await world.session.read(sql)).getRows();
  return {
    fields,
    rows: rows.map((row) => ({ cell: fields.map((field, index) => toValue(field, row[index] ?? null)) })),
  };
}
