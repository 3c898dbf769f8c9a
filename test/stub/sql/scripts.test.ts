import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsed } from '../../../emulators/bigquery/query/script/parseScript.ts';
import { isScript } from '../../../emulators/bigquery/query/script/runScript.ts';
import { createGoogleSql } from '../../../emulators/googlesql/googleSql.ts';
import { sourceOf } from '../../../emulators/googlesql/source.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

describe('scripts', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await openWarehouse();
  });
  afterAll(() => warehouse.close());

  it.each<[string, string, unknown[][][]]>([
    ['several statements', 'SELECT 1; SELECT 2;', [[[1]], [[2]]]],
    [
      'DECLARE with and without a default',
      "DECLARE a, b INT64; DECLARE c STRING DEFAULT 'x'; SELECT a, b, c",
      [[[null, null, 'x']]],
    ],
    [
      'DECLARE whose type is that of the default',
      'DECLARE d DEFAULT DATE "2026-01-01"; SELECT DATE_ADD(d, INTERVAL 1 DAY)',
      [[['2026-01-02']]],
    ],
    [
      'SET, also of several and from a query',
      "DECLARE a INT64; DECLARE b STRING; SET a = (SELECT MAX(x) FROM UNNEST([1, 7]) x); SET (a, b) = (a + 1, 'y'); SELECT a, b",
      [[[8, 'y']]],
    ],
    [
      'values take the type of the variable',
      "DECLARE n NUMERIC; DECLARE t TIMESTAMP; SET n = 3; SET t = '2026-01-01'; SELECT n / 2, t",
      [[['NUMERIC 1.5', '2026-01-01 00:00:00+00']]],
    ],
    [
      'arrays and records',
      'DECLARE xs ARRAY<INT64> DEFAULT [1, 2]; DECLARE r DEFAULT STRUCT(5 AS a); SELECT ARRAY_LENGTH(xs), r.a, (SELECT SUM(x) FROM UNNEST(xs) x)',
      [[[2, 5, 3]]],
    ],
    [
      'IF, ELSEIF, ELSE',
      'DECLARE x INT64 DEFAULT 2; IF x = 1 THEN SELECT "one"; ELSEIF x = 2 THEN SELECT "two"; ELSE SELECT "many"; END IF;',
      [[['two']]],
    ],
    ['a condition that is NULL does not hold', 'IF CAST(NULL AS BOOL) THEN SELECT 1; ELSE SELECT 2; END IF', [[[2]]]],
    ['IF EXISTS', 'IF EXISTS (SELECT 1 FROM UNNEST([1])) THEN SELECT "there"; END IF;', [[['there']]]],
    [
      'CASE',
      'CASE 2 WHEN 1 THEN SELECT "a"; WHEN 2 THEN SELECT "b"; END CASE; CASE WHEN FALSE THEN SELECT 0; ELSE SELECT "c"; END CASE;',
      [[['b']], [['c']]],
    ],
    [
      'LOOP and BREAK',
      'DECLARE i INT64 DEFAULT 0; LOOP SET i = i + 1; IF i >= 3 THEN BREAK; END IF; END LOOP; SELECT i',
      [[[3]]],
    ],
    [
      'WHILE and CONTINUE',
      'DECLARE i INT64 DEFAULT 0; DECLARE s INT64 DEFAULT 0; WHILE i < 5 DO SET i = i + 1; IF MOD(i, 2) = 0 THEN CONTINUE; END IF; SET s = s + i; END WHILE; SELECT s',
      [[[9]]],
    ],
    ['REPEAT', 'DECLARE i INT64 DEFAULT 0; REPEAT SET i = i + 1; UNTIL i >= 4 END REPEAT; SELECT i', [[[4]]]],
    [
      'FOR',
      'DECLARE s STRING DEFAULT ""; FOR r IN (SELECT x, x * 10 AS y FROM UNNEST([1, 2]) x ORDER BY x) DO SET s = s || r.x || ":" || r.y || " "; END FOR; SELECT s'
        .replaceAll('r.x ||', 'CAST(r.x AS STRING) ||')
        .replaceAll('r.y ||', 'CAST(r.y AS STRING) ||'),
      [[['1:10 2:20 ']]],
    ],
    ['RETURN', 'SELECT 1; RETURN; SELECT 2;', [[[1]]]],
    [
      'a block has its own variables',
      'DECLARE x INT64 DEFAULT 1; BEGIN DECLARE y INT64 DEFAULT 5; SET x = x + y; END; SELECT x',
      [[[6]]],
    ],
    [
      'EXCEPTION',
      "BEGIN SELECT CAST('no' AS INT64); EXCEPTION WHEN ERROR THEN SELECT @@error.message; END",
      [[['Bad int64 value: no']]],
    ],
    [
      'RAISE is caught too',
      "BEGIN RAISE USING MESSAGE = 'mine'; EXCEPTION WHEN ERROR THEN SELECT REGEXP_CONTAINS(@@error.message, 'mine'); END",
      [[[true]]],
    ],
    [
      'EXECUTE IMMEDIATE',
      "DECLARE t STRING DEFAULT 'UNNEST([1, 2, 3])'; EXECUTE IMMEDIATE 'SELECT COUNT(*) FROM ' || t; EXECUTE IMMEDIATE FORMAT('SELECT %d', 5)",
      [[[3]], [[5]]],
    ],
    [
      'EXECUTE IMMEDIATE with USING and INTO',
      "DECLARE a INT64; DECLARE b STRING; EXECUTE IMMEDIATE 'SELECT ? * 2, @s' INTO a, b USING 21, 'x' AS s; SELECT a, b",
      [[[42, 'x']]],
    ],
    [
      'temporary tables',
      'CREATE TEMP TABLE tmp AS SELECT 1 AS x; INSERT INTO tmp VALUES (2); UPDATE tmp SET x = x * 10 WHERE TRUE; SELECT x FROM tmp ORDER BY x; DROP TABLE tmp',
      [[[10], [20]]],
    ],
    [
      'a temporary table that is there already',
      'CREATE TEMP TABLE tmp (x INT64); INSERT tmp VALUES (1); CREATE TEMP TABLE IF NOT EXISTS tmp (y STRING, z STRING); SELECT * FROM tmp; CREATE OR REPLACE TEMP TABLE tmp (y STRING); INSERT tmp VALUES ("a"); SELECT * FROM tmp',
      [[[1]], [['a']]],
    ],
    [
      'temporary functions',
      'CREATE TEMP FUNCTION half(x FLOAT64) AS (x / 2); CREATE TEMP FUNCTION both(a ANY TYPE, b ANY TYPE) AS (CONCAT(a, b)); SELECT half(5), both("x", "y"), half(SUM(n)) FROM UNNEST([1, 2]) n',
      [[[2.5, 'xy', 1.5]]],
    ],
    [
      'transactions',
      'CREATE OR REPLACE TABLE acid (n INT64); BEGIN TRANSACTION; INSERT acid VALUES (1); ROLLBACK TRANSACTION; BEGIN; INSERT acid VALUES (2); COMMIT; SELECT n FROM acid',
      [[[2]]],
    ],
    ['ASSERT', 'ASSERT 1 = 1 AS "fine"; SELECT 1', [[[1]]]],
    [
      'later statements see the tables of earlier ones',
      'CREATE OR REPLACE TABLE step1 AS SELECT 1 AS a; CREATE OR REPLACE TABLE step2 AS SELECT a + 1 AS a FROM step1; SELECT * FROM step2',
      [[[2]]],
    ],
  ])('%s', async (_, sql, results) => {
    expect(await warehouse.script(sql)).toEqual(results);
  });

  it.each([
    ["SELECT 1; RAISE USING MESSAGE = 'stop here'", 'stop here at [1:11]'],
    ['ASSERT (SELECT COUNT(*) FROM UNNEST([1])) = 0 AS "must be empty"', 'must be empty'],
    ['SET nope = 1', 'Undeclared variable: nope at [1:5]'],
    ['DECLARE x INT64; SELECT x; SELECT y', 'Unrecognized name: y at [1:35]'],
    ['IF TRUE THEN SELECT 1', 'Syntax error: Expected ";" but got end of script at [1:22]'],
    ['EXECUTE IMMEDIATE "SELECT 1; SELECT 2"', 'EXECUTE IMMEDIATE takes a single statement'],
  ])('fails: %s', async (sql, message) => {
    await expect(warehouse.script(sql)).rejects.toThrow(message);
  });

  it.each([
    ['CREATE TEMP TABLE tmp (x INT64); CREATE TEMP TABLE tmp (y STRING)', 'Already Exists: Table tmp'],
    ['CREATE TEMP TABLE tmp (x INT64); ALTER TABLE tmp ADD COLUMN y INT64', 'ALTER TABLE of a temporary table'],
    ['CREATE TEMP TABLE tmp (x INT64); CREATE TABLE d.copied COPY tmp', 'LIKE, COPY or CLONE of a temporary table'],
    ['CREATE TEMP TABLE tmp (x INT64); CREATE TABLE d.alike LIKE tmp', 'LIKE, COPY or CLONE of a temporary table'],
  ])('a temporary table is not taken for another: %s', async (sql, message) => {
    await expect(warehouse.script(sql)).rejects.toThrow(message);
  });

  it('says what a script is', async () => {
    const googleSql = createGoogleSql();
    const isMany = async (sql: string): Promise<boolean> => isScript((await parsed(googleSql, sourceOf(sql))).script);
    expect(await isMany('SELECT 1')).toBe(false);
    expect(await isMany('SELECT 1;')).toBe(false);
    expect(await isMany('SELECT 1; SELECT 2')).toBe(true);
    expect(await isMany('BEGIN SELECT 1; END')).toBe(true);
    await googleSql.close();
  });
});
