import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWarehouse, type Warehouse } from './warehouse.ts';

describe('errors', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await openWarehouse();
    await warehouse.query('CREATE TABLE t (id INT64, name STRING, r STRUCT<a INT64>)');
  });
  afterAll(() => warehouse.close());

  it.each([
    ['SELECT 1 +', 'Syntax error: Unexpected end of script at [1:11]'],
    ['SELECT', 'Syntax error: Unexpected end of script at [1:7]'],
    ['SELEC 1', 'Syntax error: Expected end of input but got identifier "SELEC" at [1:1]'],
    ['SELECT 1 FROM', 'Syntax error: Unexpected end of script at [1:14]'],
    ['SELECT (1', 'Syntax error: Unexpected end of script at [1:10]'],
    ['SELECT 1)', 'Syntax error: Expected end of input but got ")" at [1:9]'],
    ['SELECT FROM t', 'Syntax error: SELECT list must not be empty at [1:8]'],
    ['SELECT a b c', 'Syntax error: Expected end of input but got identifier "c" at [1:12]'],
    ["SELECT 'abc", 'Syntax error: Unclosed string literal at [1:8]'],
    ['SELECT 1\nFROM t\nWHERE', 'Syntax error: Unexpected end of script at [3:6]'],
    ['SELECT * FROM t WHERE id = = 1', 'Syntax error: Unexpected "=" at [1:28]'],
    ['', 'Syntax error: Unexpected end of statement at [1:1]'],
    [
      'SELECT 1 UNION SELECT 2',
      'Syntax error: Expected keyword ALL or keyword DISTINCT but got keyword SELECT at [1:16]',
    ],
    ['SELECT CAST(1 AS NOPE)', 'Type not found: NOPE at [1:18]'],
    ['SELECT 9223372036854775808', 'Invalid integer literal: 9223372036854775808 at [1:8]'],
    ['SELECT foo FROM t', 'Unrecognized name: foo at [1:8]'],
    ['SELECT foo', 'Unrecognized name: foo at [1:8]'],
    ['SELECT id\nFROM t\nWHERE nmae = 1', 'Unrecognized name: nmae; Did you mean name? at [3:7]'],
    ['SELECT x.id FROM t', 'Unrecognized name: x at [1:8]'],
    ['SELECT t.foo FROM t', 'Name foo not found inside t at [1:10]'],
    ['SELECT r.b FROM t', 'Field name b does not exist in STRUCT<a INT64> at [1:10]'],
    ['SELECT * EXCEPT (foo) FROM t', 'Column foo in SELECT * EXCEPT list does not exist at [1:18]'],
    ['SELECT id FROM t a JOIN t b ON a.id = b.id', 'Column name id is ambiguous at [1:8]'],
    ['SELECT nofunction(1)', 'Function not found: nofunction at [1:8]'],
    [
      'SELECT SUBSTR("a")',
      'No matching signature for function SUBSTR for argument types: STRING. Supported signatures: ',
    ],
    ['SELECT ROW_NUMBER() FROM t', 'Analytic function ROW_NUMBER cannot be called without an OVER clause at [1:8]'],
    ['SELECT UPPER(name) OVER () FROM t', 'Function UPPER does not support an OVER clause at [1:8]'],
    [
      'SELECT name, COUNT(*) FROM t',
      'SELECT list expression references column name which is neither grouped nor aggregated at [1:8]',
    ],
    ['SELECT 1 FROM t WHERE COUNT(*) > 1', 'Aggregate function COUNT(*) not allowed in WHERE clause at [1:23]'],
    ['SELECT 1 / 0', 'division by zero: 1 / 0'],
    ['SELECT MOD(5, 0)', 'division by zero: MOD(5, 0)'],
    ["SELECT CAST('abc' AS INT64)", 'Bad int64 value: abc'],
    ["SELECT CAST('yes' AS BOOL)", 'Bad bool value: yes'],
    ["SELECT CAST('x' AS FLOAT64)", 'Bad double value: x'],
    ["SELECT DATE '2026-13-01x'", 'Invalid DATE literal at [1:8]'],
    ["SELECT CAST('10 o''clock' AS TIMESTAMP)".replace("''", "\\'"), 'Invalid timestamp'],
    ["SELECT PARSE_DATE('%F', 'soon')", 'Failed to parse input string "soon"'],
    ['SELECT 9223372036854775807 + 1', 'int64 overflow: 9223372036854775807 + 1'],
    ['SELECT [1, 2][OFFSET(2)]', 'Array index 2 is out of bounds'],
    ['SELECT (SELECT x FROM UNNEST([1, 2]) x)', 'Scalar subquery produced more than one element'],
    ["SELECT ERROR('my words')", 'my words'],
    ["SELECT REGEXP_EXTRACT('a', r'(a)(b)')", 'must not have more than 1 capturing group'],
    ['SELECT 1 FROM t UNION ALL SELECT 1, 2', 'Queries in UNION ALL have mismatched column count'],
  ])('%s', async (sql, message) => {
    const failure = await warehouse.query(sql).then(
      () => undefined,
      (error: Error) => error,
    );
    expect(failure?.name).toBe('SqlError');
    expect(failure?.message).toContain(message);
  });

  it.each([
    ['SELECT ST_GEOGPOINT(1, 2)', 'Unsupported built-in function: st_geogpoint'],
    ['SELECT * FROM t FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP()', 'FOR SYSTEM_TIME AS OF'],
    ['CREATE MODEL m AS SELECT 1', 'CREATE MODEL'],
    [
      'CREATE TEMP FUNCTION f(x INT64) RETURNS INT64 LANGUAGE js AS "return x"',
      'functions in other languages than SQL',
    ],
    ['GRANT `roles/x` ON SCHEMA d TO "user:a"', 'GRANT'],
    ['CREATE TABLE k (a INT64, PRIMARY KEY (a) NOT ENFORCED)', 'keys of tables'],
  ])('refused rather than answered wrongly: %s', async (sql, what) => {
    await expect(warehouse.query(sql)).rejects.toMatchObject({
      reason: 'notImplemented',
      message: expect.stringContaining(`not supported by the local BigQuery stub: ${what}`),
    });
  });
});

describe('what is too large for the reference evaluator, and is not known to be the same in DuckDB', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await openWarehouse({ emits: true });
    await warehouse.query('CREATE TABLE t (id INT64, name STRING, i INT64)');
  });
  afterAll(() => warehouse.close());

  it.each([
    ['SELECT SOUNDEX(name) FROM t', 'the function SOUNDEX(STRING)'],
    ['SELECT NET.HOST(name) FROM t', 'the function NET.HOST(STRING)'],
    ['SELECT * FROM t TABLESAMPLE SYSTEM (10 PERCENT)', 'TABLESAMPLE'],
    ["SELECT CAST(CURRENT_DATE() AS STRING FORMAT 'YYYY') FROM t", 'CAST … FORMAT'],
    ["SELECT DATE '2026-01-05' - DATE '2026-01-01' FROM t", 'the function SUBTRACT(DATE, DATE)'],
    ["SELECT REGEXP_EXTRACT(name, r'(a)?b') FROM t", 'REGEXP_EXTRACT of a group that may take no part in the match'],
    ["SELECT JSON_VALUE(name, '$.a.*') FROM t", 'the JSONPath $.a.*'],
  ])('%s is refused, and the message says what for', async (sql, what) => {
    await expect(warehouse.query(sql)).rejects.toThrow(
      `not supported by the local BigQuery stub: the statement reads more than 100,000 values, so that DuckDB has to compute it, and uses ${what}, which is only known to GoogleSQL's reference evaluator`,
    );
  });
});
