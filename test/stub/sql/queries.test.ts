import { describeShapes } from './shapes.ts';

const ONE = (sql: string, ...values: unknown[]) => ({ name: sql, sql: `SELECT ${sql}`, rows: [values] });

describeShapes('select lists', [
  { name: 'columns without a name', sql: 'SELECT 1, 2 AS a, 3', columns: ['f0_', 'a', 'f1_'], rows: [[1, 2, 3]] },
  {
    name: 'a column goes by its name as written',
    sql: 'SELECT ID FROM (SELECT 1 AS id)',
    columns: ['ID'],
    rows: [[1]],
  },
  { name: 'trailing comma', sql: 'SELECT 1 AS a, 2 AS b, FROM (SELECT 1)', rows: [[1, 2]] },
  { name: '* EXCEPT', sql: 'SELECT * EXCEPT (b, c) FROM (SELECT 1 AS a, 2 AS b, 3 AS c)', columns: ['a'], rows: [[1]] },
  {
    name: '* REPLACE keeps the place',
    sql: 'SELECT * REPLACE (b * 10 AS b) FROM (SELECT 1 AS a, 2 AS b, 3 AS c)',
    columns: ['a', 'b', 'c'],
    rows: [[1, 20, 3]],
  },
  {
    name: '* EXCEPT and REPLACE together',
    sql: 'SELECT * EXCEPT (c) REPLACE (-a AS a) FROM (SELECT 1 AS a, 2 AS b, 3 AS c)',
    columns: ['a', 'b'],
    rows: [[-1, 2]],
  },
  {
    name: 'alias.* of one side of a join',
    sql: 'SELECT r.* EXCEPT (k) FROM (SELECT 1 AS k, 2 AS x) l JOIN (SELECT 1 AS k, 3 AS x, 4 AS y) r ON l.k = r.k',
    columns: ['x', 'y'],
    rows: [[3, 4]],
  },
  {
    name: 'record.*',
    sql: 'SELECT s.* FROM (SELECT STRUCT(1 AS a, "x" AS b) AS s)',
    columns: ['a', 'b'],
    rows: [[1, 'x']],
  },
  {
    name: 'table.record.* EXCEPT',
    sql: 'SELECT 0 AS z, t.s.* EXCEPT (a) FROM (SELECT STRUCT(1 AS a, "x" AS b) AS s) t',
    columns: ['z', 'b'],
    rows: [[0, 'x']],
  },
  {
    name: 'reserved words and spaces in backticks',
    sql: 'SELECT `select` AS `order by` FROM (SELECT 1 AS `select`)',
    columns: ['order by'],
    rows: [[1]],
  },
  { name: 'names in any case', sql: 'select Total from (select 5 as TOTAL)', columns: ['Total'], rows: [[5]] },
  { name: 'comments', sql: '-- one\nSELECT /* two */ 1 # three', rows: [[1]] },
  { name: 'SELECT AS STRUCT is a row', sql: 'SELECT AS STRUCT 1 AS a, 2 AS b', columns: ['a', 'b'], rows: [[1, 2]] },
  { name: 'a whole row as value', sql: 'SELECT t FROM (SELECT 1 AS a, "x" AS b) t', rows: [[{ a: 1, b: 'x' }]] },
]);

