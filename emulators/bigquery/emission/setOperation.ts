import type { Node } from '../../googlesql/messages.ts';
import { child, children, type Flat, flatten } from '../../googlesql/nodes.ts';
import type { Emission } from './emission.ts';
import { type Column, columnName, columnsIn } from './terms/column.ts';
import { NotEmitted } from './terms/notEmitted.ts';

const OPERATORS: Readonly<Record<string, string>> = {
  UNION_ALL: 'UNION ALL',
  UNION_DISTINCT: 'UNION',
  INTERSECT_ALL: 'INTERSECT ALL',
  INTERSECT_DISTINCT: 'INTERSECT',
  EXCEPT_ALL: 'EXCEPT ALL',
  EXCEPT_DISTINCT: 'EXCEPT',
};

export function setOperation(scan: Flat, emission: Emission): string {
  const operator = OPERATORS[String(scan['opType'] ?? 'UNION_ALL')];
  if (!operator || String(scan['columnMatchMode'] ?? 'BY_POSITION') !== 'BY_POSITION')
    throw new NotEmitted('set operations by name');
  const items = children(scan, 'inputItemList').map((item) => itemSql(item, columnsIn(scan), emission));
  const [first = '', ...others] = items;
  // DuckDB's operators bind differently; the first ones are to go together.
  return others.reduce((left, right) => `SELECT * FROM (${left}) ${operator} ${right}`, first);
}

function itemSql(item: Node, names: readonly Column[], emission: Emission): string {
  const columns = columnsIn(item, 'outputColumnList').map((column, index) => {
    const name = names[index];
    return name ? `${columnName(column)} AS ${columnName(name)}` : columnName(column);
  });
  return `SELECT ${columns.join(', ')} FROM (${emission.scan(item['scan'] as Node)})`;
}

/** The query of a WITH RECURSIVE that reads itself. */
export function recursiveScan(node: Node, emission: Emission): string {
  const scan = flatten(node);
  const columns = columnsIn(scan);
  const [first, next] = ['nonRecursiveTerm', 'recursiveTerm'].map((term) => child(scan, term));
  if (!first || !next || scan['recursionDepthModifier']) throw new NotEmitted('this recursion');
  const operator = OPERATORS[String(scan['opType'] ?? 'UNION_ALL')] ?? 'UNION ALL';
  return `${itemSql(first, columns, emission)} ${operator} ${itemSql(next, columns, emission)}`;
}
