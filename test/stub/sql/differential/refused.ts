/** Statements that DuckDB would compute otherwise than the reference evaluator, or hide an error of, and is not asked for. */
export const REFUSED: readonly string[] = [
  'SELECT TO_JSON(id, stringify_wide_numbers => TRUE) FROM t',
  'SELECT TO_JSON_STRING([j], TRUE) FROM t',
  'SELECT SAFE_CAST(1/x AS NUMERIC) FROM UNNEST([0]) x',
  `SELECT SAFE_CAST(FROM_HEX('zz') AS STRING)`,
  `SELECT LAX_INT64(JSON '"0x10"')`,
  `SELECT LAX_FLOAT64(JSON '"1_0"')`,
  `SELECT INT64(JSON '1.0')`,
  `SELECT FLOAT64(JSON '9007199254740993', wide_number_mode => 'exact')`,
  `SELECT PARSE_JSON('0.10000000000000000000001')`,
  `SELECT PERCENTILE_CONT(x, 0.5) OVER () FROM UNNEST([1.0, CAST('nan' AS FLOAT64), 3]) x`,
  'SELECT PERCENTILE_DISC(x, 0.5 RESPECT NULLS) OVER () FROM UNNEST([1, NULL, NULL]) x',
  'SELECT AVG(x) FROM UNNEST([1.7e308, 1.7e308]) x',
];
