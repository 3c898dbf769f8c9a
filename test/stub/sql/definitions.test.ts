import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Statement } from '../../../emulators/bigquery/query/script/statement.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

/** The members of the union that can be of this kind. */
type OfKind<K extends Statement['kind'], S = Statement> = S extends { kind: infer T }
  ? K extends T
    ? S
    : never
  : never;

async function only<K extends Statement['kind']>(sql: string, kind: K): Promise<OfKind<K>> {
  const [statement, more] = await warehouse.statements(sql);
  if (!statement || more || !isKind(statement, kind)) throw new Error(`Not a ${kind}: ${statement?.kind}`);
  return statement;
}

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(() => warehouse.close());

const isKind = <K extends Statement['kind']>(statement: Statement, kind: K): statement is OfKind<K> & Statement =>
  statement.kind === kind;

describe('CREATE TABLE', () => {
  it('with columns of all kinds', async () => {
    const { target, ddl } = await only(
      `CREATE TABLE IF NOT EXISTS \`my-p.ds.t\` (
         id INT64 NOT NULL OPTIONS(description='the key'),
         n NUMERIC(10, 2) DEFAULT 1.5,
         s STRING(5), b BOOL, f FLOAT64, raw BYTES, j JSON, g GEOGRAPHY, big BIGNUMERIC,
         d DATE, t TIME, dt DATETIME, ts TIMESTAMP DEFAULT CURRENT_TIMESTAMP(),
         tags ARRAY<STRING>,
         r STRUCT<a INT64 NOT NULL, l ARRAY<STRUCT<k STRING OPTIONS(description='inner'), v FLOAT64>>>
       )`,
      'CREATE_TABLE',
    );
    expect(target).toEqual({ projectId: 'my-p', datasetId: 'ds', tableId: 't' });
    expect(ddl).toMatchObject({ ifNotExists: true, orReplace: false, temporary: false, options: {} });
    expect(ddl.columns).toEqual([
      { name: 'id', type: 'INTEGER', mode: 'REQUIRED', description: 'the key' },
      { name: 'n', type: 'NUMERIC', mode: 'NULLABLE', precision: '10', scale: '2', defaultValueExpression: '1.5' },
      { name: 's', type: 'STRING', mode: 'NULLABLE', maxLength: '5' },
      { name: 'b', type: 'BOOLEAN', mode: 'NULLABLE' },
      { name: 'f', type: 'FLOAT', mode: 'NULLABLE' },
      { name: 'raw', type: 'BYTES', mode: 'NULLABLE' },
      { name: 'j', type: 'JSON', mode: 'NULLABLE' },
      { name: 'g', type: 'GEOGRAPHY', mode: 'NULLABLE' },
      { name: 'big', type: 'BIGNUMERIC', mode: 'NULLABLE' },
      { name: 'd', type: 'DATE', mode: 'NULLABLE' },
      { name: 't', type: 'TIME', mode: 'NULLABLE' },
      { name: 'dt', type: 'DATETIME', mode: 'NULLABLE' },
      { name: 'ts', type: 'TIMESTAMP', mode: 'NULLABLE', defaultValueExpression: 'CURRENT_TIMESTAMP()' },
      { name: 'tags', type: 'STRING', mode: 'REPEATED' },
      {
        name: 'r',
        type: 'RECORD',
        mode: 'NULLABLE',
        fields: [
          { name: 'a', type: 'INTEGER', mode: 'REQUIRED' },
          {
            name: 'l',
            type: 'RECORD',
            mode: 'REPEATED',
            fields: [
              { name: 'k', type: 'STRING', mode: 'NULLABLE', description: 'inner' },
              { name: 'v', type: 'FLOAT', mode: 'NULLABLE' },
            ],
          },
        ],
      },
    ]);
  });

  it.each([
    ['d', { kind: 'time', type: 'DAY', field: 'd' }],
    ['DATE(ts)', { kind: 'time', type: 'DAY', field: 'ts' }],
    ['DATE_TRUNC(d, MONTH)', { kind: 'time', type: 'MONTH', field: 'd' }],
    ['TIMESTAMP_TRUNC(ts, HOUR)', { kind: 'time', type: 'HOUR', field: 'ts' }],
    ['DATETIME_TRUNC(dt, YEAR)', { kind: 'time', type: 'YEAR', field: 'dt' }],
    ['_PARTITIONDATE', { kind: 'time', type: 'DAY' }],
    ['DATE(_PARTITIONTIME)', { kind: 'time', type: 'DAY' }],
    ['TIMESTAMP_TRUNC(_PARTITIONTIME, HOUR)', { kind: 'time', type: 'HOUR' }],
    [
      'RANGE_BUCKET(k, GENERATE_ARRAY(0, 100, 10))',
      { kind: 'range', field: 'k', start: '0', end: '100', interval: '10' },
    ],
  ])('PARTITION BY %s', async (by, partitioning) => {
    expect((await only(`CREATE TABLE t (k INT64) PARTITION BY ${by}`, 'CREATE_TABLE')).ddl.partitioning).toEqual(
      partitioning,
    );
  });

  it('PARTITION BY anything else is refused', async () => {
    await expect(only('CREATE TABLE t (k INT64) PARTITION BY MOD(k, 2)', 'CREATE_TABLE')).rejects.toThrow(
      'PARTITION BY expression must be',
    );
  });

  it('CLUSTER BY and OPTIONS', async () => {
    const { ddl } = await only(
      `CREATE OR REPLACE TABLE t (a STRING, b INT64) CLUSTER BY a, b OPTIONS (
         description = "it's", expiration_timestamp = TIMESTAMP '2030-01-01 00:00:00 UTC', partition_expiration_days = 2.5,
         require_partition_filter = TRUE, labels = [('team', 'x'), ('env', 'dev')], friendly_name = NULL)`,
      'CREATE_TABLE',
    );
    expect(ddl.clustering).toEqual(['a', 'b']);
    expect(ddl.orReplace).toBe(true);
    expect(ddl.options).toEqual({
      description: "it's",
      expiration_timestamp: '2030-01-01T00:00:00.000Z',
      partition_expiration_days: 2.5,
      require_partition_filter: true,
      labels: [
        ['team', 'x'],
        ['env', 'dev'],
      ],
      friendly_name: null,
    });
  });

  it('an expiration counted from now', async () => {
    const { ddl } = await only(
      'CREATE TABLE t (a STRING) OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 2 HOUR))',
      'CREATE_TABLE',
    );
    expect(Date.parse(String(ddl.options['expiration_timestamp'])) - Date.now()).toBeGreaterThan(7_100_000);
  });

  it('AS SELECT, LIKE, CLONE and COPY', async () => {
    const created = await only(
      "CREATE TABLE t PARTITION BY d AS SELECT DATE '2026-01-31' AS d, [1] AS list",
      'CREATE_TABLE_AS_SELECT',
    );
    expect(created.ddl.queryFields).toMatchObject([
      { name: 'd', type: 'DATE', mode: 'NULLABLE' },
      { name: 'list', type: 'INTEGER', mode: 'REPEATED' },
    ]);
    expect(created.ddl.partitioning).toEqual({ kind: 'time', type: 'DAY', field: 'd' });
    const like = (await only('CREATE TABLE t LIKE s.u', 'CREATE_TABLE')).ddl.source;
    expect(like).toEqual({ table: { projectId: 'p', datasetId: 's', tableId: 'u' }, rows: false });
    expect((await only('CREATE TABLE t CLONE s.u', 'CREATE_TABLE')).ddl.source?.rows).toBe(true);
    expect((await only('CREATE TABLE t COPY s.u', 'CREATE_TABLE')).ddl.source?.rows).toBe(true);
  });
});

