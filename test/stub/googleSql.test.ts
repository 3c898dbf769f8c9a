import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fields, rowsOf, runJob } from './loadJob.ts';
import { type StubProcess, startStubProcess } from './stubProcess.ts';

describe('GoogleSQL', () => {
  let stub: StubProcess;

  beforeAll(async () => {
    stub = await startStubProcess();
    const [dataset] = await stub.client().createDataset('ds');
    const [table] = await dataset.createTable('t', { schema: { fields: fields('id:INTEGER,name:STRING') } });
    await table.insert([
      { id: 1, name: 'one' },
      { id: 2, name: 'two' },
    ]);
    await dataset.createTable('s', { schema: { fields: fields('id:INTEGER,name:STRING') } });
  });
  afterAll(() => stub.remove());

  const run = (sql: string) => runJob(stub, { query: { query: sql, useLegacySql: false } });
  const query = async (sql: string) => (await stub.client().query({ query: sql }))[0];

  it.each([
    [
      'SELECT * FROM ds.t WHERE name = 1',
      'No matching signature for operator = for argument types: STRING, INT64',
      '1:26',
    ],
    ['SELECT nme FROM `ds.t`', 'Unrecognized name: nme; Did you mean name?', '1:8'],
    [
      "INSERT ds.t (id) VALUES ('x')",
      'Value has type STRING which cannot be inserted into column id, which has type INT64',
      '1:26',
    ],
    ['SELECT 1;\nSELECT id,, name FROM ds.t', 'Syntax error: Expected end of input but got ","', '2:11'],
    ['SELECT ds.t.id FROM ds.t', 'Unrecognized name: ds', '1:8'],
    ['UPDATE ds.t SET nme = name WHERE TRUE', 'Unrecognized name: nme', '1:17'],
  ])('%s is refused, in the words and at the place that Google has', async (sql, message, place) => {
    const { errorResult } = (await run(sql)).status ?? {};
    expect(errorResult).toMatchObject({ reason: 'invalidQuery', location: 'query' });
    expect(errorResult?.message).toContain(message);
    expect(errorResult?.message).toContain(`at [${place}]`);
  });

  it('answers a hundred statements that come at the same time', async () => {
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    const answers = await Promise.all(numbers.map((n) => query(`SELECT id + ${n} AS n FROM ds.t WHERE id = 1`)));
    expect(answers).toEqual(numbers.map((n) => [{ n: n + 1 }]));
  });

  it.each([
    ["SELECT REPEAT('abc', 1000000000)", 'invalidQuery'],
    ['SELECT LPAD("a", 1000000000)', 'invalidQuery'],
    ['SELECT APPROX_QUANTILES(x, 100000000) FROM UNNEST([1, 2]) AS x', 'invalidQuery'],
    ["SELECT STRING_AGG(REPEAT('x', 1000000)) FROM UNNEST(GENERATE_ARRAY(1, 1200))", 'resourcesExceeded'],
  ])('%s takes no more than it may, and the next statement runs', async (sql, reason) => {
    expect((await run(sql)).status?.errorResult).toMatchObject({ reason });
    expect(await query('SELECT COUNT(*) AS n FROM ds.t')).toEqual([{ n: 2 }]);
  });

  it('takes 5,000 nested parentheses', async () => {
    expect(await query(`SELECT ${'('.repeat(5000)}1${')'.repeat(5000)} AS one`)).toEqual([{ one: 1 }]);
  });

  it('computes exactly, and says the types that it has', async () => {
    const [row] = await query(
      "SELECT CAST(123.0 AS STRING) AS a, BIGNUMERIC '1e-38' AS b, INTERVAL 1 MONTH + INTERVAL 2 DAY AS c, [1, NULL] AS d",
    );
    expect(row).toMatchObject({ a: '123', c: expect.anything(), d: [1, null] });
    expect(String(row.b)).toBe('1e-38');
    const { statistics } = await run(
      'SELECT DATE "2026-01-01" AS day, STRUCT(1 AS x, ["a"] AS y) AS r, RANGE<DATE> "[2026-01-01, UNBOUNDED)" AS p',
    );
    expect(statistics?.query?.schema?.fields).toMatchObject([
      { name: 'day', type: 'DATE' },
      {
        name: 'r',
        type: 'RECORD',
        fields: [
          { name: 'x', type: 'INTEGER' },
          { name: 'y', type: 'STRING', mode: 'REPEATED' },
        ],
      },
      { name: 'p', type: 'RANGE' },
    ]);
  });

  it("does what Google's own service is too old for", async () => {
    expect(await query('SELECT 1 AS a, 2 AS b UNION ALL BY NAME SELECT 3 AS b, 4 AS a ORDER BY a')).toEqual([
      { a: 1, b: 2 },
      { a: 4, b: 3 },
    ]);
    expect(await query('SELECT 1 AS a, 2 AS b INNER UNION ALL BY NAME ON (b) SELECT 3 AS b')).toEqual([
      { b: 2 },
      { b: 3 },
    ]);
    expect((await run('SELECT 1 AS a UNION ALL BY NAME SELECT 2 AS b')).status?.errorResult).toMatchObject({
      reason: 'invalidQuery',
    });
    expect(
      await query(
        'SELECT MAX_BY(name, id) AS m, APPROX_COUNT_DISTINCT(name) AS n, APPROX_QUANTILES(id, 1) AS q FROM ds.t',
      ),
    ).toEqual([{ m: 'two', n: 2, q: [1, 2] }]);
    expect(await query('SELECT id, APPROX_QUANTILES(id, 1) OVER () AS q FROM ds.t ORDER BY id')).toEqual([
      { id: 1, q: [1, 2] },
      { id: 2, q: [1, 2] },
    ]);
  });

  it('groups by all that is not aggregated', async () => {
    const sql = 'SELECT COUNT(*) AS n, name, id + 1 AS more FROM ds.t GROUP BY ALL ORDER BY name';
    expect(await query(sql)).toEqual([
      { n: 1, name: 'one', more: 2 },
      { n: 1, name: 'two', more: 3 },
    ]);
    expect(await query('SELECT COUNT(*) AS n FROM ds.t GROUP BY ALL')).toEqual([{ n: 2 }]);
  });

  it.each([
    'FROM ds.t |> RENAME id AS k',
    'SELECT * FROM ds.t MATCH_RECOGNIZE (ORDER BY id MEASURES FIRST(id) AS f PATTERN (A+) DEFINE A AS id > 1)',
    'SELECT (name).UPPER() FROM ds.t',
    'SELECT id + COUNT(*) FROM ds.t GROUP BY ALL',
    "SELECT REGEXP_SUBSTR('xyzabc', '^abc', 4)",
  ])('%s is refused as what the stub has not', async (sql) => {
    const { errorResult } = (await run(sql)).status ?? {};
    expect(errorResult).toMatchObject({
      reason: 'notImplemented',
      message: expect.stringContaining('not supported by the local BigQuery stub'),
    });
  });

  it('merges: each row by the first clause that holds, and refuses two rows of the source for one', async () => {
    const merge = (rows: string): string => `MERGE ds.s AS t USING (SELECT * FROM UNNEST([${rows}])) AS s ON t.id = s.id
      WHEN MATCHED AND s.name = 'gone' THEN DELETE
      WHEN MATCHED THEN UPDATE SET name = CONCAT(t.name, s.name)
      WHEN NOT MATCHED BY SOURCE AND t.id < 3 THEN UPDATE SET name = 'alone'
      WHEN NOT MATCHED THEN INSERT ROW`;
    await query("INSERT ds.s VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')");
    const { statistics } = await run(merge("STRUCT(1 AS id, 'x' AS name), (4, 'gone'), (5, 'new')"));
    expect(statistics?.query?.dmlStats).toEqual({ insertedRowCount: '1', updatedRowCount: '2', deletedRowCount: '1' });
    expect(await query('SELECT id, name FROM ds.s ORDER BY id')).toEqual([
      { id: 1, name: 'ax' },
      { id: 2, name: 'alone' },
      { id: 3, name: 'c' },
      { id: 5, name: 'new' },
    ]);
    const twice = await run(merge("STRUCT(1 AS id, 'x' AS name), (1, 'y')"));
    expect(twice.status?.errorResult?.message).toContain('must match at most one source row for each target row');
    expect(await rowsOf(stub, 'ds.s')).toHaveLength(4);
  });

  it('leaves defaults, GEOGRAPHY and what is large to DuckDB', async () => {
    await query(`CREATE TABLE ds.more (id INT64, place GEOGRAPHY, name STRING); ALTER TABLE ds.more ALTER COLUMN name SET DEFAULT 'none';
      INSERT ds.more (id, name) VALUES (1, DEFAULT), (2, 'two'); UPDATE ds.more SET name = DEFAULT WHERE id = 2`);
    expect(await query('SELECT id, place, name FROM ds.more ORDER BY id')).toEqual([
      { id: 1, place: null, name: 'none' },
      { id: 2, place: null, name: 'none' },
    ]);
    const sql = `CREATE TEMP TABLE large AS SELECT a * 1000 + b AS n FROM UNNEST(GENERATE_ARRAY(0, 99)) AS a, UNNEST(GENERATE_ARRAY(0, 999)) AS b;
      SELECT COUNT(*) AS rows_there, SUM(n) AS total FROM large`;
    expect(await query(sql)).toEqual([{ rows_there: 100_000, total: 4_999_950_000 }]);
  });

  it('runs scripts with variables, blocks, loops and functions', async () => {
    const sql = `DECLARE total INT64 DEFAULT 0; DECLARE texts ARRAY<STRING> DEFAULT [];
      CREATE TEMP FUNCTION twice(x ANY TYPE) AS (x + x);
      FOR row IN (SELECT id, name FROM ds.t ORDER BY id) DO
        SET total = total + twice(row.id);
        SET texts = ARRAY_CONCAT(texts, [row.name]);
      END FOR;
      BEGIN
        DECLARE inner_one INT64 DEFAULT total;
        SET total = inner_one + 1;
        SELECT ERROR('broken');
      EXCEPTION WHEN ERROR THEN
        SET texts = ARRAY_CONCAT(texts, [@@error.message]);
      END;
      CREATE TEMP TABLE found AS SELECT total AS total, texts AS texts;
      EXECUTE IMMEDIATE 'SELECT total + ?, texts FROM found' INTO total, texts USING 100;
      SELECT total, texts;`;
    expect(await query(sql)).toEqual([{ total: 107, texts: ['one', 'two', 'broken'] }]);
  });
});
