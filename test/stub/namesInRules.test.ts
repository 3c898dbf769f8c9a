import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlReader } from '../../emulators/cli/openSqlReader.ts';
import { lookAtSql } from '../../functions/cli/check/lookAtSql.ts';
import type { KnownTable, SqlReader } from '../../functions/cli/sql/sqlReader.ts';
import type { TableSource } from '../../functions/cli/sql/tableSource.ts';
import { readRules } from '../../functions/src/action/ruleReader.ts';

let reader: SqlReader;
beforeAll(() => {
  reader = openSqlReader();
});
afterAll(() => reader.close());

const column = (text: string) => {
  const [name = '', type = '', mode] = text.split(' ');
  return { name, type, ...(mode === undefined ? {} : { mode }) };
};
const table = (...columns: string[]): KnownTable => ({ fields: columns.map(column), isByIngestionTime: true });

const ORDERS = table(
  'id INTEGER',
  'customer_id INTEGER',
  'price NUMERIC',
  'qty INTEGER',
  'name STRING',
  'total NUMERIC',
);
const TABLES: Readonly<Record<string, KnownTable>> = {
  'shop.orders': {
    ...ORDERS,
    fields: [
      ...ORDERS.fields,
      column('updated_at TIMESTAMP'),
      { name: 'items', type: 'RECORD', mode: 'REPEATED', fields: [column('sku STRING')] },
    ],
  },
  'shop.customers': table('id INTEGER', 'name STRING'),
  'shop.daily': table('day DATE', 'total NUMERIC'),
};

/** What a project has, and what it has not. */
const inProject: TableSource = async ({ datasetId, tableId }) => TABLES[`${datasetId}.${tableId}`] ?? 'missing';
/** What is known without one. */
const nowhere: TableSource = async () => undefined;

async function lookedAt(text: string, look = inProject): Promise<{ said: string[]; notes: string[] }> {
  const { rules, problems: own } = readRules('rules/orders.yaml', text);
  expect(own.filter(({ severity }) => severity === 'error')).toEqual([]);
  const texts = new Map([['rules/orders.yaml', text]]);
  const openReader = async () => ({ ...reader, close: async () => undefined });
  const world = {
    openSqlReader: openReader,
    projectId: 'demo-bqtail',
    tables: { look, help: 'look elsewhere' },
    texts,
  };
  const { problems, notes } = await lookAtSql(rules, world);
  const said = problems.map(({ line, severity, message }) => `${line} ${severity} ${message}`);
  return { said, notes };
}

/** A rule with a temporary table; `dest` are fields of its Dest, each on a line from 6 on. */
const moving = (...dest: string[]): string =>
  `When: { Prefix: /in/, Suffix: .csv }
Async: true
Dest:
  Table: shop.orders
  Transient: { Dataset: temp }
${dest.map((field) => `  ${field}\n`).join('')}`;

/** A rule whose action runs SQL, which stands on line 6. */
const acting = (sql: string, more = ''): string =>
  `When: { Prefix: '/in/', Suffix: .csv }
Async: true
Dest: { Table: shop.orders, Pattern: '/in/(\\w+)', Parameters: [ { Name: Day, Expression: $1 } ] }
OnSuccess:
  - Action: query
    Request: { SQL: ${JSON.stringify(sql)}${more} }
`;