describe('other definitions', () => {
  it('views keep their text', async () => {
    const { ddl, target } = await only(
      'CREATE OR REPLACE VIEW d.v (a) OPTIONS(description="x") AS SELECT 1 + 1 ; ',
      'CREATE_VIEW',
    );
    expect(target.tableId).toBe('v');
    expect(ddl).toMatchObject({ orReplace: true, rows: 'computed', columns: ['a'], options: { description: 'x' } });
    expect(ddl.source).toBe('SELECT 1 + 1');
    expect((await only('CREATE MATERIALIZED VIEW v AS SELECT 1', 'CREATE_VIEW')).ddl.rows).toBe('materialized');
  });

  it('schemas', async () => {
    expect(await only('CREATE SCHEMA IF NOT EXISTS `p2.s` OPTIONS(location="EU")', 'CREATE_SCHEMA')).toMatchObject({
      dataset: { projectId: 'p2', datasetId: 's' },
      ddl: { ifNotExists: true, options: { location: 'EU' } },
    });
    expect(await only('DROP SCHEMA s CASCADE', 'DROP_SCHEMA')).toMatchObject({
      dataset: { projectId: 'p', datasetId: 's' },
      ddl: { ifExists: false, cascade: true },
    });
    expect((await only('ALTER SCHEMA s SET OPTIONS(description="y")', 'ALTER_SCHEMA')).ddl.options).toEqual({
      description: 'y',
    });
  });

  it('DROP', async () => {
    expect(await only('DROP TABLE IF EXISTS a.b', 'DROP_TABLE')).toMatchObject({
      target: { projectId: 'p', datasetId: 'a', tableId: 'b' },
      ddl: { ifExists: true },
    });
    expect((await only('DROP VIEW v', 'DROP_VIEW')).ddl.ifExists).toBe(false);
  });

  it('ALTER TABLE, every action', async () => {
    const { ddl } = await only(
      `ALTER TABLE IF EXISTS t ADD COLUMN IF NOT EXISTS a INT64 OPTIONS(description='x'), ADD COLUMN b ARRAY<STRUCT<c STRING>>,
         DROP COLUMN IF EXISTS z, RENAME COLUMN y TO x, RENAME TO t2, SET OPTIONS(description='d'),
         ALTER COLUMN k SET OPTIONS(description='e'), ALTER COLUMN k SET DATA TYPE NUMERIC, ALTER COLUMN k DROP NOT NULL,
         ALTER COLUMN k SET DEFAULT 1 + 1, ALTER COLUMN k DROP DEFAULT`,
      'ALTER_TABLE',
    );
    expect(ddl.ifExists).toBe(true);
    expect(ddl.alterations).toEqual([
      {
        kind: 'addColumn',
        ifNotExists: true,
        column: { name: 'a', type: 'INTEGER', mode: 'NULLABLE', description: 'x' },
      },
      {
        kind: 'addColumn',
        ifNotExists: false,
        column: {
          name: 'b',
          type: 'RECORD',
          mode: 'REPEATED',
          fields: [{ name: 'c', type: 'STRING', mode: 'NULLABLE' }],
        },
      },
      { kind: 'dropColumn', column: 'z', ifExists: true },
      { kind: 'renameColumn', column: 'y', to: 'x', ifExists: false },
      { kind: 'renameTable', to: 't2' },
      { kind: 'setOptions', options: { description: 'd' } },
      { kind: 'setColumnOptions', column: 'k', options: { description: 'e' } },
      { kind: 'setDataType', column: 'k', type: { name: 'k', type: 'NUMERIC', mode: 'NULLABLE' } },
      { kind: 'dropNotNull', column: 'k' },
      { kind: 'setDefault', column: 'k', expression: '1 + 1' },
      { kind: 'dropDefault', column: 'k' },
    ]);
  });

  it('a required column cannot be added', async () => {
    await expect(only('ALTER TABLE t ADD COLUMN a INT64 NOT NULL', 'ALTER_TABLE')).rejects.toThrow(
      'Cannot add required columns to an existing schema',
    );
  });
});

