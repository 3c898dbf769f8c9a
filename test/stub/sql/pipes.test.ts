import { describeShapes } from './shapes.ts';

const given = `CREATE OR REPLACE TABLE sold AS
  SELECT * FROM UNNEST([STRUCT('pear' AS item, 2 AS n, 'x' AS note), ('plum', 8, 'y'), ('pear', 7, 'z')])`;

const piped = (sql: string, ...rows: unknown[][]) => ({ name: sql, given, sql, rows });

describeShapes('pipe syntax', [
  piped('FROM sold |> WHERE n > 2 |> SELECT item, n * 2 AS n |> ORDER BY n', ['pear', 14], ['plum', 16]),
  piped('FROM sold AS s |> WHERE s.n > 2 |> WHERE s.item = "pear" |> SELECT s.note', ['z']),
  piped('FROM sold |> AGGREGATE SUM(n) AS total, COUNT(*) AS count GROUP BY item |> WHERE total > 8 |> SELECT item', [
    'pear',
  ]),
  piped('FROM sold |> AGGREGATE MAX(n) AS most, MIN(n)', [8, 2]),
  piped('SELECT 1 AS x |> EXTEND x + 1 AS y |> SET x = 10 |> EXTEND x + y AS z |> DROP y', [10, 12]),
  piped('FROM sold |> DROP n, note |> DISTINCT |> ORDER BY item DESC |> LIMIT 1', ['plum']),
  piped('FROM sold |> ORDER BY n |> LIMIT 2 |> WHERE item = "plum" |> SELECT n'),
  piped(
    'FROM sold AS s |> JOIN UNNEST(["pear"]) AS wanted ON s.item = wanted |> AGGREGATE STRING_AGG(note, "," ORDER BY note)',
    ['x,z'],
  ),
  piped('SELECT (FROM sold |> AGGREGATE COUNT(*)) AS count, 2', [3, 2]),
  piped('WITH w AS (FROM sold |> WHERE n = 8) FROM w |> SELECT note', ['y']),
  piped('FROM sold |> SELECT n |> UNION ALL (SELECT 1), (FROM sold |> SELECT n + 1) |> AGGREGATE SUM(n)', [38]),
  piped('FROM sold |> WHERE RANK() OVER (ORDER BY n DESC) = 1 |> SELECT item', ['plum']),
  piped("FROM sold |> DROP note |> PIVOT (SUM(n) FOR item IN ('pear', 'plum'))", [9, 8]),
  piped("FROM sold -- all of it\n|> WHERE note != '|>' -- and (more\n|> AGGREGATE COUNT(*)", [3]),
  { ...piped('FROM sold |> RENAME n AS m'), refused: 'not supported by the local BigQuery stub: pipe syntax' },
  {
    ...piped('FROM sold |> AGGREGATE SUM(n) GROUP AND ORDER BY item'),
    refused: 'not supported by the local BigQuery stub: pipe syntax',
  },
  { ...piped('FROM sold |> WHERE nope = 1'), refused: 'Unrecognized name: nope' },
]);
