import type { Node } from '../../googlesql/messages.ts';
import { child, children, type Flat, flatten } from '../../googlesql/nodes.ts';
import { quoteName } from '../schema/names.ts';
import { aggregateScan } from './aggregateScan.ts';
import { analyticScan } from './analyticScan.ts';
import { arrayScan } from './arrayScan.ts';
import type { Emission } from './emission.ts';
import { orderItems } from './orderItems.ts';
import { recursiveScan, setOperation } from './setOperation.ts';
import { type Column, columnIn, columnName, columnsIn } from './terms/column.ts';
import { NotEmitted } from './terms/notEmitted.ts';

/** A scan of a resolved statement as a query of DuckDB, without parentheses, whose columns are called by their IDs. @throws NotEmitted */
export function scanSql(node: Node, emission: Emission): string {
  const scan = flatten(node);
  const write = SCANS[scan.kind];
  if (!write) throw new NotEmitted(WORDS[scan.kind] ?? `a ${scan.kind}`);
  return write(scan, emission);
}

const WORDS: Readonly<Record<string, string>> = {
  SampleScan: 'TABLESAMPLE',
  Tvfscan: 'a table function',
  TVFScan: 'a table function',
};

type Write = (scan: Flat, emission: Emission) => string;

const inputOf = (scan: Flat, emission: Emission): string => `(${emission.scan(scan['inputScan'] as Node)})`;

/** DuckDB knows no query without columns. */
const listSql = (columns: readonly string[]): string => columns.join(', ') || '1 AS "none"';

const passed = (scan: Flat): string => listSql(columnsIn(scan).map(columnName));

const tableScan: Write = (scan, { tables }) => {
  const { name = '' } = (scan['table'] ?? {}) as { name?: string };
  const table = tables.get(name);
  if (!table) throw new NotEmitted(`the table ${name}`);
  const indexes = (scan['columnIndexList'] ?? []) as (string | number)[];
  const columns = columnsIn(scan).map((column, position) => {
    const field = table.fields[Number(indexes[position])];
    const sql = quoteName(field?.name ?? '');
    // BigQuery makes no difference between an array that is NULL and one that is empty once it is stored.
    return `${field?.mode === 'REPEATED' ? `coalesce(${sql}, [])` : sql} AS ${columnName(column)}`;
  });
  return `SELECT ${listSql(columns)} FROM ${table.source}`;
};

const projectScan: Write = (scan, emission) => {
  const computed = new Map(
    children(scan, 'exprList').map((item) => [columnIn(item).columnId, emission.expression(item['expr'] as Node)]),
  );
  const columns = columnsIn(scan).map((column) => {
    const sql = computed.get(column.columnId);
    return sql === undefined ? columnName(column) : `${sql} AS ${columnName(column)}`;
  });
  return `SELECT ${listSql(columns)} FROM ${inputOf(scan, emission)}`;
};

const filterScan: Write = (scan, emission) =>
  `SELECT ${passed(scan)} FROM ${inputOf(scan, emission)} WHERE ${emission.expression(scan['filterExpr'] as Node)}`;

const orderByScan: Write = (scan, emission) =>
  `SELECT ${passed(scan)} FROM ${inputOf(scan, emission)} ORDER BY ${orderItems(scan)}`;

/** Within one query with its ORDER BY, where it has one. */
const limitScan: Write = (scan, emission) => {
  const input = child(scan, 'inputScan');
  const limit = ['limit', 'offset'].map((part) => {
    const count = scan[part];
    return count ? ` ${part.toUpperCase()} ${emission.expression(count as Node)}` : '';
  });
  const query =
    input?.kind === 'OrderByScan' ? emission.scan(input) : `SELECT ${passed(scan)} FROM ${inputOf(scan, emission)}`;
  return query + limit.join('');
};

const JOINS: Readonly<Record<string, string>> = {
  INNER: 'JOIN',
  LEFT: 'LEFT JOIN',
  RIGHT: 'RIGHT JOIN',
  FULL: 'FULL JOIN',
};

const joinScan: Write = (scan, emission) => {
  const join = JOINS[String(scan['joinType'] ?? 'INNER')];
  if (!join || scan['isLateral'] === true) throw new NotEmitted('such a join');
  const [left, right] = ['leftScan', 'rightScan'].map((side) => `(${emission.scan(scan[side] as Node)})`);
  const condition = scan['joinExpr'];
  const on = condition ? emission.expression(condition as Node) : 'TRUE';
  return `SELECT ${passed(scan)} FROM ${left} ${join} ${right} ON ${on}`;
};

const queryName = (name: unknown): string => quoteName(`with ${String(name)}`);

const withScan: Write = (scan, emission) => {
  const isRecursive = scan['recursive'] === true;
  const entries = children(scan, 'withEntryList').map((entry) => {
    const query = flatten(entry['withSubquery'] as Node);
    const name = queryName(entry['withQueryName']);
    const columns = columnsIn(query);
    const sql = query.kind === 'RecursiveScan' ? recursion(query, { name, columns }, emission) : emission.scan(query);
    emission.queries.set(name, columns);
    return `${name}${columns.length > 0 ? ` (${columns.map(columnName).join(', ')})` : ''} AS (${sql})`;
  });
  const query = emission.scan(scan['query'] as Node);
  return `WITH ${isRecursive ? 'RECURSIVE ' : ''}${entries.join(', ')} ${query}`;
};

function recursion(query: Flat, of: Emission['recursions'][number], emission: Emission): string {
  emission.recursions.push(of);
  const sql = recursiveScan(query, emission);
  emission.recursions.pop();
  return sql;
}

const renamed = (scan: Flat, name: string, columns: readonly Column[]): string => {
  const list = columnsIn(scan).map((column, index) => {
    const source = columns[index];
    if (!source) throw new NotEmitted('this use of a WITH query');
    return `${columnName(source)} AS ${columnName(column)}`;
  });
  return `SELECT ${listSql(list)} FROM ${name}`;
};

const withRefScan: Write = (scan, { queries }) => {
  const name = queryName(scan['withQueryName']);
  return renamed(scan, name, queries.get(name) ?? []);
};

const recursiveRefScan: Write = (scan, { recursions }) => {
  const recursive = recursions.at(-1);
  if (!recursive) throw new NotEmitted('this recursion');
  return renamed(scan, recursive.name, recursive.columns);
};

const SCANS: Readonly<Record<string, Write>> = {
  SingleRowScan: () => 'SELECT 1 AS "none"',
  TableScan: tableScan,
  ProjectScan: projectScan,
  FilterScan: filterScan,
  OrderByScan: orderByScan,
  LimitOffsetScan: limitScan,
  JoinScan: joinScan,
  WithScan: withScan,
  WithRefScan: withRefScan,
  RecursiveRefScan: recursiveRefScan,
  ArrayScan: arrayScan,
  AggregateScan: aggregateScan,
  AnalyticScan: analyticScan,
  SetOperationScan: setOperation,
};
