import { quoteName } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import type { Expression } from '../model/ast.ts';

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
  const elements = `unnest("__list", max_depth := 2) AS ${name}`;
  // the array gets a name of its own first: it may be a column that is called what the elements are called
  const lists = `(SELECT ${list} AS "__list")`;
  if (offset === undefined) return `${lateral}(SELECT ${elements} FROM ${lists}) AS ${name}`;
  const at = quoteName(offset);
  const offsets = `unnest(range(len("__list")::BIGINT)) AS ${at}`;
  if (side === 'outer' || emit.scope.expandsStar)
    return `${lateral}(SELECT ${elements}, ${offsets} FROM ${lists}) AS ${name}`;
  const table = quoteName(`__${offset}`);
  return (
    `${lateral}(SELECT ${offsets} FROM ${lists}) AS ${table} ` +
    `CROSS JOIN LATERAL (SELECT unnest(["__list"[${table}.${at} + 1]], max_depth := 2) AS ${name} FROM ${lists}) AS ${name}`
  );
}
