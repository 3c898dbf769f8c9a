import type { Expression, GroupBy, GroupItem, Query, QueryBody, Select, SelectItem } from '../model/ast.ts';
import { syntaxError, unsupportedSql } from '../model/errors.ts';
import { sortKeys, windowSpecification } from './call.ts';
import type { Cursor } from './cursor.ts';
import { fromClause } from './from.ts';
import { startsQuery } from './startsQuery.ts';

/** [WITH …] body [ORDER BY …] [LIMIT … [OFFSET …]] */
export function query(cursor: Cursor): Query {
  const { line, column } = cursor.token;
  const { recursive, ctes } = withClause(cursor);
  const body = queryBody(cursor);
  const orderBy = cursor.is('ORDER') ? sortKeys(cursor) : [];
  const limit = cursor.accept('LIMIT') ? cursor.grammar.expression(cursor) : undefined;
  const offset = limit && cursor.accept('OFFSET') ? cursor.grammar.expression(cursor) : undefined;
  if (cursor.is('|', '>')) throw unsupportedSql('pipe syntax', cursor.token);
  return {
    recursive,
    with: ctes,
    body,
    orderBy,
    ...(limit ? { limit } : {}),
    ...(offset ? { offset } : {}),
    line,
    column,
  };
}

function withClause(cursor: Cursor): { recursive: boolean; ctes: { name: string; query: Query }[] } {
  if (!cursor.accept('WITH')) return { recursive: false, ctes: [] };
  const recursive = cursor.accept('RECURSIVE');
  const ctes = cursor.list(() => {
    const name = cursor.name().text;
    cursor.expect('AS');
    return { name, query: cursor.parenthesized(() => query(cursor)) };
  });
  return { recursive, ctes };
}

function queryBody(cursor: Cursor): QueryBody {
  let left = queryTerm(cursor);
  let before = '';
  for (;;) {
    const operator = cursor.acceptAny('UNION', 'INTERSECT', 'EXCEPT');
    if (!operator) return left;
    const quantifier = cursor.acceptAny('ALL', 'DISTINCT');
    if (!quantifier) throw cursor.expected('keyword ALL or keyword DISTINCT');
    if (before && before !== `${operator} ${quantifier}`) {
      throw syntaxError(
        'Different set operations cannot be used in the same query without using parentheses for grouping',
        cursor.token,
      );
    }
    before = `${operator} ${quantifier}`;
    if (cursor.isAny('BY', 'CORRESPONDING', 'STRICT')) throw unsupportedSql('set operations by name', cursor.token);
    left = { kind: 'set', operator, all: quantifier === 'ALL', left, right: queryTerm(cursor) };
  }
}

function queryTerm(cursor: Cursor): QueryBody {
  if (cursor.is('SELECT')) return select(cursor);
  if (!startsQuery(cursor)) throw cursor.unexpected();
  return { kind: 'query', query: cursor.parenthesized(() => query(cursor)) };
}

function select(cursor: Cursor): Select {
  const { line, column } = cursor.expect('SELECT');
  const distinct = cursor.acceptAny('DISTINCT', 'ALL') === 'DISTINCT';
  const as = cursor.accept('AS') ? valueTable(cursor) : undefined;
  const items = selectList(cursor);
  const from = cursor.accept('FROM') ? fromClause(cursor) : undefined;
  const where = cursor.accept('WHERE') ? cursor.grammar.expression(cursor) : undefined;
  const groupBy = cursor.accept('GROUP', 'BY') ? groupByClause(cursor) : undefined;
  const having = cursor.accept('HAVING') ? cursor.grammar.expression(cursor) : undefined;
  const qualify = cursor.accept('QUALIFY') ? cursor.grammar.expression(cursor) : undefined;
  const windows = cursor.accept('WINDOW') ? cursor.list(() => namedWindow(cursor)) : [];
  return {
    kind: 'select',
    distinct,
    items,
    windows,
    ...(as ? { as } : {}),
    ...(from ? { from } : {}),
    ...(where ? { where } : {}),
    ...(groupBy ? { groupBy } : {}),
    ...(having ? { having } : {}),
    ...(qualify ? { qualify } : {}),
    line,
    column,
  };
}

