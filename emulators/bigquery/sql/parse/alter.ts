import { unsupportedSql } from '../model/errors.ts';
import type { AlterAction, AlterNode, DropNode } from '../model/statementAst.ts';
import { columnDefinition, options } from './columns.ts';
import type { Cursor } from './cursor.ts';
import { tablePath } from './tablePath.ts';

/** ALTER TABLE | VIEW | SCHEMA … */
export function alter(cursor: Cursor): AlterNode {
  const { line, column } = cursor.expect('ALTER');
  cursor.accept('MATERIALIZED');
  const what = relation(cursor, 'ALTER');
  const ifExists = cursor.accept('IF', 'EXISTS');
  const path = tablePath(cursor);
  const actions = cursor.list(() => action(cursor));
  return { kind: 'alter', what, path, ifExists, actions, line, column };
}

/** DROP TABLE | VIEW | SCHEMA … */
export function drop(cursor: Cursor): DropNode {
  const { line, column } = cursor.expect('DROP');
  cursor.accept('MATERIALIZED');
  const what = relation(cursor, 'DROP');
  const ifExists = cursor.accept('IF', 'EXISTS');
  const path = tablePath(cursor);
  const cascade = cursor.accept('CASCADE');
  if (!cascade) cursor.accept('RESTRICT');
  return { kind: 'drop', what, path, ifExists, cascade, line, column };
}

function relation(cursor: Cursor, verb: string): 'TABLE' | 'VIEW' | 'SCHEMA' {
  const what = cursor.acceptAny('TABLE', 'VIEW', 'SCHEMA');
  if (what) return what;
  if (cursor.token.kind !== 'name') throw cursor.unexpected();
  throw unsupportedSql(`${verb} ${cursor.token.key}`, cursor.token);
}

function action(cursor: Cursor): AlterAction {
  const { token } = cursor;
  switch (cursor.acceptAny('ADD', 'DROP', 'RENAME', 'SET', 'ALTER')) {
    case 'ADD':
      return add(cursor);
    case 'DROP':
      cursor.expect('COLUMN');
      return { kind: 'dropColumn', ifExists: cursor.accept('IF', 'EXISTS'), column: columnPath(cursor) };
    case 'RENAME':
      return rename(cursor);
    case 'SET':
      if (!cursor.is('OPTIONS')) throw unsupportedSql(`ALTER TABLE … SET ${cursor.token.text}`, token);
      return { kind: 'setOptions', options: options(cursor) };
    case 'ALTER':
      return alterColumn(cursor);
    case undefined:
      throw cursor.unexpected();
  }
}

function add(cursor: Cursor): AlterAction {
  if (!cursor.is('COLUMN')) throw unsupportedSql(`ALTER TABLE … ADD ${cursor.token.text}`, cursor.token);
  cursor.next();
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  return { kind: 'addColumn', ifNotExists, column: columnDefinition(cursor) };
}

function rename(cursor: Cursor): AlterAction {
  if (cursor.accept('TO')) return { kind: 'renameTable', to: cursor.name().text };
  cursor.expect('COLUMN');
  const ifExists = cursor.accept('IF', 'EXISTS');
  const column = columnPath(cursor);
  cursor.expect('TO');
  return { kind: 'renameColumn', column, to: cursor.name().text, ifExists };
}

function alterColumn(cursor: Cursor): AlterAction {
  cursor.expect('COLUMN');
  cursor.accept('IF', 'EXISTS');
  const column = columnPath(cursor);
  if (cursor.accept('DROP', 'NOT', 'NULL')) return { kind: 'dropNotNull', column };
  if (cursor.accept('DROP', 'DEFAULT')) return { kind: 'dropDefault', column };
  cursor.expect('SET');
  if (cursor.is('OPTIONS')) return { kind: 'setColumnOptions', column, options: options(cursor) };
  if (cursor.accept('DATA', 'TYPE')) return { kind: 'setDataType', column, type: cursor.grammar.type(cursor) };
  cursor.expect('DEFAULT');
  const { start } = cursor.token;
  const value = cursor.grammar.expression(cursor);
  return { kind: 'setDefault', column, value, expression: { start, end: cursor.token.start } };
}

function columnPath(cursor: Cursor): string {
  const path = [cursor.name().text];
  while (cursor.accept('.')) path.push(cursor.anyName().text);
  return path.join('.');
}
