import { quoteName } from '../../schema/names.ts';
import type { Expression, FrameBound, SortKey, Window } from '../model/ast.ts';
import type { Emission } from './emission.ts';

export const isIntegerLiteral = (node: Expression): node is Extract<Expression, { kind: 'literal' }> =>
  node.kind === 'literal' && node.type === 'INT64';

/** ORDER BY: NULLs come first in ascending order, last in descending, which DuckDB must be told. */
export function orderBySql(keys: readonly SortKey[], emit: Emission, ordinals = false): string {
  const sorted = keys.map(({ of, descending, nulls }) => {
    const key = ordinals && isIntegerLiteral(of) ? of.text : emit.expression(of);
    return `${key} ${descending ? 'DESC' : 'ASC'} NULLS ${nulls ?? (descending ? 'LAST' : 'FIRST')}`;
  });
  return `ORDER BY ${sorted.join(', ')}`;
}

/** What stands in the parentheses of OVER. */
export function windowSql({ base, partitionBy, orderBy, frame }: Window, emit: Emission): string {
  return [
    base && quoteName(base),
    partitionBy.length > 0 && `PARTITION BY ${emit.expressions(partitionBy)}`,
    orderBy.length > 0 && orderBySql(orderBy, emit),
    frame &&
      `${frame.unit} ${frame.to ? `BETWEEN ${bound(frame.from, emit)} AND ${bound(frame.to, emit)}` : bound(frame.from, emit)}`,
  ]
    .filter(Boolean)
    .join(' ');
}

function bound(frameBound: FrameBound, emit: Emission): string {
  return 'by' in frameBound ? `${emit.expression(frameBound.by)} ${frameBound.kind}` : frameBound.kind;
}
