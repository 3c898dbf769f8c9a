import type { Query } from '../model/ast.ts';
import { SqlError, syntaxError } from '../model/errors.ts';
import type { Assigned, Assignment, Delete, Insert, Truncate, Update } from '../model/statementAst.ts';
import type { Cursor } from './cursor.ts';
import { fromClause } from './from.ts';
import { startsQuery } from './startsQuery.ts';
import { tablePath } from './tablePath.ts';

/** INSERT [INTO] table [(columns)] VALUES … | query */
export function insert(cursor: Cursor): Insert {
  const { line, column } = cursor.expect('INSERT');
  cursor.accept('INTO');
  const target = tablePath(cursor);
  const columns = cursor.is('(') && !startsQuery(cursor) ? columnList(cursor) : undefined;
  return { kind: 'insert', target, ...(columns ? { columns } : {}), from: insertSource(cursor), line, column };
}

function insertSource(cursor: Cursor): Query | Assigned[][] {
  if (cursor.accept('VALUES')) return cursor.list(() => row(cursor));
  if (!startsQuery(cursor)) throw cursor.unexpected();
  return cursor.grammar.query(cursor);
}

export const columnList = (cursor: Cursor): string[] =>
  cursor.parenthesized(() => cursor.list(() => cursor.name().text));

/** `(value | DEFAULT, …)` */
export const row = (cursor: Cursor): Assigned[] => cursor.parenthesized(() => cursor.list(() => assigned(cursor)));

const assigned = (cursor: Cursor): Assigned =>
  cursor.accept('DEFAULT') ? undefined : cursor.grammar.expression(cursor);

/** UPDATE table [alias] SET … [FROM …] WHERE … */
export function update(cursor: Cursor): Update {
  const { line, column } = cursor.expect('UPDATE');
  const target = tablePath(cursor);
  const alias = targetAlias(cursor);
  const set = assignments(cursor);
  const from = cursor.accept('FROM') ? fromClause(cursor) : undefined;
  if (!cursor.accept('WHERE')) throw new SqlError('UPDATE must have a WHERE clause', { line, column });
  const where = cursor.grammar.expression(cursor);
  return { kind: 'update', target, ...alias, set, ...(from ? { from } : {}), where, line, column };
}

export function targetAlias(cursor: Cursor): { alias?: string } {
  if (cursor.accept('AS')) return { alias: cursor.name().text };
  return cursor.isName() ? { alias: cursor.name().text } : {};
}

/** SET path = value, … */
export function assignments(cursor: Cursor): Assignment[] {
  cursor.expect('SET');
  return cursor.list(() => {
    if (cursor.is('(')) throw syntaxError('Unexpected "("', cursor.token);
    const path = [cursor.name().text];
    while (cursor.accept('.')) path.push(cursor.anyName().text);
    cursor.expect('=');
    return { path, value: assigned(cursor) };
  });
}

/** DELETE [FROM] table [alias] WHERE … */
export function deleteStatement(cursor: Cursor): Delete {
  const { line, column } = cursor.expect('DELETE');
  cursor.accept('FROM');
  const target = tablePath(cursor);
  const alias = targetAlias(cursor);
  if (!cursor.accept('WHERE')) throw new SqlError('DELETE must have a WHERE clause', { line, column });
  return { kind: 'delete', target, ...alias, where: cursor.grammar.expression(cursor), line, column };
}

/** TRUNCATE TABLE table */
export function truncate(cursor: Cursor): Truncate {
  const { line, column } = cursor.expect('TRUNCATE', 'TABLE');
  return { kind: 'truncate', target: tablePath(cursor), line, column };
}