describeShapes('literals and operators', [
  ONE(`'it''s' IS NULL OR TRUE`.replace("''", "\\'"), true),
  ONE(
    '"double", \'single\', """triple "quoted" """, r"\\d", "tab\\tend", "\\x41\\u00e9"',
    'double',
    'single',
    'triple "quoted" ',
    '\\d',
    'tab\tend',
    'Aé',
  ),
  ONE('b\'\\x00\\xff\', B"ab"', 'hex 00ff', 'hex 6162'),
  ONE(
    '0xFF, 1e3, .5, 9223372036854775807, -9223372036854775808',
    255,
    1000,
    0.5,
    9223372036854775807n,
    -9223372036854775808n,
  ),
  ONE('7 / 2, DIV(7, 2), MOD(-7, 2), -7 / 2', 3.5, 3, -1, -3.5),
  ONE('1 / 3 = 1/3.0, 10 / 5', true, 2),
  ONE('2 + 3 * 4, (2 + 3) * 4, 10 - 2 - 3, - - 1', 14, 20, 5, 1),
  ONE('1 << 4, 255 >> 4, 6 & 3, 6 | 3, 6 ^ 3, ~0', 16, 15, 2, 7, 5, -1),
  { ...ONE("'a' || 'b' || 'c', NULL || 'a'", 'abc', null), refused: 'Operands of || cannot be literal NULL' },
  {
    ...ONE('NULL = NULL, NULL IS NULL, 1 IS NOT NULL, 1 != 2, 1 <> 1', null, true, true, true, false),
    refused: 'Operands of = cannot be literal NULL',
  },
  ONE('1 IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM NULL', true, true),
  {
    ...ONE('TRUE AND NULL, FALSE AND NULL, TRUE OR NULL, NOT NULL', null, false, true, null),
    refused: 'Operands of NOT cannot be literal NULL',
  },
  {
    ...ONE('(1 = 1) IS TRUE, (NULL = 1) IS UNKNOWN, (1 = 2) IS NOT FALSE', true, true, false),
    refused: 'Operands of = cannot be literal NULL',
  },
  ONE('5 BETWEEN 1 AND 5, 5 NOT BETWEEN 1 AND 4', true, true),
  ONE(
    "'abc' LIKE 'a%', 'abc' LIKE '_b_', 'ABC' LIKE 'a%', 'a%c' LIKE 'a\\\\%c', 'abc' LIKE 'a\\\\%c'",
    true,
    true,
    false,
    true,
    false,
  ),
  ONE("'abc' LIKE ANY ('x%', '%c'), 'abc' LIKE ALL ('a%', 'x%'), 'abc' NOT LIKE 'b%'", true, false, true),
  ONE('3 IN (1, 2, 3), 3 IN (1, NULL), 3 NOT IN (1, 2), NULL IN (1)', true, null, true, null),
  ONE('2 IN UNNEST([1, 2]), 3 IN UNNEST([1, NULL]), 5 NOT IN UNNEST([1])', true, null, true),
  ONE('(1, "a") IN ((1, "a"), (2, "b")), STRUCT(1, 2) = STRUCT(1, 2)', true, true),
  ONE('CASE 2 WHEN 1 THEN "one" WHEN 2 THEN "two" ELSE "many" END, CASE WHEN FALSE THEN 1 END', 'two', null),
  ONE(
    'IF(1 < 2, "y", "n"), IF(NULL, 1, 2), IFNULL(NULL, 3), NULLIF(1, 1), COALESCE(NULL, NULL, 4)',
    'y',
    2,
    3,
    null,
    4,
  ),
  ONE('GREATEST(1, 3, 2), LEAST(2, 1), GREATEST(1, NULL)', 3, 1, null),
]);

const NUMBERS =
  '(SELECT 1 AS k, "a" AS g, 10 AS v UNION ALL SELECT 2, "a", 20 UNION ALL SELECT 3, "b", 30 UNION ALL SELECT 4, "b", NULL)';

