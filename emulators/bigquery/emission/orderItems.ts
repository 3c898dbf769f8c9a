import type { Node } from '../../googlesql/messages.ts';
import { child, children } from '../../googlesql/nodes.ts';
import { type Column, columnIn, columnName } from './terms/column.ts';
import { NotEmitted } from './terms/notEmitted.ts';
import { kindOf } from './terms/typeSql.ts';

const NULLS: Readonly<Record<string, string>> = { NULLS_FIRST: 'FIRST', NULLS_LAST: 'LAST' };

/** The list after ORDER BY. NULL comes first where the order is ascending, and NaN before other numbers. */
export function orderItems(node: Node): string {
  return children(node, 'orderByItemList')
    .map((item) => {
      const reference = child(item, 'columnRef');
      if (!reference || hasCollation(item)) throw new NotEmitted('such an order');
      return orderItem(columnIn(reference), item);
    })
    .join(', ');
}

const hasCollation = (item: Node): boolean =>
  Boolean(item['collationName']) ||
  Boolean((item['collation'] as { collationName?: string } | undefined)?.collationName);

function orderItem(column: Column, item: Node): string {
  const isDescending = item['isDescending'] === true;
  const direction = isDescending ? 'DESC' : 'ASC';
  const nulls = NULLS[String(item['nullOrder'])] ?? (isDescending ? 'LAST' : 'FIRST');
  const name = columnName(column);
  const plain = `${name} ${direction} NULLS ${nulls}`;
  if (kindOf(column.type) !== 'DOUBLE') return plain;
  return `CASE WHEN ${name} IS NULL THEN ${nulls === 'FIRST' ? 0 : 2} ELSE 1 END, isnan(${name}) ${isDescending ? 'ASC' : 'DESC'}, ${plain}`;
}
