import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeShapes } from './shapes.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

const STOCK = `CREATE OR REPLACE TABLE stock (sku STRING NOT NULL, n INT64, seen_at TIMESTAMP, info STRUCT<color STRING, size STRUCT<w INT64, h INT64>>, tags ARRAY<STRING>);
  INSERT stock (sku, n, info) VALUES ('a', 1, ('red', (1, 2))), ('b', 2, ('blue', (3, 4))), ('c', 3, NULL);`;

const LIST = 'SELECT sku, n FROM stock ORDER BY sku';

describeShapes('INSERT', [
  {
    name: 'VALUES without a column list',
    given: 'CREATE OR REPLACE TABLE plain (a INT64, b STRING, c ARRAY<INT64>, d STRUCT<x INT64, y STRING>)',
    sql: "INSERT INTO plain VALUES (1, 'x', [1, 2], (5, 'five')), (2, NULL, [], STRUCT(6, 'six'))",
    seen: 'SELECT * FROM plain ORDER BY a',
    rows: [
      [1, 'x', [1, 2], { x: 5, y: 'five' }],
      [2, null, [], { x: 6, y: 'six' }],
    ],
  },
  {
    name: 'records go in by position, whatever their fields are called',
    given: 'CREATE OR REPLACE TABLE byplace (r STRUCT<x INT64, y INT64>, l ARRAY<STRUCT<k STRING, v INT64>>)',
    sql: "INSERT byplace (r, l) SELECT STRUCT(1 AS y, 2 AS x), [STRUCT('a' AS v, 1 AS k), ('b', 2)]",
    seen: 'SELECT r, l FROM byplace',
    rows: [
      [
        { x: 1, y: 2 },
        [
          { k: 'a', v: 1 },
          { k: 'b', v: 2 },
        ],
      ],
    ],
  },
  {
    name: 'DEFAULT',
    given: 'CREATE OR REPLACE TABLE usual (a INT64, b STRING)',
    sql: "INSERT INTO usual (a, b) VALUES (DEFAULT, 'x')",
    seen: 'SELECT a, b FROM usual',
    rows: [[null, 'x']],
  },
  {
    name: 'WITH in the source',
    given: STOCK,
    sql: "INSERT INTO stock (sku, n) WITH w AS (SELECT 'z' AS k) SELECT k, 9 FROM w",
    seen: "SELECT n FROM stock WHERE sku = 'z'",
    rows: [[9]],
  },
  {
    name: 'from a UNION',
    given: STOCK,
    sql: "INSERT stock (sku, n) SELECT 'y', 1 UNION ALL SELECT 'z', 2",
    seen: 'SELECT COUNT(*) FROM stock',
    rows: [[5]],
  },
  {
    name: 'types are those of the columns',
    given: 'CREATE OR REPLACE TABLE typed (n NUMERIC, f FLOAT64, t TIMESTAMP, d DATE)',
    sql: "INSERT typed (n, f, t, d) VALUES (1, 2, '2026-01-01', '2026-01-02')",
    seen: 'SELECT * FROM typed',
    rows: [['NUMERIC 1', 2, '2026-01-01 00:00:00+00', '2026-01-02']],
  },
]);

