import { describe, expect, it } from 'vitest';
import type { MoveSpec } from '../../../../functions/src/model/moveSpec.ts';
import type { TableField, TableInfo } from '../../../../functions/src/model/table.ts';
import { columns, name, queryOf, table } from './specs.ts';

const ORDERS: TableField[] = [
  ...columns('id:INTEGER order:STRING total:FLOAT'),
  { name: 'info', type: 'RECORD', fields: columns('key') },
];
const source = table('orders_1', ORDERS);
const destination = table('orders', ORDERS);

const TABLES = { source: name('orders_1'), destination: name('orders') };

const sqlOf = (more: Partial<MoveSpec>, ...tables: [TableInfo, ...TableInfo[]]): string[] =>
  (queryOf({ ...TABLES, ...more }, ...tables).query ?? '').split('\n');

const SELECTED = [
  'SELECT',
  '  `t`.`id` AS `id`,',
  '  `t`.`order` AS `order`,',
  '  `t`.`total` AS `total`,',
  '  `t`.`info` AS `info`',
];

describe('the SQL of a move', () => {
  it('names every column, so that their order matters nowhere', () => {
    expect(sqlOf({ method: 'QUERY' }, source, destination)).toEqual([...SELECTED, 'FROM `p`.`d`.`orders_1` AS `t`']);
  });

  it('keeps one row a key', () => {
    expect(
      sqlOf({ uniqueColumns: ['ID', 'total', 'Info.KEY'], uniqueOrderBy: 't.total DESC' }, source, destination),
    ).toEqual([
      ...SELECTED,
      'FROM (',
      '  SELECT `t`.*',
      '  FROM `p`.`d`.`orders_1` AS `t`',
      '  WHERE TRUE',
      '  QUALIFY ROW_NUMBER() OVER (PARTITION BY `t`.`id`, TO_JSON_STRING(`t`.`total`), `t`.`info`.`key` ORDER BY t.total DESC, TO_JSON_STRING(`t`)) = 1',
      ') AS `t`',
    ]);
  });

  it('leaves out rows before it looks for keys', () => {
    expect(sqlOf({ criteria: 't.total > 0 OR t.id = 1', uniqueColumns: ['id'] }, source, destination)).toContain(
      '  WHERE (t.total > 0 OR t.id = 1)',
    );
  });

  it('computes columns, the rest stays', () => {
    expect(sqlOf({ transform: { TOTAL: 't.total * 2' } }, source, destination)).toContain(
      '  (t.total * 2) AS `total`,',
    );
  });

  it('joins what is at hand', () => {
    const sideInputs = [
      { table: name('land'), alias: 'l', on: 't.id = l.id', inner: true },
      { from: 'SELECT 1 AS id', alias: 'one', on: 't.id = one.id', inner: false },
    ];
    expect(sqlOf({ sideInputs }, source, destination).slice(SELECTED.length)).toEqual([
      'FROM `p`.`d`.`orders_1` AS `t`',
      'INNER JOIN `p`.`d`.`land` AS `l` ON (t.id = l.id)',
      'LEFT JOIN (',
      'SELECT 1 AS id',
      ') AS `one` ON (t.id = one.id)',
    ]);
  });

  it('gives columns that only the destination has their type, and leaves out what it lacks', () => {
    const other = table('orders', columns('id:INTEGER note tags:STRING:REPEATED'));
    expect(sqlOf({}, source, other)).toEqual([
      'SELECT',
      '  `t`.`id` AS `id`,',
      '  CAST(NULL AS STRING) AS `note`,',
      '  CAST(NULL AS ARRAY<STRING>) AS `tags`',
      'FROM `p`.`d`.`orders_1` AS `t`',
    ]);
  });

  it('takes the columns of the files for a table that is missing', () => {
    expect(sqlOf({ transform: { extra: '1' } }, source)).toContain('  (1) AS `extra`');
  });
});

describe('the DML of a move', () => {
  const other = table('orders', columns('id:INTEGER note'));

  it('inserts into the columns that get something', () => {
    expect(queryOf({ ...TABLES, method: 'DML' }, source, other)).toEqual({
      query: 'INSERT INTO `p`.`d`.`orders` (`id`)\nSELECT\n  `t`.`id` AS `id`\nFROM `p`.`d`.`orders_1` AS `t`',
      useLegacySql: false,
    });
  });

  it('replaces rows all at once', () => {
    expect(sqlOf({ method: 'DML', writeDisposition: 'WRITE_TRUNCATE' }, source, other)).toEqual([
      'BEGIN TRANSACTION;',
      'TRUNCATE TABLE `p`.`d`.`orders`;',
      'INSERT INTO `p`.`d`.`orders` (`id`)',
      'SELECT',
      '  `t`.`id` AS `id`',
      'FROM `p`.`d`.`orders_1` AS `t`;',
      'COMMIT TRANSACTION;',
    ]);
  });
});
