import { quoteName } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import { orderBySql } from '../emission/sortKeys.ts';
import type { Expression, Query, QueryBody } from '../model/ast.ts';
import { type How, selectSql } from './select.ts';

/** What a value's row is called where DuckDB wraps it: SELECT AS STRUCT in an expression. */
const ROW = '__row';

/** A query in DuckDB's SQL, without parentheses. */
export function emitQuery(query: Query, as: 'rows' | 'value', outer: Emission): string {
  const { emit, withClause } = withSql(query, outer);
  if (as === 'value' && isPlainStruct(query)) return emitQuery(packed(query), as, outer);
  const wrapped = as === 'value' && isStruct(query.body);
  const names = wrapped ? 'fields' : 'columns';
  const tail = [
    query.orderBy.length > 0 && orderBySql(query.orderBy, emit, true),
    query.limit && `LIMIT ${emit.expression(query.limit)}`,
    query.offset && `OFFSET ${emit.expression(query.offset)}`,
  ]
    .filter(Boolean)
    .join(' ');
  const sql = bodySql(query.body, { as, names, tail, emit });
  return withClause + (wrapped ? `SELECT ${quoteName(ROW)} FROM (${sql}) AS ${quoteName(ROW)}` : sql);
}

function withSql(query: Query, outer: Emission): { emit: Emission; withClause: string } {
  if (query.with.length === 0) return { emit: outer, withClause: '' };
  const all = query.with.map(({ name }) => name.toUpperCase());
  let visible: ReadonlySet<string> = new Set([...outer.scope.ctes, ...(query.recursive ? all : [])]);
  const ctes = query.with.map(({ name, query: inner }) => {
    const sql = `${quoteName(name)} AS (${outer.within({ ctes: visible, nested: true }).query(inner)})`;
    visible = new Set([...visible, name.toUpperCase()]);
    return sql;
  });
  const withClause = `WITH ${query.recursive ? 'RECURSIVE ' : ''}${ctes.join(', ')} `;
  return { emit: outer.within({ ctes: visible }), withClause };
}

const isStruct = (body: QueryBody): boolean =>
  body.kind === 'select' ? body.as === 'STRUCT' : body.kind === 'set' && isStruct(body.left);

/** SELECT AS STRUCT of expressions only, which one record constructor can stand for. */
function isPlainStruct({ body, orderBy }: Query): boolean {
  if (body.kind !== 'select' || body.as !== 'STRUCT') return false;
  const plain = !body.distinct && !body.groupBy && orderBy.length === 0;
  return plain && body.items.every((item) => item.kind === 'expression');
}

function packed(query: Query): Query {
  if (query.body.kind !== 'select') return query;
  const { as: _, items, ...rest } = query.body;
  const { line, column } = rest;
  const fields = items.flatMap((item) => (item.kind === 'expression' ? [fieldOf(item.value, item.alias)] : []));
  const value: Expression = { kind: 'struct', fields, line, column };
  return { ...query, body: { ...rest, items: [{ kind: 'expression', value, line, column }] } };
}

function fieldOf(value: Expression, alias: string | undefined): { name?: string; value: Expression } {
  const name = alias ?? (value.kind === 'name' || value.kind === 'field' ? value.name : undefined);
  return name === undefined ? { value } : { name, value };
}

function bodySql(body: QueryBody, how: How): string {
  switch (body.kind) {
    case 'select':
      return selectSql(body, how);
    case 'query':
      return `(${how.emit.query(body.query, how.as)}) ${how.tail}`;
    case 'set': {
      const left = bodySql(body.left, { ...how, tail: '' });
      const right = bodySql(body.right, { ...how, tail: '' });
      return `${operand(body.left, left)} ${body.operator}${body.all ? ' ALL' : ''} ${right} ${how.tail}`;
    }
  }
}

/** UNION binds looser than INTERSECT in DuckDB; BigQuery wants parentheses between them anyway. */
const operand = (body: QueryBody, sql: string): string => (body.kind === 'set' ? `(${sql})` : sql);
