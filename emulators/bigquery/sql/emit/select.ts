import { quoteName } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import { isIntegerLiteral, windowSql } from '../emission/sortKeys.ts';
import type { Expression, GroupBy, GroupItem, Select, SelectItem } from '../model/ast.ts';
import { SqlError, unsupportedSql } from '../model/errors.ts';
import { fromSql } from './from.ts';
import { rangesOf } from './ranges.ts';

export interface How {
  as: 'rows' | 'value';
  /** How columns without a name are called: `f0_` in results, `_field_1` in records. */
  names: 'columns' | 'fields';
  /** ORDER BY, LIMIT and OFFSET of the query that it is the body of. */
  tail: string;
  emit: Emission;
}

/** SELECT … up to QUALIFY. */
export function selectSql(select: Select, how: How): string {
  const ranges = select.from ? rangesOf(select.from) : [];
  const emit = how.emit.within({
    ranges: new Set([...how.emit.scope.ranges, ...ranges]),
    expandsStar: select.items.some((item) => item.kind === 'star' && !item.of),
    nested: true,
  });
  const isTop = !how.emit.scope.nested;
  const hoists = select.items.some(isNarrowedRecord);
  const { items, outer } = hoists
    ? hoisted(select.items, emit)
    : { items: itemsOf(select, { ...how, emit }, isTop), outer: undefined };
  const sql = [
    `SELECT ${select.distinct ? 'DISTINCT ' : ''}${items.join(', ')}`,
    select.from && `FROM ${fromSql(select.from, emit)}`,
    select.where && `WHERE ${emit.expression(select.where)}`,
    select.groupBy && `GROUP BY ${groupBySql(select, select.groupBy, emit)}`,
    select.having && `HAVING ${emit.expression(select.having)}`,
    select.windows.length > 0 && `WINDOW ${windowsSql(select, emit)}`,
    select.qualify && `QUALIFY ${emit.expression(select.qualify)}`,
    how.tail,
  ]
    .filter(Boolean)
    .join(' ');
  return outer ? `SELECT ${outer.join(', ')} FROM (${sql})` : sql;
}

const windowsSql = ({ windows }: Select, emit: Emission): string =>
  windows.map(({ name, window }) => `${quoteName(name)} AS (${windowSql(window, emit)})`).join(', ');

function itemsOf(select: Select, { as, names, emit }: How, isTop: boolean): string[] {
  if (select.as === 'VALUE') return [valueItem(select, as, emit)];
  const nameFor = anonymousNames(names);
  return select.items.map((item, index) => {
    const sql = itemSql(item, index, nameFor, emit);
    return isTop ? sql : withoutNeedlessAlias(sql);
  });
}

/**
 * The name of a column in a result is as the statement writes it. Further inside its case is of no interest, and an alias could hide
 * the column of an outer query that the name stands for.
 */
const withoutNeedlessAlias = (sql: string): string => sql.replace(/^("(?:[^"]|"")*") AS \1$/, '$1');

/** A value table's row is a record whose fields are the columns, or a single value. */
function valueItem(select: Select, as: 'rows' | 'value', emit: Emission): string {
  const [item, more] = select.items;
  if (item?.kind !== 'expression' || more)
    throw new SqlError('SELECT AS VALUE query must have exactly one column', select);
  const value = emit.expression(item.value);
  return as === 'value' ? value : `unnest([${value}], max_depth := 2) AS "f0_"`;
}

function anonymousNames(names: How['names']): (index: number) => string {
  let count = 0;
  return (index) => {
    if (names === 'fields') return `_field_${index + 1}`;
    count += 1;
    return `f${count - 1}_`;
  };
}

function itemSql(item: SelectItem, index: number, nameFor: (index: number) => string, emit: Emission): string {
  if (item.kind === 'star') return starSql(item, emit);
  const name = item.alias ?? inferredName(item.value) ?? nameFor(index);
  return `${emit.expression(item.value)} AS ${quoteName(name)}`;
}

/** A path gives its last name to the column. */
const inferredName = (value: Expression): string | undefined =>
  value.kind === 'name' || value.kind === 'field' ? value.name : undefined;

type Star = Extract<SelectItem, { kind: 'star' }>;

function starSql({ of, except, replace }: Star, emit: Emission): string {
  const modifiers = modifiersSql({ except, replace }, emit);
  if (!of) return `*${modifiers}`;
  return of.kind === 'name' ? `${quoteName(of.name)}.*${modifiers}` : `unnest(${emit.expression(of)})`;
}

function modifiersSql({ except, replace }: Pick<Star, 'except' | 'replace'>, emit: Emission): string {
  const out = except.length > 0 ? ` EXCLUDE (${except.map(quoteName).join(', ')})` : '';
  const replaced = replace.map(({ value, name }) => `${emit.expression(value)} AS ${quoteName(name)}`);
  return out + (replaced.length > 0 ? ` REPLACE (${replaced.join(', ')})` : '');
}

/** `a.b.* EXCEPT (c)`: DuckDB narrows only what has a single name. */
const isNarrowedRecord = (item: SelectItem): boolean =>
  item.kind === 'star' &&
  item.of !== undefined &&
  item.of.kind !== 'name' &&
  item.except.length + item.replace.length > 0;

/** The select list in two steps: records get a name in the inner one, and are taken apart in the outer one. */
function hoisted(items: readonly SelectItem[], emit: Emission): { items: string[]; outer: string[] } {
  const nameFor = anonymousNames('columns');
  const inner: string[] = [];
  const outer = items.map((item, index) => {
    if (item.kind === 'star') {
      if (!item.of || item.replace.length > 0)
        throw unsupportedSql('EXCEPT or REPLACE of a record beside * or with REPLACE', item);
      inner.push(`${emit.expression(item.of)} AS "__record${index}"`);
      return `"__record${index}".*${modifiersSql(item, emit)}`;
    }
    const sql = itemSql(item, index, nameFor, emit);
    inner.push(sql);
    return quoteName(item.alias ?? inferredName(item.value) ?? sql.replace(/^[\s\S]*AS "(f\d+_)"$/, '$1'));
  });
  return { items: inner, outer };
}

function groupBySql(select: Select, groupBy: GroupBy, emit: Emission): string {
  return groupBy.kind === 'all' ? 'ALL' : groupBy.items.map((item) => groupItemSql(item, select, emit)).join(', ');
}

function groupItemSql(item: GroupItem, select: Select, emit: Emission): string {
  const keys = (set: readonly Expression[]): string =>
    `(${set.map((key) => groupKeySql(key, select, emit)).join(', ')})`;
  switch (item.kind) {
    case 'expression':
      return groupKeySql(item.of, select, emit);
    case 'set':
      return keys(item.of);
    case 'ROLLUP':
    case 'CUBE':
      return `${item.kind} (${item.sets.map(keys).join(', ')})`;
    case 'GROUPING SETS':
      return `GROUPING SETS (${item.sets.map((set) => groupItemSql(set, select, emit)).join(', ')})`;
  }
}

/** An alias of the select list goes before a column of the same name, in BigQuery; DuckDB would take the column. */
function groupKeySql(key: Expression, { items }: Select, emit: Emission): string {
  if (isIntegerLiteral(key)) return key.text;
  if (key.kind !== 'name') return emit.expression(key);
  const name = key.name.toUpperCase();
  const aliased = items.find((item) => item.kind === 'expression' && item.alias?.toUpperCase() === name);
  return emit.expression(aliased?.kind === 'expression' ? aliased.value : key);
}
