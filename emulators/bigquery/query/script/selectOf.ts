import { evaluateQuery, NotEvaluated } from '../../evaluation/evaluateStatement.ts';
import { type PreparedStatement, prepareStatement } from '../../evaluation/prepareStatement.ts';
import { resultOf } from '../../evaluation/queryFields.ts';
import { stageRows } from '../../evaluation/stageRows.ts';
import type { Field } from '../../schema/field.ts';
import type { Statement } from '../../sql/model/types.ts';
import { type Computing, onEngine } from './onEngine.ts';
import type { Placed, Running } from './scriptRun.ts';

/** A query's rows, for DuckDB, and their fields where those are known. */
export interface Selected {
  sql: string;
  fields?: Field[];
}

export async function selectOf(query: Placed, running: Running): Promise<Statement> {
  const prepared = await prepareStatement(query, running.run.preparing(running.state));
  return { kind: 'SELECT', ...(await selected(query, prepared, { ...running, isText: true })) };
}

/** Computes a query. Where `isText`, BIGNUMERIC keeps all its digits, as text; a table's column takes fewer. */
export async function selected(
  query: Placed,
  prepared: PreparedStatement,
  { run, state, isText }: Computing & { isText: boolean },
): Promise<Selected> {
  try {
    const { fields, rows } = resultOf(prepared.resolved, await evaluateQuery(prepared, run));
    const kept = isText ? fields.map(asText) : fields;
    return { sql: `SELECT * FROM ${await stageRows(run.session, kept, rows)}`, fields: kept };
  } catch (error) {
    if (!(error instanceof NotEvaluated)) throw error;
    return { sql: (await onEngine(query, { run, state })).sql };
  }
}

/** DuckDB has no decimal of 76 digits. */
const asText = (field: Field): Field => ({
  ...field,
  ...(field.type === 'BIGNUMERIC' ? { isText: true } : {}),
  ...(field.fields ? { fields: field.fields.map(asText) } : {}),
});
