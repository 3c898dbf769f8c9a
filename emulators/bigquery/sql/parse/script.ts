import { SqlError, syntaxError, unsupportedSql } from '../model/errors.ts';
import type { Body, ScriptNode } from '../model/statementAst.ts';
import { alter, drop } from './alter.ts';
import { create } from './create.ts';
import { Cursor } from './cursor.ts';
import { deleteStatement, insert, truncate, update } from './dml.ts';
import { expression } from './expression.ts';
import { tokenize } from './lexer.ts';
import { merge } from './merge.ts';
import { query } from './query.ts';
import { sqlType } from './type.ts';

const GRAMMAR = { expression, query, type: sqlType };

/**
 * Parses a script: statements, separated by semicolons.
 *
 * @throws SqlError with BigQuery's words for what stands at the wrong place.
 */
export function parseScript(sql: string): Body {
  const cursor = new Cursor(sql, tokenize(sql), GRAMMAR);
  const statements: ScriptNode[] = [];
  while (cursor.accept(';'));
  while (!cursor.atEnd) {
    statements.push(statement(cursor));
    if (!cursor.atEnd && !cursor.is(';')) throw cursor.expected('end of input');
    while (cursor.accept(';'));
  }
  if (statements.length === 0) throw syntaxError('Unexpected end of statement', cursor.token);
  return statements;
}

function statement(cursor: Cursor): ScriptNode {
  const { token } = cursor;
  const parse = STATEMENTS[token.key];
  if (parse) return parse(cursor);
  if (token.key === '(') return queryStatement(cursor);
  if (NOT_HERE.has(token.key)) throw unsupportedSql(`${token.key} statements`, token);
  throw cursor.unexpected();
}

const NOT_HERE: ReadonlySet<string> = new Set([
  'GRANT',
  'REVOKE',
  'CALL',
  'EXPORT',
  'LOAD',
  'UNDROP',
  'DESCRIBE',
  'ANALYZE',
  'EXPLAIN',
]);

type At = { line: number; column: number };
const at = ({ token: { line, column } }: Cursor): At => ({ line, column });

function queryStatement(cursor: Cursor): ScriptNode {
  const place = at(cursor);
  return { kind: 'query', query: query(cursor), ...place };
}

/** Statements, each ended by a semicolon, up to one of these words. */
function body(cursor: Cursor, ...ends: readonly string[]): Body {
  const statements: ScriptNode[] = [];
  while (!cursor.isAny(...ends)) {
    if (cursor.atEnd) throw cursor.unexpected();
    statements.push(statement(cursor));
    cursor.expect(';');
  }
  return statements;
}

function declare(cursor: Cursor): ScriptNode {
  const place = at(cursor);
  cursor.expect('DECLARE');
  const names = cursor.list(() => cursor.name().text);
  const type = cursor.is('DEFAULT') ? undefined : sqlType(cursor);
  const fallback = cursor.accept('DEFAULT') ? expression(cursor) : undefined;
  return { kind: 'declare', names, ...(type ? { type } : {}), ...(fallback ? { default: fallback } : {}), ...place };
}

function set(cursor: Cursor): ScriptNode {
  const place = at(cursor);
  cursor.expect('SET');
  if (cursor.token.kind === 'variable') throw unsupportedSql(`setting @@${cursor.token.text}`, cursor.token);
  const names = cursor.is('(')
    ? cursor.parenthesized(() => cursor.list(() => cursor.name().text))
    : [cursor.name().text];
  cursor.expect('=');
  return { kind: 'set', names, value: expression(cursor), ...place };
}

function ifStatement(cursor: Cursor): ScriptNode {
  const place = at(cursor);
  const branches = [];
  cursor.expect('IF');
  do {
    const when = expression(cursor);
    cursor.expect('THEN');
    branches.push({ when, body: body(cursor, 'ELSEIF', 'ELSE', 'END') });
  } while (cursor.accept('ELSEIF'));
  const otherwise = cursor.accept('ELSE') ? body(cursor, 'END') : [];
  cursor.expect('END', 'IF');
  return { kind: 'if', branches, otherwise, ...place };
}

function caseStatement(cursor: Cursor): ScriptNode {
  const place = at(cursor);
  cursor.expect('CASE');
  const of = cursor.is('WHEN') ? undefined : expression(cursor);
  const branches = [];
  while (cursor.accept('WHEN')) {
    const when = expression(cursor);
    cursor.expect('THEN');
    branches.push({ when, body: body(cursor, 'WHEN', 'ELSE', 'END') });
  }
  const otherwise = cursor.accept('ELSE') ? body(cursor, 'END') : [];
  cursor.expect('END', 'CASE');
  return { kind: 'case', branches, otherwise, ...(of ? { of } : {}), ...place };
}

function loop(cursor: Cursor): ScriptNode {
  const place = at(cursor);
  cursor.expect('LOOP');
  const inside = body(cursor, 'END');
  cursor.expect('END', 'LOOP');
  return { kind: 'loop', body: inside, ...place };
}

