import { quoteName } from '../../catalog/names.ts';
import type { Expression } from '../ast.ts';
import type { Emission } from './emission.ts';

interface Unnest {
  array: Expression;
  alias: string | undefined;
  offset: string | undefined;
  side: 'first' | 'inner' | 'outer';
}

/**
 * An array as a table. `max_depth := 2` makes columns of a record's fields and leaves other elements as they are, under the alias: as in
 * BigQuery, `alias.field`, `field` and `alias` all work.
 *
 * With offsets there are two tables, so that the alias is the element alone. Where the order of columns is seen (`SELECT *`), and in outer
 * joins, it is one: there the alias, taken as a whole, has the offset as a field too.
 */
export function unnestSql({ array, alias = 'f0_', offset, side }: Unnest, emit: Emission): string {
  const list = emit.expression(array);
  const name = quoteName(alias);
  const lateral = side === 'first' ? '' : 'LATERAL ';
  const elements = `unnest(${list}, max_depth := 2) AS ${name}`;
  if (offset === undefined) return `${lateral}(SELECT ${elements}) AS ${name}`;
  const at = quoteName(offset);
  const offsets = `unnest(range(len(${list})::BIGINT)) AS ${at}`;
  if (side === 'outer' || emit.scope.expandsStar) return `${lateral}(SELECT ${elements}, ${offsets}) AS ${name}`;
  const table = quoteName(`__${offset}`);
  return (
    `${lateral}(SELECT ${offsets}) AS ${table} ` +
    `CROSS JOIN LATERAL (SELECT unnest([(${list})[${table}.${at} + 1]], max_depth := 2) AS ${name}) AS ${name}`
  );
}