describeShapes('clauses', [
  {
    name: 'an alias goes before a column of the same name in GROUP BY and ORDER BY',
    sql: 'SELECT DIV(x, 10) AS x, COUNT(*) FROM UNNEST([11, 12, 25]) AS x GROUP BY x ORDER BY x DESC',
    rows: [
      [2, 1],
      [1, 2],
    ],
  },
  {
    name: 'a name in a subquery is the outer column, whatever the subquery calls its own',
    sql: 'SELECT (SELECT AS STRUCT k, g).k, (SELECT k), ARRAY(SELECT AS STRUCT k, v AS w FROM UNNEST([1]) v) FROM (SELECT 7 AS k, "a" AS g)',
    rows: [[7, 7, [{ k: 7, w: 1 }]]],
  },
  {
    name: 'NULLs come first ascending and last descending',
    sql: 'SELECT ARRAY(SELECT IFNULL(x, -1) FROM UNNEST([2, NULL, 1]) x ORDER BY x), ARRAY(SELECT IFNULL(x, -1) FROM UNNEST([2, NULL, 1]) x ORDER BY x DESC)',
    rows: [
      [
        [-1, 1, 2],
        [2, 1, -1],
      ],
    ],
  },
  {
    name: 'NULLS LAST',
    sql: 'SELECT x FROM UNNEST([2, NULL, 1]) AS x ORDER BY x NULLS LAST',
    rows: [[1], [2], [null]],
  },
  {
    name: 'LIMIT and OFFSET',
    sql: 'SELECT x FROM UNNEST([1, 2, 3, 4]) x ORDER BY x LIMIT 2 OFFSET 1',
    rows: [[2], [3]],
  },
  {
    name: 'ORDER BY position and alias',
    sql: `SELECT g, -v AS w FROM ${NUMBERS} WHERE v IS NOT NULL ORDER BY 1 DESC, w`,
    rows: [
      ['b', -30],
      ['a', -20],
      ['a', -10],
    ],
  },
  {
    name: 'GROUP BY position, alias and HAVING',
    sql: `SELECT UPPER(g) AS big, SUM(v) AS s, COUNT(*), COUNT(v) FROM ${NUMBERS} GROUP BY 1 HAVING s > 1 ORDER BY big`,
    rows: [
      ['A', 30, 2, 2],
      ['B', 30, 2, 1],
    ],
  },
  {
    name: 'GROUP BY ALL',
    sql: `SELECT g, COUNT(*) FROM ${NUMBERS} GROUP BY ALL ORDER BY g`,
    rows: [
      ['a', 2],
      ['b', 2],
    ],
  },
  {
    name: 'ROLLUP',
    sql: `SELECT g, k, SUM(v) FROM ${NUMBERS} WHERE k < 3 GROUP BY ROLLUP (g, k) ORDER BY g, k`,
    rows: [
      [null, null, 30],
      ['a', null, 30],
      ['a', 1, 10],
      ['a', 2, 20],
    ],
  },
  {
    name: 'GROUPING SETS',
    sql: `SELECT g, GROUPING(g) AS total, SUM(v) FROM ${NUMBERS} GROUP BY GROUPING SETS (g, ()) ORDER BY total, g`,
    rows: [
      ['a', 0, 30],
      ['b', 0, 30],
      [null, 1, 60],
    ],
  },
  {
    name: 'WITH, one query using another',
    sql: 'WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM a, b',
    rows: [[1, 2]],
  },
  {
    name: 'WITH hides a table of the same name',
    given: 'CREATE OR REPLACE TABLE hidden (x INT64)',
    sql: 'WITH hidden AS (SELECT 7 AS x) SELECT x FROM hidden',
    rows: [[7]],
  },
  {
    name: 'WITH RECURSIVE',
    sql: 'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n * 2 FROM r WHERE n < 20) SELECT ARRAY_AGG(n ORDER BY n) FROM r',
    rows: [[[1, 2, 4, 8, 16, 32]]],
  },
  {
    name: 'UNION ALL and DISTINCT',
    sql: 'SELECT COUNT(*) FROM (SELECT 1 UNION ALL SELECT 1) UNION ALL SELECT COUNT(*) FROM (SELECT 1 UNION DISTINCT SELECT 1) ORDER BY 1',
    rows: [[1], [2]],
  },
  {
    name: 'INTERSECT and EXCEPT',
    sql: '(SELECT x FROM UNNEST([1, 2, 3]) x INTERSECT DISTINCT SELECT x FROM UNNEST([2, 3, 4]) x) EXCEPT DISTINCT SELECT 3',
    rows: [[2]],
  },
  {
    name: 'scalar, EXISTS and IN subqueries',
    sql: 'SELECT (SELECT MAX(x) FROM UNNEST([1, 5]) x), EXISTS (SELECT 1 FROM UNNEST([1]) x WHERE x > 1), 5 IN (SELECT x FROM UNNEST([1, 5]) x)',
    rows: [[5, false, true]],
  },
  {
    name: 'correlated subquery',
    sql: `SELECT k, (SELECT SUM(i.v) FROM ${NUMBERS} i WHERE i.g = o.g) FROM ${NUMBERS} o WHERE k IN (1, 3) ORDER BY k`,
    rows: [
      [1, 30],
      [3, 30],
    ],
  },
  {
    name: 'LEFT, RIGHT, FULL, CROSS JOIN',
    sql: `SELECT (SELECT COUNT(*) FROM (SELECT 1 a) l LEFT JOIN (SELECT 2 a) r ON l.a = r.a), (SELECT COUNT(*) FROM (SELECT 1 a) l RIGHT JOIN (SELECT 2 a) r ON l.a = r.a), (SELECT COUNT(*) FROM (SELECT 1 a) l FULL OUTER JOIN (SELECT 2 a) r USING (a)), (SELECT COUNT(*) FROM UNNEST([1, 2]) CROSS JOIN UNNEST([1, 2, 3]))`,
    rows: [[1, 1, 2, 6]],
  },
  {
    name: 'joins in parentheses',
    sql: 'SELECT a.x, c.x FROM (SELECT 1 x) a LEFT JOIN ((SELECT 1 x) b JOIN (SELECT 1 x) c ON b.x = c.x) ON a.x = b.x',
    refused: 'Duplicate column names in the result are not supported',
    rows: [[1, 1]],
  },
  {
    name: 'PIVOT',
    sql: `SELECT * FROM (SELECT "kale" AS product, 51 AS sales, "Q1" AS quarter UNION ALL SELECT "kale", 23, "Q2" UNION ALL SELECT "kale", 4, "Q1" UNION ALL SELECT "apple", 77, "Q1")
          PIVOT(SUM(sales) FOR quarter IN ("Q1", "Q2" AS second)) ORDER BY product`,
    columns: ['product', 'Q1', 'second'],
    rows: [
      ['apple', 77, null],
      ['kale', 55, 23],
    ],
  },
  {
    name: 'PIVOT with two aggregates',
    sql: `SELECT * FROM (SELECT 1 AS k, 5 AS v, TRUE AS b UNION ALL SELECT 1, 6, FALSE) PIVOT(SUM(v) AS total, COUNT(*) AS n FOR b IN (TRUE AS yes, FALSE AS nope))`,
    columns: ['k', 'total_yes', 'n_yes', 'total_nope', 'n_nope'],
    rows: [[1, 5, 1, 6, 1]],
  },
  {
    name: 'UNPIVOT leaves NULLs out',
    sql: 'SELECT * FROM (SELECT "kale" AS product, 51 AS Q1, NULL AS Q2, 3 AS Q3) UNPIVOT(sales FOR quarter IN (Q1, Q2, Q3 AS "third")) ORDER BY quarter',
    columns: ['product', 'sales', 'quarter'],
    rows: [
      ['kale', 51, 'Q1'],
      ['kale', 3, 'third'],
    ],
  },
  {
    name: 'UNPIVOT INCLUDE NULLS',
    sql: 'SELECT * FROM (SELECT 1 AS a, CAST(NULL AS INT64) AS b) UNPIVOT INCLUDE NULLS (v FOR n IN (a, b)) ORDER BY n',
    rows: [
      [1, 'a'],
      [null, 'b'],
    ],
  },
]);