describe('the SQL of Dest, in the statement that bqtail makes of it', () => {
  it.each([
    ['Transform: { total: price * * qty }', 'Dest.Transform.total: Syntax error: Unexpected "*" [at 1:9]'],
    [
      'Transform: { total: pricee * qty }',
      'Dest.Transform.total: Unrecognized name: pricee; Did you mean price? [at 1:1]',
    ],
    ['Transform: { total: t.qty * t.prize }', 'Dest.Transform.total: Name prize not found inside t [at 1:11]'],
    ['Transform: { total: price + name }', 'Dest.Transform.total: No matching signature for operator +'],
    ['Transform: { total: SUMM(price) }', 'Dest.Transform.total: Function not found: SUMM; Did you mean sum? [at 1:1]'],
    [
      'Transform: { total: c.discount }\n  SideInputs: [ { Table: shop.customers, Alias: c, On: t.customer_id = c.id } ]',
      'Dest.Transform.total: Name discount not found inside c [at 1:3]',
    ],
    [
      'SideInputs: [ { Table: shop.customers, Alias: c, On: t.customer_id = c.name } ]',
      'Dest.SideInputs[0].On: No matching signature for operator = for argument types: INT64, STRING',
    ],
    [
      'UniqueColumns: [ id ]\n  UniqueOrderBy: updated DESC',
      'Dest.UniqueOrderBy: Unrecognized name: updated; Did you mean updated_at? [at 1:1]',
    ],
    [
      'Transform: { nope: price }',
      'Dest.Transform.nope: demo-bqtail.shop.orders has no such column; add it to the table, or set Dest.AllowFieldAddition',
    ],
    [
      'Transform: { name: price * 2, total: price }',
      'Dest.Transform.name: it is NUMERIC, and the column name of the table is STRING; make it STRING',
    ],
    [
      'Schema: { Split: { Mapping: [ { When: land = 1, Then: shop.orders } ] } }',
      'Dest.Schema.Split.Mapping[0].When: Unrecognized name: land',
    ],
  ])('%s is refused', async (dest, message) => {
    const { said, notes } = await lookedAt(moving(dest));
    expect(said).toEqual([expect.stringMatching(/^\d+ error /)]);
    expect(said[0]).toContain(message);
    expect(notes).toEqual([]);
  });

  it.each([
    ['Transform: { total: price * qty, name: UPPER(name) }'],
    ['Transform: { total: "t.price * t.qty -- all of it" }'],
    ["Transform: { total: CAST('$EventID' AS NUMERIC) }"],
    ['Transform: { name: c.name }\n  SideInputs: [ { Table: shop.customers, Alias: c, On: t.customer_id = c.id } ]'],
    [
      "Transform: { name: c.name }\n  SideInputs: [ { From: 'SELECT id, ANY_VALUE(name) AS name FROM shop.customers GROUP BY id', Alias: c, On: t.customer_id = c.id } ]",
    ],
    ['Transform: { total: qty, name: CAST(price AS STRING) }'],
    ["Transform: { name: 'NULL' }"],
    ['UniqueColumns: [ id ]\n  UniqueOrderBy: updated_at DESC, id'],
    ['Transform: { name: net.own_function(name) }'],
    ['AllowFieldAddition: true\n  Transform: { brand_new: price * 2 }'],
    // The files may bring the column.
    ['SourceFormat: NEWLINE_DELIMITED_JSON\n  AllowFieldAddition: true\n  Transform: { total: brought_by_files }'],
    [
      'Schema: { Split: { TimeColumn: updated_at, ClusterColumns: [ id ], Mapping: [ { When: id > 5, Then: shop.orders }, { When: id <= 5, Then: shop.few } ] } }',
    ],
    ['Transform: { name: "MAX_BY_OF_LATER_YEARS(name, id)" }'],
  ])('%s is right', async (dest) => {
    expect((await lookedAt(moving(dest))).said).toEqual([]);
  });

  it('is looked at to the end, and each fault stands at its field', async () => {
    const { said } = await lookedAt(
      moving(
        'Transform:',
        '  total: prize',
        '  name: 1 + 1 + nmae',
        'UniqueColumns: [ id ]',
        'UniqueOrderBy: ">= DESC"',
      ),
    );
    expect(said.map((line) => line.replace(/:.*/, '')).sort()).toEqual([
      '10 error Dest.UniqueOrderBy',
      '7 error Dest.Transform.total',
      '8 error Dest.Transform.name',
    ]);
    expect(said.find((line) => line.startsWith('8'))).toContain('[at 1:9]');
  });

  it('needs no table where the rule itself says the columns', async () => {
    const fields = 'Schema: { Fields: [ { Name: id, Type: INTEGER }, { Name: price, Type: NUMERIC } ] }';
    const wrong = moving(fields, 'Transform: { price: prize }');
    expect((await lookedAt(wrong, nowhere)).said).toEqual([expect.stringContaining('Unrecognized name: prize')]);
    const joined = moving(
      ...[fields, 'Transform: { price: c.discount }', 'UniqueColumns: [ id ]', 'UniqueOrderBy: prize'],
      'SideInputs: [ { Table: shop.customers, Alias: c, On: t.id = c.id } ]',
    );
    const { said, notes } = await lookedAt(joined, nowhere);
    expect(said).toEqual([expect.stringContaining('Dest.UniqueOrderBy: Unrecognized name: prize')]);
    expect(notes).toEqual(['names in SQL were not checked for shop.customers: look elsewhere']);
  });

  it('is not judged by columns that nobody knows', async () => {
    const { said, notes } = await lookedAt(moving('Transform: { total: prize }'), nowhere);
    expect(said).toEqual([]);
    expect(notes).toEqual(['names in SQL were not checked for shop.orders: look elsewhere']);
  });
});

