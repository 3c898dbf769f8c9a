import type { Expression, SqlType } from '../model/ast.ts';
import { syntaxError, unsupportedSql } from '../model/errors.ts';
import { call } from './call.ts';
import type { Cursor } from './cursor.ts';
import { startsQuery } from './startsQuery.ts';

/** What stands before operators, fields and subscripts. */
export function primary(cursor: Cursor): Expression {
  const { token } = cursor;
  const at = { line: token.line, column: token.column };
  switch (token.kind) {
    case 'number':
      cursor.next();
      return { kind: 'literal', type: /^0x|^\d+$/i.test(token.text) ? 'INT64' : 'FLOAT64', text: token.text, ...at };
    case 'string':
      return { kind: 'literal', type: 'STRING', text: adjacent(cursor), ...at };
    case 'bytes':
      cursor.next();
      return { kind: 'literal', type: 'BYTES', text: token.text, ...at };
    case 'parameter':
      cursor.next();
      return { kind: 'parameter', name: token.text === '?' ? `?${cursor.nextPositional()}` : token.text, ...at };
    case 'variable':
      cursor.next();
      return { kind: 'variable', name: token.text, ...at };
    case 'quoted':
      return named(cursor);
    case 'symbol':
      return symbol(cursor);
    case 'name':
      return (KEYWORDS[token.key] ?? named)(cursor);
    case 'end':
      throw cursor.unexpected();
  }
}

/** 'a' 'b' is no concatenation in GoogleSQL. */
function adjacent(cursor: Cursor): string {
  const { text } = cursor.next();
  if (cursor.token.kind === 'string') {
    throw syntaxError('concatenated string literals need to be separated by an operator', cursor.token);
  }
  return text;
}

function named(cursor: Cursor): Expression {
  if (!cursor.isName()) throw cursor.unexpected();
  if (isCall(cursor)) return call(cursor);
  const { text, line, column } = cursor.name();
  return { kind: 'name', name: text, line, column };
}

/** `f(`, `SAFE.f(`, `NET.f(`, `dataset.f(`. */
function isCall(cursor: Cursor): boolean {
  let ahead = 0;
  while (cursor.peek(ahead + 1).key === '.' && cursor.peek(ahead + 2).kind !== 'symbol') ahead += 2;
  return cursor.peek(ahead + 1).key === '(';
}

function symbol(cursor: Cursor): Expression {
  const { line, column } = cursor.token;
  if (cursor.accept('[')) return arrayItems(cursor, { line, column });
  if (cursor.is('(') && startsQuery(cursor)) return subquery(cursor, { line, column });
  if (!cursor.accept('(')) throw cursor.unexpected();
  const first = cursor.grammar.expression(cursor);
  if (!cursor.accept(',')) {
    cursor.expect(')');
    return first;
  }
  const others = cursor.list(() => cursor.grammar.expression(cursor));
  cursor.expect(')');
  return { kind: 'struct', fields: [first, ...others].map((value) => ({ value })), line, column };
}

type At = { line: number; column: number };

const subquery = (cursor: Cursor, at: At): Expression => ({
  kind: 'subquery',
  query: cursor.parenthesized(() => cursor.grammar.query(cursor)),
  ...at,
});

function arrayItems(cursor: Cursor, at: At): Expression {
  const items = cursor.is(']') ? [] : cursor.list(() => cursor.grammar.expression(cursor));
  cursor.expect(']');
  return { kind: 'array', items, ...at };
}

const at = (cursor: Cursor): At => ({ line: cursor.token.line, column: cursor.token.column });

/** `DATE '2020-01-01'` and the like. */
function typed(cursor: Cursor): Expression {
  if (cursor.peek(1).kind !== 'string') return named(cursor);
  const place = at(cursor);
  return { kind: 'typed', type: cursor.next().key, text: cursor.string(), ...place };
}

function constant(type: 'BOOL' | 'NULL'): (cursor: Cursor) => Expression {
  return (cursor) => {
    const place = at(cursor);
    return { kind: 'literal', type, text: cursor.next().key, ...place };
  };
}

function caseExpression(cursor: Cursor): Expression {
  const place = at(cursor);
  cursor.expect('CASE');
  const of = cursor.is('WHEN') ? undefined : cursor.grammar.expression(cursor);
  const branches = [];
  while (cursor.accept('WHEN')) {
    const when = cursor.grammar.expression(cursor);
    cursor.expect('THEN');
    branches.push({ when, result: cursor.grammar.expression(cursor) });
  }
  if (branches.length === 0) throw cursor.expected('keyword WHEN');
  const otherwise = cursor.accept('ELSE') ? cursor.grammar.expression(cursor) : undefined;
  cursor.expect('END');
  return { kind: 'case', branches, ...(of ? { of } : {}), ...(otherwise ? { otherwise } : {}), ...place };
}