describeShapes('window functions', [
  {
    name: 'numbering',
    sql: `SELECT x, ROW_NUMBER() OVER (ORDER BY x), RANK() OVER (ORDER BY x), DENSE_RANK() OVER (ORDER BY x), NTILE(2) OVER (ORDER BY x) FROM UNNEST([1, 1, 2, 3]) AS x ORDER BY 2`,
    rows: [
      [1, 1, 1, 1, 1],
      [1, 2, 1, 1, 1],
      [2, 3, 3, 2, 2],
      [3, 4, 4, 3, 2],
    ],
  },
  {
    name: 'LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE',
    sql: `SELECT x, LAG(x) OVER w, LEAD(x, 1, 0) OVER w, FIRST_VALUE(x) OVER w,
            LAST_VALUE(x) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), NTH_VALUE(x, 2) OVER w
          FROM UNNEST([1, 2, 3]) AS x WINDOW w AS (ORDER BY x) ORDER BY x`,
    rows: [
      [1, null, 2, 1, 3, null],
      [2, 1, 3, 1, 3, 2],
      [3, 2, 0, 1, 3, 2],
    ],
  },
  {
    name: 'running totals and moving averages',
    sql: `SELECT x, SUM(x) OVER (ORDER BY x), AVG(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), COUNT(*) OVER () FROM UNNEST([1, 2, 4]) AS x ORDER BY x`,
    rows: [
      [1, 1, 1, 3],
      [2, 3, 1.5, 3],
      [4, 7, 3, 3],
    ],
  },
  {
    name: 'IGNORE NULLS',
    sql: `SELECT k, LAST_VALUE(v IGNORE NULLS) OVER (ORDER BY k) FROM UNNEST([STRUCT(1 AS k, 5 AS v), (2, NULL), (3, 7)]) ORDER BY k`,
    rows: [
      [1, 5],
      [2, 5],
      [3, 7],
    ],
  },
  {
    name: 'QUALIFY by an alias, and a window without ORDER BY',
    sql: `SELECT g, v, MAX(v) OVER (PARTITION BY g) AS top FROM ${NUMBERS} WHERE v IS NOT NULL QUALIFY v = top ORDER BY g`,
    rows: [
      ['a', 20, 20],
      ['b', 30, 30],
    ],
  },
  {
    name: 'PERCENTILE_CONT and PERCENTILE_DISC',
    sql: 'SELECT DISTINCT PERCENTILE_CONT(x, 0.5) OVER (), PERCENTILE_DISC(x, 0.5) OVER () FROM UNNEST([1, 2, 3, 4]) AS x',
    rows: [[2.5, 2]],
  },
]);