function whileLoop(cursor: Cursor): ScriptNode {
  const place = at(cursor);
  cursor.expect('WHILE');
  const condition = expression(cursor);
  cursor.expect('DO');
  const inside = body(cursor, 'END');
  cursor.expect('END', 'WHILE');
  return { kind: 'loop', while: condition, body: inside, ...place };
}

function repeat(cursor: Cursor): ScriptNode {
  const place = at(cursor);
  cursor.expect('REPEAT');
  const inside = body(cursor, 'UNTIL');
  cursor.expect('UNTIL');
  const until = expression(cursor);
  cursor.expect('END', 'REPEAT');
  return { kind: 'loop', until, body: inside, ...place };
}

function forLoop(cursor: Cursor): ScriptNode {
  const place = at(cursor);
  cursor.expect('FOR');
  const variable = cursor.name().text;
  cursor.expect('IN');
  const rows = cursor.parenthesized(() => query(cursor));
  cursor.expect('DO');
  const inside = body(cursor, 'END');
  cursor.expect('END', 'FOR');
  return { kind: 'for', variable, query: rows, body: inside, ...place };
}

/** BEGIN opens a transaction or, with statements, a block. */
function begin(cursor: Cursor): ScriptNode {
  const place = at(cursor);
  cursor.expect('BEGIN');
  if (cursor.accept('TRANSACTION') || cursor.is(';') || cursor.atEnd) {
    return { kind: 'transaction', what: 'BEGIN', ...place };
  }
  const inside = body(cursor, 'EXCEPTION', 'END');
  const exception = cursor.accept('EXCEPTION', 'WHEN', 'ERROR', 'THEN') ? body(cursor, 'END') : undefined;
  cursor.expect('END');
  return { kind: 'block', body: inside, ...(exception ? { exception } : {}), ...place };
}

function endTransaction(what: 'COMMIT' | 'ROLLBACK'): (cursor: Cursor) => ScriptNode {
  return (cursor) => {
    const place = at(cursor);
    cursor.expect(what);
    cursor.accept('TRANSACTION');
    return { kind: 'transaction', what, ...place };
  };
}

function jump(kind: 'break' | 'continue' | 'return'): (cursor: Cursor) => ScriptNode {
  return (cursor) => {
    const place = at(cursor);
    cursor.next();
    if (cursor.isName()) throw unsupportedSql('labels', cursor.token);
    return { kind, ...place };
  };
}

function raise(cursor: Cursor): ScriptNode {
  const place = at(cursor);
  cursor.expect('RAISE');
  if (!cursor.accept('USING')) return { kind: 'raise', ...place };
  cursor.expect('MESSAGE', '=');
  return { kind: 'raise', message: expression(cursor), ...place };
}

function assertStatement(cursor: Cursor): ScriptNode {
  const place = at(cursor);
  cursor.expect('ASSERT');
  const condition = expression(cursor);
  const description = cursor.accept('AS') ? cursor.string() : undefined;
  return { kind: 'assert', condition, ...(description ? { description } : {}), ...place };
}

function execute(cursor: Cursor): ScriptNode {
  const place = at(cursor);
  cursor.expect('EXECUTE', 'IMMEDIATE');
  const sql = expression(cursor);
  const into = cursor.accept('INTO') ? cursor.list(() => cursor.name().text) : [];
  const using = cursor.accept('USING') ? cursor.list(() => argument(cursor)) : [];
  if (cursor.is('INTO')) throw new SqlError('EXECUTE IMMEDIATE takes INTO before USING', cursor.token);
  return { kind: 'execute', sql, into, using, ...place };
}

function argument(cursor: Cursor): { name?: string; value: ReturnType<typeof expression> } {
  const value = expression(cursor);
  return cursor.accept('AS') ? { name: cursor.name().text, value } : { value };
}

const STATEMENTS: Readonly<Record<string, (cursor: Cursor) => ScriptNode>> = {
  SELECT: queryStatement,
  WITH: queryStatement,
  INSERT: insert,
  UPDATE: update,
  DELETE: deleteStatement,
  MERGE: merge,
  TRUNCATE: truncate,
  CREATE: create,
  ALTER: alter,
  DROP: drop,
  DECLARE: declare,
  SET: set,
  IF: ifStatement,
  CASE: caseStatement,
  LOOP: loop,
  WHILE: whileLoop,
  REPEAT: repeat,
  FOR: forLoop,
  BEGIN: begin,
  COMMIT: endTransaction('COMMIT'),
  ROLLBACK: endTransaction('ROLLBACK'),
  BREAK: jump('break'),
  LEAVE: jump('break'),
  CONTINUE: jump('continue'),
  ITERATE: jump('continue'),
  RETURN: jump('return'),
  RAISE: raise,
  ASSERT: assertStatement,
  EXECUTE: execute,
};
