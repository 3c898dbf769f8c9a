import type { SqlType } from '../model/ast.ts';
import { unsupportedSql } from '../model/errors.ts';
import type { ColumnDefinition, OptionNode } from '../model/statementAst.ts';
import type { Cursor } from './cursor.ts';
import { expression } from './expression.ts';

/** OPTIONS(name = value, …), if it comes. */
export function options(cursor: Cursor): OptionNode[] {
  if (!cursor.accept('OPTIONS')) return [];
  return cursor.parenthesized(() => (cursor.is(')') ? [] : cursor.list(() => option(cursor))));
}

function option(cursor: Cursor): OptionNode {
  const name = cursor.anyName().text.toLowerCase();
  cursor.expect('=');
  return { name, value: expression(cursor) };
}

type Inner = ColumnDefinition['fields'];

/** `name type [DEFAULT value] [NOT NULL] [OPTIONS(…)]`; the fields of a record can say NOT NULL and OPTIONS too. */
export function columnDefinition(cursor: Cursor): ColumnDefinition {
  const name = cursor.name().text;
  const { type, fields } = columnType(cursor);
  const fallback = cursor.accept('DEFAULT') ? defaultValue(cursor) : undefined;
  const notNull = cursor.accept('NOT', 'NULL');
  if (cursor.isAny('PRIMARY', 'REFERENCES', 'COLLATE'))
    throw unsupportedSql(`${cursor.token.key} of a column`, cursor.token);
  return { name, type, notNull, ...(fallback ? { default: fallback } : {}), options: options(cursor), fields };
}

function defaultValue(cursor: Cursor): { start: number; end: number } {
  const { start } = cursor.token;
  expression(cursor);
  return { start, end: cursor.token.start };
}

function columnType(cursor: Cursor): { type: SqlType; fields: Inner } {
  if (cursor.accept('ARRAY')) {
    cursor.expect('<');
    const { type: element, fields } = columnType(cursor);
    cursor.closeAngle();
    return { type: { name: 'ARRAY', parameters: [], element }, fields };
  }
  if (!cursor.accept('STRUCT')) return { type: cursor.grammar.type(cursor), fields: [] };
  cursor.expect('<');
  const inner = cursor.list(() => columnDefinition(cursor));
  cursor.closeAngle();
  const type: SqlType = {
    name: 'STRUCT',
    parameters: [],
    fields: inner.map(({ name, type: of }) => ({ name, type: of })),
  };
  return { type, fields: inner.flatMap((field) => [ownConstraints(field), ...field.fields.map(under(field.name))]) };
}

const ownConstraints = ({ name, notNull, options: given }: ColumnDefinition): Inner[number] => ({
  path: name,
  notNull,
  options: given,
});

const under =
  (name: string) =>
  (field: Inner[number]): Inner[number] => ({ ...field, path: `${name}.${field.path}` });
