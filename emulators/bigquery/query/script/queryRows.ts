import type { RowProto, TypeProto } from '../../../googlesql/messages.ts';
import { prepareStatement } from '../../evaluation/prepareStatement.ts';
import { typeOf } from '../../evaluation/typeProto.ts';
import { rowsOf } from './compute.ts';
import type { Placed, ScriptRun } from './scriptRun.ts';
import type { ScriptState } from './state.ts';

/** The rows of a query within a script, and the type that each has as a record. */
export async function queryRows(
  query: Placed,
  { run, state }: { run: ScriptRun; state: ScriptState },
): Promise<{ type: TypeProto; rows: RowProto[] }> {
  const prepared = await prepareStatement(query, run.preparing(state));
  const { fields, rows } = await rowsOf(prepared, run);
  const field = fields.map((column) => ({ fieldName: column.name, fieldType: typeOf(column) }));
  return { type: { typeKind: 'TYPE_STRUCT', structType: { field } }, rows };
}
