import { quoteName } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import { orderBySql, windowSql } from '../emission/sortKeys.ts';
import type { Call } from '../model/ast.ts';

/** What an aggregate function of DuckDB is called with. */
export interface Aggregation {
  name: string;
  arguments: readonly string[];
  /** Only rows for which this holds. */
  filter?: string;
  /** Of analytic functions only: aggregates leave NULLs out by a filter. */
  nulls?: Call['nulls'];
}

/** The call with DISTINCT, ORDER BY and OVER as the statement has them. */
export function aggregation({ name, arguments: args, filter, nulls }: Aggregation, call: Call, emit: Emission): string {
  const inside = [
    call.distinct && 'DISTINCT',
    args.join(', '),
    call.orderBy.length > 0 && orderBySql(call.orderBy, emit),
    nulls && `${nulls} NULLS`,
  ];
  const outside = [
    `${name}(${inside.filter(Boolean).join(' ')})`,
    filter && `FILTER (WHERE ${filter})`,
    call.over && overSql(call.over, emit),
  ];
  return outside.filter(Boolean).join(' ');
}

function overSql(over: NonNullable<Call['over']>, emit: Emission): string {
  const isBare = over.base && over.partitionBy.length + over.orderBy.length === 0 && !over.frame;
  return isBare && over.base ? `OVER ${quoteName(over.base)}` : `OVER (${windowSql(over, emit)})`;
}