describe('definitions run on DuckDB', () => {
  it('CREATE, ALTER, DROP', async () => {
    await warehouse.query(
      'CREATE TABLE made (a INT64 NOT NULL, b ARRAY<STRUCT<c NUMERIC>>) PARTITION BY RANGE_BUCKET(a, GENERATE_ARRAY(0, 9)) CLUSTER BY a',
    );
    await warehouse.query('INSERT made VALUES (1, [STRUCT(NUMERIC "1.5")])');
    await warehouse.query('ALTER TABLE made ADD COLUMN d STRING, RENAME COLUMN a TO k');
    expect(await warehouse.query('SELECT * FROM made')).toEqual({
      columns: ['k', 'b', 'd'],
      rows: [[1, [{ c: 'NUMERIC 1.5' }], null]],
    });
    await warehouse.query('DROP TABLE made');
    await expect(warehouse.query('SELECT * FROM made')).rejects.toThrow('Not found: Table p:d.made was not found');
  });

  it('IF EXISTS of a column that is not there', async () => {
    await warehouse.query('CREATE OR REPLACE TABLE lean (a INT64)');
    await warehouse.query(
      'ALTER TABLE lean DROP COLUMN IF EXISTS z, RENAME COLUMN IF EXISTS y TO x, RENAME COLUMN IF EXISTS a TO b',
    );
    expect((await warehouse.query('SELECT * FROM lean')).columns).toEqual(['b']);
  });

  it('AS SELECT, also with columns given, LIKE and COPY', async () => {
    await warehouse.query('CREATE OR REPLACE TABLE s AS SELECT x AS n, CAST(x AS STRING) AS t FROM UNNEST([1, 2]) x');
    await warehouse.query('CREATE OR REPLACE TABLE c (m NUMERIC, w STRING) AS SELECT n, t FROM s WHERE n = 2');
    await warehouse.query('CREATE TABLE none LIKE s; CREATE TABLE whole COPY s');
    expect((await warehouse.query('SELECT * FROM c')).rows).toEqual([['NUMERIC 2', '2']]);
    expect((await warehouse.query('SELECT (SELECT COUNT(*) FROM none), (SELECT COUNT(*) FROM d.whole)')).rows).toEqual([
      [0, 2],
    ]);
  });

  it('views', async () => {
    await warehouse.query(
      "CREATE OR REPLACE VIEW v (day, n) AS SELECT DATE '2026-01-01', COUNT(*) FROM UNNEST([1, 2])",
    );
    expect(await warehouse.query('SELECT * FROM d.v')).toEqual({ columns: ['day', 'n'], rows: [['2026-01-01', 2]] });
  });
});