describe('the SQL of actions', () => {
  it.each([
    ['SELEC * FROM shop.orders', 'Syntax error: Expected end of input but got identifier "SELEC" [at 1:1]'],
    ['SELECT id,\n  prize FROM shop.orders', 'Unrecognized name: prize; Did you mean price? [at 2:3]'],
    ["SELECT '$Day' AS day, prize FROM shop.orders", 'Unrecognized name: prize; Did you mean price? [at 1:23]'],
    ["SELECT prize FROM shop.orders WHERE DATE(updated_at) = '$Day'", 'Unrecognized name: prize'],
    ['SELECT prize FROM $DestTable', 'Unrecognized name: prize; Did you mean price? [at 1:8]'],
    [
      'INSERT INTO shop.daily (dya, total) VALUES (CURRENT_DATE(), 1)',
      'Column dya is not present in table demo-bqtail.shop.daily',
    ],
    [
      "INSERT INTO shop.daily (day, total) VALUES (CURRENT_DATE(), 'much')",
      'Value has type STRING which cannot be inserted into column total',
    ],
    ['UPDATE shop.daily SET totl = 1 WHERE TRUE', 'Unrecognized name: totl; Did you mean total?'],
    [
      'MERGE shop.daily d USING shop.orders o ON d.day = DATE(o.updated) WHEN MATCHED THEN DELETE',
      'Name updated not found inside o',
    ],
    [
      'DECLARE d DATE; CREATE TEMP TABLE few AS SELECT id FROM shop.orders WHERE DATE(updated_at) = d; SELECT name FROM few',
      'Unrecognized name: name',
    ],
    [
      'CREATE TEMP FUNCTION twice(x INT64) AS (2 * x); SELECT twice(prize) FROM shop.orders',
      'Unrecognized name: prize',
    ],
    ['SELECT id, COUNT(*) FROM shop.orders', 'references column id which is neither grouped nor aggregated'],
    ['SELECT o.sku FROM shop.orders AS o, o.items AS i', 'Name sku not found inside o'],
  ])('%s is refused', async (sql, message) => {
    const { said } = await lookedAt(acting(sql));
    expect(said).toEqual([
      expect.stringMatching(/^6 error OnSuccess\[0\]\.Request\.SQL: .*; BigQuery would refuse it$/),
    ]);
    expect(said[0]).toContain(message);
  });

  it.each([
    ['SELECT id, price * qty FROM shop.orders'],
    ["SELECT * FROM shop.orders WHERE DATE(updated_at) = DATE '$Day'"],
    ['SELECT id FROM shop.orders_$Day'],
    ['SELECT id, _PARTITIONTIME FROM shop.orders'],
    ['SELECT id FROM `shop.orders_*` WHERE _TABLE_SUFFIX > "2026"'],
    ['SELECT table_name FROM shop.INFORMATION_SCHEMA.TABLES'],
    ['SELECT i.sku FROM shop.orders AS o, o.items AS i'],
    ['SELECT shop.own_function(id) FROM shop.orders'],
    ['SELECT * FROM ML.PREDICT(MODEL shop.churn, (SELECT id FROM shop.orders))'],
    ['SELECT MAX_BY(name, price) FROM shop.orders'],
    ['INSERT INTO shop.daily (day, total) SELECT DATE(updated_at), SUM(total) FROM shop.orders GROUP BY 1'],
    ['CREATE OR REPLACE TABLE shop.few AS SELECT id AS few_id FROM shop.orders; SELECT few_id FROM shop.few'],
    ['ALTER TABLE shop.daily ADD COLUMN note STRING; UPDATE shop.daily SET note = "" WHERE TRUE'],
    ['IF TRUE THEN SELECT whatever FROM shop.orders; END IF'],
    ['EXECUTE IMMEDIATE "ALTER TABLE shop.daily ADD COLUMN note STRING"; SELECT note FROM shop.daily'],
    ['CREATE TEMP FUNCTION f(x INT64) RETURNS INT64 LANGUAGE js AS "return x"; SELECT f(whatever) FROM shop.orders'],
    ["SELECT BIT_COUNT('aaa') FROM shop.orders"],
    ['SELECT id FROM shop.not_there_yet'],
    ['FROM shop.orders |> WHERE prize > 0'],
    ['SELECT * FROM shop.orders MATCH_RECOGNIZE (ORDER BY id MEASURES FIRST(id) AS f PATTERN (A+) DEFINE A AS id > 1)'],
    ['SELECT * FROM GRAPH_TABLE(shop.g MATCH (a:Person)-[e:Knows]->(b:Person) RETURN a.id)'],
    ['GRAPH shop.g MATCH (a:Person) RETURN a.id'],
    ['SELECT (name).UPPER().TRIM() FROM shop.orders'],
    ['SELECT EUCLIDEAN_DISTANCE(ARRAY[(id, 1.0)], ARRAY[(id, 2.0)]) FROM shop.orders'],
    ['SELECT id FROM shop.orders FULL UNION ALL CORRESPONDING BY (id, price) SELECT 1 AS id, price FROM shop.orders'],
    ['SELECT name, MAX_BY(id, price) FROM shop.orders GROUP BY ALL'],
    ['CREATE TEMP FUNCTION twice(x INT64) AS (2 * x); SELECT twice(id) FROM shop.orders'],
  ])('%s is right', async (sql) => {
    expect((await lookedAt(acting(sql))).said).toEqual([]);
  });

  it('sees the tables that the actions before it made, as they are then', async () => {
    const two = (sql: string): string =>
      `${acting('SELECT id AS order_id, price FROM shop.orders', ', Dest: shop.daily')}  - Action: query\n    Request: { SQL: ${sql} }\n`;
    expect((await lookedAt(two('SELECT order_id FROM shop.daily'))).said).toEqual([]);
    expect((await lookedAt(two('SELECT total FROM shop.daily'))).said).toEqual([
      expect.stringContaining('OnSuccess[1].Request.SQL: Unrecognized name: total'),
    ]);
  });

  it('of another rule is not judged by a table that actions make anew', async () => {
    const maker = acting('SELECT id AS order_id FROM shop.orders', ', Dest: shop.daily').replaceAll('/in/', '/out/');
    const { said } = await lookedAt(`${maker}---\n${acting('SELECT order_id FROM shop.daily')}`);
    expect(said).toEqual([]);
  });

  it('is warned of where only rules say the columns of a table', async () => {
    const rule = acting('SELECT prize FROM shop.orders').replace(
      'Table: shop.orders,',
      'Table: shop.orders, Schema: { Fields: [ { Name: price, Type: NUMERIC } ] },',
    );
    expect((await lookedAt(rule, nowhere)).said).toEqual([
      expect.stringMatching(
        /^6 warning .*Did you mean price.* if shop\.orders has no more columns than Schema\.Fields says$/,
      ),
    ]);
  });
});
