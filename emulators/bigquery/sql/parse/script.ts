import { syntaxError, unsupportedSql } from '../model/errors.ts';
import type { Plain } from '../model/statementAst.ts';
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
 * Parses statements, separated by semicolons. What decides which of them run is for GoogleSQL's own parser.
 *
 * @throws SqlError with BigQuery's words for what stands at the wrong place.
 */
export function parseScript(sql: string): Plain[] {
  const cursor = new Cursor(sql, tokenize(sql), GRAMMAR);
  const statements: Plain[] = [];
  while (cursor.accept(';'));
  while (!cursor.atEnd) {
    statements.push(statement(cursor));
    if (!cursor.atEnd && !cursor.is(';')) throw cursor.expected('end of input');
    while (cursor.accept(';'));
  }
  if (statements.length === 0) throw syntaxError('Unexpected end of statement', cursor.token);
  return statements;
}

function statement(cursor: Cursor): Plain {
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

function queryStatement(cursor: Cursor): Plain {
  const place = at(cursor);
  return { kind: 'query', query: query(cursor), ...place };
}

function begin(cursor: Cursor): Plain {
  const place = at(cursor);
  cursor.expect('BEGIN');
  cursor.accept('TRANSACTION');
  return { kind: 'transaction', what: 'BEGIN', ...place };
}

function endTransaction(what: 'COMMIT' | 'ROLLBACK'): (cursor: Cursor) => Plain {
  return (cursor) => {
    const place = at(cursor);
    cursor.expect(what);
    cursor.accept('TRANSACTION');
    return { kind: 'transaction', what, ...place };
  };
}

function assertStatement(cursor: Cursor): Plain {
  const place = at(cursor);
  cursor.expect('ASSERT');
  const condition = expression(cursor);
  const description = cursor.accept('AS') ? cursor.string() : undefined;
  return { kind: 'assert', condition, ...(description ? { description } : {}), ...place };
}

const STATEMENTS: Readonly<Record<string, (cursor: Cursor) => Plain>> = {
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
  BEGIN: begin,
  COMMIT: endTransaction('COMMIT'),
  ROLLBACK: endTransaction('ROLLBACK'),
  ASSERT: assertStatement,
};