function valueTable(cursor: Cursor): 'STRUCT' | 'VALUE' {
  const as = cursor.acceptAny('STRUCT', 'VALUE');
  if (!as) throw cursor.unexpected();
  return as;
}

const AFTER_LIST = ['FROM', 'WHERE', 'GROUP', 'HAVING', 'QUALIFY', 'WINDOW', 'ORDER', 'LIMIT', 'UNION', ')', ';', ''];

/** A trailing comma is allowed. */
function selectList(cursor: Cursor): SelectItem[] {
  const items = [selectItem(cursor)];
  while (cursor.accept(',')) {
    if (cursor.token.kind === 'end' || (cursor.token.key !== '' && AFTER_LIST.includes(cursor.token.key))) return items;
    items.push(selectItem(cursor));
  }
  return items;
}

function selectItem(cursor: Cursor): SelectItem {
  const { line, column } = cursor.token;
  if (cursor.accept('*')) return { kind: 'star', ...starModifiers(cursor), line, column };
  const value = cursor.grammar.expression(cursor);
  if (cursor.accept('.', '*')) return { kind: 'star', of: value, ...starModifiers(cursor), line, column };
  const alias = cursor.accept('AS') ? cursor.name().text : cursor.isName() ? cursor.name().text : undefined;
  return { kind: 'expression', value, ...(alias ? { alias } : {}), line, column };
}

function starModifiers(cursor: Cursor): { except: string[]; replace: { value: Expression; name: string }[] } {
  const except = cursor.accept('EXCEPT') ? cursor.parenthesized(() => cursor.list(() => cursor.name().text)) : [];
  const replace = cursor.accept('REPLACE')
    ? cursor.parenthesized(() =>
        cursor.list(() => {
          const value = cursor.grammar.expression(cursor);
          cursor.accept('AS');
          return { value, name: cursor.name().text };
        }),
      )
    : [];
  return { except, replace };
}

function groupByClause(cursor: Cursor): GroupBy {
  if (cursor.accept('ALL')) return { kind: 'all' };
  return { kind: 'items', items: cursor.list(() => groupItem(cursor)) };
}

function groupItem(cursor: Cursor): GroupItem {
  if (cursor.accept('GROUPING', 'SETS')) {
    return { kind: 'GROUPING SETS', sets: cursor.parenthesized(() => cursor.list(() => groupItem(cursor))) };
  }
  const kind = cursor.acceptAny('ROLLUP', 'CUBE');
  if (kind) return { kind, sets: cursor.parenthesized(() => cursor.list(() => groupingSet(cursor))) };
  if (cursor.is('(', ')') || isTuple(cursor)) return { kind: 'set', of: groupingSet(cursor) };
  return { kind: 'expression', of: cursor.grammar.expression(cursor) };
}

/** `(a, b)`, as opposed to `(a)` and `(a) + b`. */
function isTuple(cursor: Cursor): boolean {
  if (!cursor.is('(') || startsQuery(cursor)) return false;
  let depth = 0;
  for (let ahead = 0; cursor.peek(ahead).kind !== 'end'; ahead++) {
    const { key } = cursor.peek(ahead);
    if (key === '(') depth += 1;
    if (key === ',' && depth === 1) return true;
    if (key === ')') depth -= 1;
    if (depth === 0) return false;
  }
  return false;
}

function groupingSet(cursor: Cursor): Expression[] {
  if (!cursor.is('(')) return [cursor.grammar.expression(cursor)];
  return cursor.parenthesized(() => (cursor.is(')') ? [] : cursor.list(() => cursor.grammar.expression(cursor))));
}

function namedWindow(cursor: Cursor): Select['windows'][number] {
  const name = cursor.name().text;
  cursor.expect('AS');
  const window = cursor.is('(')
    ? cursor.parenthesized(() => windowSpecification(cursor))
    : { base: cursor.name().text, partitionBy: [], orderBy: [] };
  return { name, window };
}