describeShapes('UPDATE and DELETE', [
  {
    name: 'UPDATE',
    given: STOCK,
    sql: 'UPDATE stock SET n = n * 10, sku = UPPER(sku) WHERE n > 1',
    seen: LIST,
    rows: [
      ['B', 20],
      ['C', 30],
      ['a', 1],
    ],
  },
  {
    name: 'UPDATE with an alias',
    given: STOCK,
    sql: 'UPDATE `p.d.stock` AS s SET s.n = s.n + 1 WHERE s.sku = "a"',
    seen: LIST,
    rows: [
      ['a', 2],
      ['b', 2],
      ['c', 3],
    ],
  },
  {
    name: 'UPDATE of fields of a record',
    given: STOCK,
    sql: "UPDATE stock SET info.color = 'green', info.size.h = 9 WHERE sku = 'a'",
    seen: "SELECT info FROM stock WHERE sku = 'a'",
    rows: [[{ color: 'green', size: { w: 1, h: 9 } }]],
  },
  {
    name: 'UPDATE … FROM',
    given: STOCK,
    sql: "UPDATE stock s SET n = d.delta + s.n FROM (SELECT 'a' AS sku, 100 AS delta UNION ALL SELECT 'b', 200) d WHERE s.sku = d.sku",
    seen: LIST,
    rows: [
      ['a', 101],
      ['b', 202],
      ['c', 3],
    ],
  },
  {
    name: 'UPDATE … FROM a join',
    given: STOCK,
    sql: "UPDATE stock SET n = y.v FROM (SELECT 'a' AS k) x JOIN (SELECT 'a' AS k, 7 AS v) y ON x.k = y.k WHERE sku = x.k",
    seen: LIST,
    rows: [
      ['a', 7],
      ['b', 2],
      ['c', 3],
    ],
  },
  {
    name: 'UPDATE with a subquery',
    given: STOCK,
    sql: 'UPDATE stock SET n = (SELECT MAX(n) FROM stock) WHERE TRUE',
    seen: LIST,
    rows: [
      ['a', 3],
      ['b', 3],
      ['c', 3],
    ],
  },
  {
    name: 'UPDATE of arrays',
    given: STOCK,
    sql: "UPDATE stock SET tags = ARRAY_CONCAT(IFNULL(tags, []), ['new']) WHERE sku = 'a'",
    seen: "SELECT tags FROM stock WHERE sku = 'a'",
    rows: [[['new']]],
  },
  { name: 'DELETE', given: STOCK, sql: 'DELETE FROM stock WHERE n < 3', seen: LIST, rows: [['c', 3]] },
  {
    name: 'DELETE with an alias and a subquery',
    given: STOCK,
    sql: "DELETE stock s WHERE s.sku IN (SELECT 'a') OR EXISTS (SELECT 1 FROM UNNEST([2]) x WHERE x = s.n)",
    seen: LIST,
    rows: [['c', 3]],
  },
  { name: 'TRUNCATE TABLE', given: STOCK, sql: 'TRUNCATE TABLE d.stock', seen: LIST, rows: [] },
]);

const SOURCE = "(SELECT 'a' AS sku, 100 AS n UNION ALL SELECT 'b', NULL UNION ALL SELECT 'x', 5)";

