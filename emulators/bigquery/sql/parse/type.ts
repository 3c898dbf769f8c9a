import type { SqlType } from '../model/ast.ts';
import { SqlError } from '../model/errors.ts';
import type { Cursor } from './cursor.ts';

/** Type names and their aliases: https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types */
const TYPES: Readonly<Record<string, string>> = {
  INT64: 'INT64',
  INT: 'INT64',
  SMALLINT: 'INT64',
  INTEGER: 'INT64',
  BIGINT: 'INT64',
  TINYINT: 'INT64',
  BYTEINT: 'INT64',
  FLOAT64: 'FLOAT64',
  BOOL: 'BOOL',
  BOOLEAN: 'BOOL',
  STRING: 'STRING',
  BYTES: 'BYTES',
  NUMERIC: 'NUMERIC',
  DECIMAL: 'NUMERIC',
  BIGNUMERIC: 'BIGNUMERIC',
  BIGDECIMAL: 'BIGNUMERIC',
  DATE: 'DATE',
  DATETIME: 'DATETIME',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMP',
  JSON: 'JSON',
  GEOGRAPHY: 'GEOGRAPHY',
  INTERVAL: 'INTERVAL',
};

/** @throws SqlError for a name that is no type. */
export function sqlType(cursor: Cursor): SqlType {
  if (cursor.accept('ARRAY')) {
    cursor.expect('<');
    const element = sqlType(cursor);
    cursor.closeAngle();
    return { name: 'ARRAY', parameters: [], element };
  }
  if (cursor.accept('STRUCT')) return structType(cursor);
  const at = cursor.token;
  const name = TYPES[cursor.anyName().text.toUpperCase()];
  if (!name) throw new SqlError(`Type not found: ${at.text}`, at);
  const parameters = cursor.is('(') ? cursor.parenthesized(() => cursor.list(() => cursor.next().text)) : [];
  return { name, parameters };
}

function structType(cursor: Cursor): SqlType {
  cursor.expect('<');
  const fields = cursor.isAny('>', '>>') ? [] : cursor.list(() => field(cursor));
  cursor.closeAngle();
  return { name: 'STRUCT', parameters: [], fields };
}

function field(cursor: Cursor): { name?: string; type: SqlType } {
  const following = cursor.peek(1).key;
  const unnamed = [',', '>', '>>', '<', '('].includes(following);
  return unnamed ? { type: sqlType(cursor) } : { name: cursor.anyName().text, type: sqlType(cursor) };
}
