import type { Node } from '../../googlesql/messages.ts';
import { child, type Flat } from '../../googlesql/nodes.ts';
import type { Emission } from './emission.ts';
import { type Column, columnIn, columnName, columnsIn } from './terms/column.ts';
import { NotEmitted } from './terms/notEmitted.ts';

/** UNNEST, alone or beside the rows that the array is a column of. */
export function arrayScan(scan: Flat, emission: Emission): string {
  const list = emission.expression(arrayOf(scan));
  const offset = child(scan, 'arrayOffsetColumn');
  const elements = [
    `unnest("list") AS ${columnName(elementOf(scan))}`,
    ...(offset ? [`unnest(range(len("list"))) AS ${columnName(columnIn(offset))}`] : []),
  ].join(', ');
  const columns = columnsIn(scan).map(columnName).join(', ') || '1 AS "none"';
  const input = scan['inputScan'] as Node | undefined;
  if (!input) return `SELECT ${columns} FROM (SELECT ${elements} FROM (SELECT ${list} AS "list"))`;
  const condition = scan['joinExpr'];
  const on = condition ? emission.expression(condition as Node) : 'TRUE';
  const rows = `(${emission.scan(input)})`;
  if (scan['isOuter'] === true)
    return `SELECT ${columns} FROM ${rows} LEFT JOIN LATERAL (SELECT ${elements} FROM (SELECT ${list} AS "list")) ON ${on}`;
  return `SELECT ${columns} FROM (SELECT * EXCLUDE ("list"), ${elements} FROM (SELECT *, ${list} AS "list" FROM ${rows})) WHERE ${on}`;
}

/** Newer versions of the service have a list of arrays. */
function arrayOf(scan: Flat): Node {
  const { arrayExpr, arrayExprList } = scan as { arrayExpr?: Node; arrayExprList?: Node[] };
  const [first, more] = arrayExprList ?? [];
  const array = arrayExpr ?? first;
  if (!array || more) throw new NotEmitted('UNNEST of several arrays');
  return array;
}

function elementOf(scan: Flat): Column {
  const { elementColumn, elementColumnList } = scan as { elementColumn?: Column; elementColumnList?: Column[] };
  const column = elementColumn ?? elementColumnList?.[0];
  if (!column) throw new NotEmitted('UNNEST without an element');
  return column;
}
