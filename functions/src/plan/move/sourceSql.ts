import { permanent } from '../../failure/failure.ts';
import type { MoveSpec, SideInput } from '../../model/moveSpec.ts';
import type { TableField, TableInfo } from '../../model/table.ts';
import { standardType } from '../../model/typeNames.ts';
import { columnAt, columnNamed } from './findColumn.ts';
import { closed, parenthesized } from './parenthesized.ts';
import { columnSql, quoted, tableSql } from './quote.ts';

/**
 * What comes after FROM: the rows of the temporary table that are wanted, one for each key, and the side inputs joined to
 * them. Filtering and deduplication come first: a side input neither decides which row of a key is kept nor doubles a key.
 */
export const fromSql = (spec: MoveSpec, source: TableInfo): string => withSideInputs(rowsSql(spec, source), spec);

/** The side inputs joined to what stands before them. */
export const withSideInputs = (rows: string, { sideInputs = [] }: MoveSpec): string =>
  [rows, ...sideInputs.map(joinSql)].join('\n');

function joinSql({ table, from, alias, on, inner }: SideInput): string {
  const joined = table ? tableSql(table) : `(\n${from ?? ''}\n)`;
  return `${inner ? 'INNER' : 'LEFT'} JOIN ${joined} AS ${quoted(alias)} ON ${parenthesized(on)}`;
}

/** The rows of the temporary table that are wanted, each key once. */
export function rowsSql(spec: MoveSpec, source: TableInfo): string {
  const { alias, criteria, uniqueColumns } = spec;
  const table = `${tableSql(source.name)} AS ${quoted(alias)}`;
  if (criteria === undefined && uniqueColumns === undefined) return table;
  return [
    '(',
    `  SELECT ${quoted(alias)}.*`,
    `  FROM ${table}`,
    // BigQuery wants a WHERE before QUALIFY.
    `  WHERE ${criteria === undefined ? 'TRUE' : parenthesized(criteria)}`,
    ...(uniqueColumns ? [`  QUALIFY ${firstOfKey({ ...spec, uniqueColumns }, source)} = 1`] : []),
    `) AS ${quoted(alias)}`,
  ].join('\n');
}

/** Rows that UniqueOrderBy leaves equal are ordered by their content, so that the same rows always give the same one. */
function firstOfKey(
  { alias, uniqueColumns, uniqueOrderBy }: MoveSpec & { uniqueColumns: readonly string[] },
  source: TableInfo,
): string {
  refuseColumnOfAlias(alias, source);
  const keys = uniqueColumns.map((path) => keySql(path, alias, source));
  const order = [...(uniqueOrderBy ? [closed(uniqueOrderBy)] : []), `TO_JSON_STRING(${quoted(alias)})`];
  return `ROW_NUMBER() OVER (PARTITION BY ${keys.join(', ')} ORDER BY ${order.join(', ')})`;
}

/** After QUALIFY a column of that name may be taken for the row (names of the SELECT list come before those of FROM). */
function refuseColumnOfAlias(alias: string, { fields }: TableInfo): void {
  if (columnNamed(fields, alias) === undefined) return;
  throw permanent(
    'invalid',
    `Dest.UniqueColumns: the temporary table has a column ${alias}, and SQL calls the table itself so; choose another Dest.Transient.Alias`,
  );
}

/** Types that BigQuery cannot partition by (window function calls: PARTITION BY); their texts are as good a key. */
const NO_KEY = new Set(['FLOAT64', 'STRUCT', 'JSON', 'GEOGRAPHY']);

function keySql(path: string, alias: string, source: TableInfo): string {
  const found = columnAt(source.fields, path, 'Dest.UniqueColumns');
  const sql = columnSql(alias, found.path);
  return isKeyType(found.field) ? sql : `TO_JSON_STRING(${sql})`;
}

const isKeyType = ({ type, mode }: TableField): boolean => mode !== 'REPEATED' && !NO_KEY.has(standardType(type));