describeShapes('MERGE', [
  {
    name: 'update and insert',
    given: STOCK,
    sql: `MERGE stock t USING ${SOURCE} s ON t.sku = s.sku WHEN MATCHED THEN UPDATE SET n = s.n WHEN NOT MATCHED THEN INSERT (sku, n) VALUES (sku, n)`,
    seen: LIST,
    rows: [
      ['a', 100],
      ['b', null],
      ['c', 3],
      ['x', 5],
    ],
  },
  {
    name: 'conditions: the first branch that holds is taken',
    given: STOCK,
    sql: `MERGE INTO stock AS t USING ${SOURCE} AS s ON t.sku = s.sku
          WHEN MATCHED AND s.n IS NULL THEN DELETE
          WHEN MATCHED THEN UPDATE SET t.n = t.n + s.n, seen_at = TIMESTAMP '2026-01-01'
          WHEN NOT MATCHED BY TARGET AND s.n > 10 THEN INSERT (sku) VALUES ('never')
          WHEN NOT MATCHED BY TARGET THEN INSERT (sku, n) VALUES (CONCAT(s.sku, '!'), s.n * 2)`,
    seen: 'SELECT sku, n, seen_at FROM stock ORDER BY sku',
    rows: [
      ['a', 101, '2026-01-01 00:00:00+00'],
      ['c', 3, null],
      ['x!', 10, null],
    ],
  },
  {
    name: 'NOT MATCHED BY SOURCE: delete and update',
    given: STOCK,
    sql: `MERGE stock t USING (SELECT 'a' AS sku) s ON t.sku = s.sku
          WHEN NOT MATCHED BY SOURCE AND t.n = 3 THEN DELETE WHEN NOT MATCHED BY SOURCE THEN UPDATE SET n = -1`,
    seen: LIST,
    rows: [
      ['a', 1],
      ['b', -1],
    ],
  },
  {
    name: 'INSERT ROW',
    given: 'CREATE OR REPLACE TABLE pairs (k STRING, v INT64); INSERT pairs VALUES ("a", 1);',
    sql: "MERGE pairs t USING (SELECT 'b' AS k, 2 AS v UNION ALL SELECT 'a', 9) s ON t.k = s.k WHEN NOT MATCHED THEN INSERT ROW",
    seen: 'SELECT * FROM pairs ORDER BY k',
    rows: [
      ['a', 1],
      ['b', 2],
    ],
  },
  {
    name: 'INSERT without a column list',
    given: 'CREATE OR REPLACE TABLE pairs2 (k STRING, v INT64)',
    sql: "MERGE pairs2 t USING (SELECT 1 AS one) s ON FALSE WHEN NOT MATCHED THEN INSERT VALUES ('n', s.one)",
    seen: 'SELECT * FROM pairs2',
    rows: [['n', 1]],
  },
  {
    name: 'ON FALSE replaces everything',
    given: STOCK,
    sql: "MERGE stock USING (SELECT 'q' AS sku, 1 AS n) s ON FALSE WHEN NOT MATCHED THEN INSERT (sku, n) VALUES (s.sku, s.n) WHEN NOT MATCHED BY SOURCE THEN DELETE",
    seen: LIST,
    rows: [['q', 1]],
  },
  {
    name: 'a table as source, functions in every place',
    given: `${STOCK} CREATE OR REPLACE TABLE delta (sku STRING, ts STRING); INSERT delta VALUES ('A', '20260105');`,
    sql: `MERGE \`p.d.stock\` t USING \`p\`.\`d\`.delta ON t.sku = LOWER(delta.sku) AND REGEXP_CONTAINS(delta.ts, r'^2026')
          WHEN MATCHED THEN UPDATE SET seen_at = TIMESTAMP(PARSE_DATE('%Y%m%d', delta.ts)), n = DIV(t.n + 9, 2)`,
    seen: "SELECT n, seen_at FROM stock WHERE sku = 'a'",
    rows: [[5, '2026-01-05 00:00:00+00']],
  },
  {
    name: 'UNNEST as source',
    given: STOCK,
    sql: "MERGE stock t USING UNNEST([STRUCT('a' AS sku, 7 AS n)]) s ON t.sku = s.sku WHEN MATCHED THEN UPDATE SET n = s.n",
    seen: LIST,
    rows: [
      ['a', 7],
      ['b', 2],
      ['c', 3],
    ],
  },
  {
    name: 'fields of records',
    given: STOCK,
    sql: "MERGE stock t USING (SELECT 'b' AS k) s ON t.sku = s.k WHEN MATCHED THEN UPDATE SET info.size.w = 30",
    seen: "SELECT info.size FROM stock WHERE sku = 'b'",
    rows: [[{ w: 30, h: 4 }]],
  },
  {
    name: 'several source rows for a target row are no error where no branch would change it',
    given: STOCK,
    sql: "MERGE stock t USING UNNEST(['a', 'a']) AS s ON t.sku = s WHEN MATCHED AND t.n > 100 THEN DELETE",
    seen: LIST,
    rows: [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ],
  },
]);

describe('what may not be', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await openWarehouse();
    await warehouse.query(STOCK);
  });
  afterAll(() => warehouse.close());

  const TWICE = 'UPDATE/MERGE must match at most one source row for each target row';

  it.each([
    ["MERGE stock t USING UNNEST(['a', 'a']) AS s ON t.sku = s WHEN MATCHED THEN UPDATE SET n = 0", TWICE],
    ["MERGE stock t USING UNNEST(['a', 'a']) AS s ON t.sku = s WHEN MATCHED THEN DELETE", TWICE],
    ["UPDATE stock SET n = x FROM UNNEST([1, 2]) AS x WHERE sku = 'a'", TWICE],
    ['INSERT stock (sku, n) VALUES (NULL, 1)', 'Required field sku cannot be null'],
    ['UPDATE stock SET n = 1', 'UPDATE must have a WHERE clause at [1:1]'],
    ['DELETE FROM stock', 'DELETE must have a WHERE clause at [1:1]'],
    ['UPDATE stock SET n = 1, n = 2 WHERE TRUE', 'Update item n assigned more than once at [1:25]'],
    ['INSERT stock (sku, nope) VALUES ("z", 1)', 'Column nope is not present in table p.d.stock at [1:20]'],
  ])('%s', async (sql, message) => {
    await expect(warehouse.query(sql)).rejects.toThrow(message);
    expect((await warehouse.query(LIST)).rows).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
  });
});