function cast(cursor: Cursor): Expression {
  const place = at(cursor);
  const safe = cursor.next().key === 'SAFE_CAST';
  return cursor.parenthesized(() => {
    const of = cursor.grammar.expression(cursor);
    cursor.expect('AS');
    const type = cursor.grammar.type(cursor);
    const format = cursor.accept('FORMAT') ? cursor.grammar.expression(cursor) : undefined;
    return { kind: 'cast', of, type, safe, ...(format ? { format } : {}), ...place };
  });
}

function extract(cursor: Cursor): Expression {
  const place = at(cursor);
  cursor.expect('EXTRACT');
  return cursor.parenthesized(() => {
    const part = cursor.anyName();
    const day = cursor.is('(') ? cursor.parenthesized(() => cursor.anyName().text.toUpperCase()) : undefined;
    cursor.expect('FROM');
    const of = cursor.grammar.expression(cursor);
    const zone = cursor.accept('AT', 'TIME', 'ZONE') ? cursor.grammar.expression(cursor) : undefined;
    const name = part.text.toUpperCase();
    return {
      kind: 'extract',
      part: { ...part, name, ...(day ? { day } : {}) },
      of,
      ...(zone ? { zone } : {}),
      ...place,
    };
  });
}

function interval(cursor: Cursor): Expression {
  const place = at(cursor);
  cursor.expect('INTERVAL');
  const value = cursor.grammar.expression(cursor);
  const part = cursor.anyName().text.toUpperCase();
  const to = cursor.accept('TO') ? cursor.anyName().text.toUpperCase() : undefined;
  return { kind: 'interval', value, part, ...(to ? { to } : {}), ...place };
}

/** The type of `ARRAY<INT64>[…]` and `STRUCT<…>(…)`; undefined where the keyword stands alone. */
function typeArguments(cursor: Cursor): SqlType | undefined {
  if (cursor.peek(1).key === '<') return cursor.grammar.type(cursor);
  cursor.next();
  return undefined;
}

function array(cursor: Cursor): Expression {
  const place = at(cursor);
  if (cursor.peek(1).key === '(') {
    cursor.next();
    return { kind: 'arrayQuery', query: cursor.parenthesized(() => cursor.grammar.query(cursor)), ...place };
  }
  const type = typeArguments(cursor);
  cursor.expect('[');
  return { ...(arrayItems(cursor, place) as Extract<Expression, { kind: 'array' }>), ...(type ? { type } : {}) };
}

function struct(cursor: Cursor): Expression {
  const place = at(cursor);
  const type = typeArguments(cursor);
  const fields = cursor.parenthesized(() => (cursor.is(')') ? [] : cursor.list(() => structField(cursor))));
  return { kind: 'struct', fields, ...(type ? { type } : {}), ...place };
}

/** A path without AS gives its last name to the field. */
function structField(cursor: Cursor): { name?: string; value: Expression } {
  const value = cursor.grammar.expression(cursor);
  if (cursor.accept('AS')) return { name: cursor.name().text, value };
  return value.kind === 'name' || value.kind === 'field' ? { name: value.name, value } : { value };
}

function exists(cursor: Cursor): Expression {
  const place = at(cursor);
  cursor.expect('EXISTS');
  return { kind: 'exists', query: cursor.parenthesized(() => cursor.grammar.query(cursor)), ...place };
}

function functionLike(cursor: Cursor): Expression {
  if (cursor.peek(1).key !== '(') throw cursor.unexpected();
  return call(cursor);
}

function newProto(cursor: Cursor): never {
  throw unsupportedSql('protocol buffers', cursor.token);
}

const KEYWORDS: Readonly<Record<string, (cursor: Cursor) => Expression>> = {
  TRUE: constant('BOOL'),
  FALSE: constant('BOOL'),
  NULL: constant('NULL'),
  CASE: caseExpression,
  CAST: cast,
  SAFE_CAST: cast,
  EXTRACT: extract,
  INTERVAL: interval,
  ARRAY: array,
  STRUCT: struct,
  EXISTS: exists,
  IF: functionLike,
  GROUPING: functionLike,
  LEFT: functionLike,
  RIGHT: functionLike,
  NEW: newProto,
  DATE: typed,
  DATETIME: typed,
  TIME: typed,
  TIMESTAMP: typed,
  NUMERIC: typed,
  DECIMAL: typed,
  BIGNUMERIC: typed,
  BIGDECIMAL: typed,
  JSON: typed,
};
