import type { Node } from '../../googlesql/messages.ts';
import { child, children, type Flat } from '../../googlesql/nodes.ts';
import { aggregateSql } from './aggregate.ts';
import type { Emission } from './emission.ts';
import { columnIn, columnName, columnsIn } from './terms/column.ts';
import { hasCollation } from './terms/hasCollation.ts';
import { NotEmitted } from './terms/notEmitted.ts';

/** GROUP BY. Its keys are computed first, so that each has a name. */
export function aggregateScan(scan: Flat, emission: Emission): string {
  if (hasCollation(scan)) throw new NotEmitted('a collation');
  const keys = children(scan, 'groupByList').map(
    (key) => `${emission.expression(key['expr'] as Node)} AS ${columnName(columnIn(key))}`,
  );
  const names = children(scan, 'groupByList').map((key) => columnName(columnIn(key)));
  const results = new Map<string, string>();
  for (const item of children(scan, 'aggregateList'))
    results.set(columnIn(item).columnId, aggregateSql(call(item), emission));
  for (const item of children(scan, 'groupingCallList')) {
    const key = child(item, 'groupByColumn');
    results.set(columnIn(item, 'outputColumn').columnId, `grouping(${key ? columnName(columnIn(key)) : ''})`);
  }
  const columns = columnsIn(scan).map((column) => {
    const sql = results.get(column.columnId);
    return sql === undefined ? columnName(column) : `${sql} AS ${columnName(column)}`;
  });
  const input = `(${emission.scan(scan['inputScan'] as Node)})`;
  const from = keys.length > 0 ? `(SELECT *, ${keys.join(', ')} FROM ${input})` : input;
  return `SELECT ${columns.join(', ') || 'count(*) AS "none"'} FROM ${from}${groupBy(scan, names)}`;
}

const call = (item: Node): Node => item['expr'] as Node;

function groupBy(scan: Flat, names: readonly string[]): string {
  const sets = children(scan, 'groupingSetList');
  if (sets.length === 0) return names.length > 0 ? ` GROUP BY ${names.join(', ')}` : '';
  const lists = sets.map((set) => {
    if (set['rollupColumnList'] || set['cubeColumnList']) throw new NotEmitted('ROLLUP or CUBE within GROUPING SETS');
    return `(${children(set, 'groupByColumnList')
      .map((key) => columnName(columnIn(key)))
      .join(', ')})`;
  });
  return ` GROUP BY GROUPING SETS (${lists.join(', ')})`;
}
