import { EMPTY_SCOPE, type Node, type TypeProto, type ValueProto } from '../../../googlesql/messages.ts';
import { flatten, rangeOf } from '../../../googlesql/nodes.ts';
import type { Source } from '../../../googlesql/source.ts';
import { prepareStatement } from '../../evaluation/prepareStatement.ts';
import { rowsOf } from './compute.ts';
import type { ScriptRun } from './scriptRun.ts';
import type { ScriptState } from './state.ts';

export interface Evaluated {
  type: TypeProto;
  value: ValueProto;
}

/** The value of an expression of a script, converted to a type where one is asked for. @throws SqlError */
export async function evaluateValue(
  run: ScriptRun,
  state: ScriptState,
  { expression, source, type }: { expression: Node; source: Source; type?: TypeProto | undefined },
): Promise<Evaluated> {
  const prepared = await prepareStatement(
    { source, node: expression, before: 'SELECT (', after: ')', types: type ? [type] : [] },
    run.preparing(state),
  );
  const { rows } = await rowsOf(prepared, run);
  const [column] = (flatten(prepared.resolved)['outputColumnList'] ?? []) as { column: { type: TypeProto } }[];
  return { type: type ?? column?.column.type ?? { typeKind: 'TYPE_INT64' }, value: rows[0]?.cell[0] ?? {} };
}

/** The type that a text names. */
export async function typeNamed({ googleSql }: Pick<ScriptRun, 'googleSql'>, name: string): Promise<TypeProto> {
  const sql = `SELECT CAST(NULL AS ${name})`;
  const { columns } = await googleSql.query(sql, EMPTY_SCOPE, {});
  return columns[0]?.type ?? { typeKind: 'TYPE_INT64' };
}

export const textOf = (node: Node, source: Source): string => source.slice(rangeOf(node));
