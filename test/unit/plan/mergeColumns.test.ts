import { expect, test } from 'vitest';
import type { TableField } from '../../../functions/src/model/table.ts';
import { mergeColumns } from '../../../functions/src/plan/mergeColumns.ts';

const column = (name: string, type = 'STRING', mode?: string): TableField => ({
  name,
  type,
  ...(mode ? { mode } : {}),
});

test('columns that only the template has come after those of the table', () => {
  const merged = mergeColumns(
    [column('id', 'INTEGER', 'REQUIRED')],
    [column('at', 'TIMESTAMP'), column('id', 'INTEGER')],
  );
  expect(merged).toEqual({
    fields: [column('id', 'INTEGER', 'REQUIRED'), column('at', 'TIMESTAMP')],
    added: ['at'],
    conflicts: [],
  });
});

test('names are the same whatever their case, types whatever their name', () => {
  const table = [column('ID', 'INT64'), column('ok', 'BOOLEAN')];
  expect(mergeColumns(table, [column('id', 'INTEGER'), column('OK', 'bool')])).toEqual({
    fields: table,
    added: [],
    conflicts: [],
  });
});

test('nested columns are added where they belong', () => {
  const table: TableField[] = [{ name: 'info', type: 'RECORD', fields: [column('key')] }];
  const template: TableField[] = [
    { name: 'Info', type: 'STRUCT', fields: [column('key'), { name: 'more', type: 'RECORD', fields: [column('x')] }] },
  ];
  const { fields, added } = mergeColumns(table, template);
  expect(added).toEqual(['Info.more']);
  expect(fields).toEqual([
    { name: 'info', type: 'RECORD', fields: [column('key'), { name: 'more', type: 'RECORD', fields: [column('x')] }] },
  ]);
});

test('BigQuery adds no REQUIRED column: it is added as a NULLABLE one', () => {
  expect(mergeColumns([], [column('id', 'INTEGER', 'REQUIRED')]).fields).toEqual([column('id', 'INTEGER', 'NULLABLE')]);
});

test.each([
  [column('a', 'INTEGER'), column('a', 'STRING'), 'column a is INTEGER there and STRING in the template; it stays'],
  [
    column('a'),
    column('a', 'STRING', 'REPEATED'),
    'column a is STRING there and REPEATED STRING in the template; it stays',
  ],
])('a column that differs stays as it is, and that is said', (table, template, conflict) => {
  expect(mergeColumns([table], [template])).toEqual({ fields: [table], added: [], conflicts: [conflict] });
});
