import type { Node, TypeProto } from '../../googlesql/messages.ts';
import { child, children, type Flat } from '../../googlesql/nodes.ts';
import { aggregateSql } from './aggregate.ts';
import type { Emission } from './emission.ts';
import { orderItems } from './orderItems.ts';
import { columnIn, columnName, columnsIn } from './terms/column.ts';
import { fail } from './terms/fail.ts';
import { NotEmitted } from './terms/notEmitted.ts';
import { kindOf } from './terms/typeSql.ts';

/** Functions with OVER. */
export function analyticScan(scan: Flat, emission: Emission): string {
  const results = new Map<string, string>();
  for (const group of children(scan, 'functionGroupList')) {
    for (const item of children(group, 'analyticFunctionList')) {
      const call = child(item, 'expr');
      if (call) results.set(columnIn(item).columnId, callSql(call, group, emission));
    }
  }
  const columns = columnsIn(scan).map((column) => {
    const sql = results.get(column.columnId);
    return sql === undefined ? columnName(column) : `${sql} AS ${columnName(column)}`;
  });
  return `SELECT ${columns.join(', ')} FROM (${emission.scan(scan['inputScan'] as Node)})`;
}

function callSql(call: Flat, group: Flat, emission: Emission): string {
  const over = ` OVER (${[partitionSql(group), orderSql(group), frameSql(call, group, emission)].filter(Boolean).join(' ')})`;
  const { name = '' } = (call['function'] ?? {}) as { name?: string };
  const numbering = NUMBERING[name.replace('ZetaSQL:', '')];
  if (!numbering) return aggregateSql(call, emission, over);
  const args = children(call, 'argumentList').map((part) => emission.expression(part));
  const nulls = NULLS[String(call['nullHandlingModifier'])] ?? '';
  if (call['distinct'] === true || call['errorMode'] === 'SAFE_ERROR_MODE')
    throw new NotEmitted(`such a call of ${name}`);
  const value = `${numbering}(${args.join(', ')}${nulls})${over}`;
  if (!numbering.startsWith('quantile')) return value;
  if (call['nullHandlingModifier'] === 'RESPECT_NULLS') throw new NotEmitted('a percentile with RESPECT NULLS');
  const [of] = children(call, 'argumentList');
  if (kindOf((of?.['type'] ?? { typeKind: 'NONE' }) as TypeProto) !== 'DOUBLE') return value;
  return `(CASE WHEN bool_or(NOT isfinite(${args[0]}))${over} THEN ${fail(NOT_FINITE, 'DOUBLE')} ELSE ${value} END)`;
}

const NOT_FINITE =
  "'not supported by the local BigQuery stub: a percentile of FLOAT64s with NaN or infinity, over tables of this size'";

const NULLS: Readonly<Record<string, string>> = { IGNORE_NULLS: ' IGNORE NULLS', RESPECT_NULLS: ' RESPECT NULLS' };

const NUMBERING: Readonly<Record<string, string>> = {
  row_number: 'row_number',
  rank: 'rank',
  dense_rank: 'dense_rank',
  percent_rank: 'percent_rank',
  cume_dist: 'cume_dist',
  ntile: 'ntile',
  lag: 'lag',
  lead: 'lead',
  first_value: 'first_value',
  last_value: 'last_value',
  nth_value: 'nth_value',
  percentile_cont: 'quantile_cont',
  percentile_disc: 'quantile_disc',
};

function partitionSql(group: Flat): string {
  const by = child(group, 'partitionBy');
  if (!by) return '';
  const list = children(by, 'partitionByList').map((reference) => columnName(columnIn(reference)));
  return list.length > 0 ? `PARTITION BY ${list.join(', ')}` : '';
}

function orderSql(group: Flat): string {
  const by = child(group, 'orderBy');
  return by ? `ORDER BY ${orderItems(by)}` : '';
}

function frameSql(call: Flat, group: Flat, emission: Emission): string {
  const frame = child(call, 'windowFrame');
  if (!frame) return '';
  const unit = String(frame['frameUnit'] ?? 'ROWS');
  const [start, end] = ['startExpr', 'endExpr'].map((side) => boundSql(child(frame, side), emission));
  if (unit === 'RANGE' && /\d|\(/.test(`${start}${end}`) && isDouble(group))
    throw new NotEmitted('a RANGE of a FLOAT64');
  return `${unit} BETWEEN ${start} AND ${end}`;
}

/** A FLOAT64 is put in order by several keys. */
const isDouble = (group: Flat): boolean => {
  const by = child(group, 'orderBy');
  return (by ? children(by, 'orderByItemList') : []).some((item) => {
    const reference = child(item, 'columnRef');
    return reference && kindOf(columnIn(reference).type as TypeProto) === 'DOUBLE';
  });
};

function boundSql(bound: Flat | undefined, emission: Emission): string {
  const type = String(bound?.['boundaryType'] ?? 'CURRENT_ROW');
  if (!type.startsWith('OFFSET_')) return type.replace('_', ' ');
  return `${emission.expression(bound?.['expression'] as Node)} ${type.replace('OFFSET_', '')}`;
}
