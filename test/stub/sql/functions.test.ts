import { describeShapes } from './shapes.ts';

const ONE = (sql: string, ...values: unknown[]) => ({ name: sql, sql: `SELECT ${sql}`, rows: [values] });

describeShapes('strings', [
  ONE('LENGTH("äöü"), CHAR_LENGTH("ab"), BYTE_LENGTH("ä"), LENGTH(b"\\x00\\x01\\x02")', 3, 2, 2, 3),
  ONE('UPPER("äb"), LOWER("ABC"), INITCAP("hello WORLD-again")', 'ÄB', 'abc', 'Hello World-Again'),
  ONE(
    'SUBSTR("apple", 2), SUBSTR("apple", 2, 2), SUBSTR("apple", -2), SUBSTR("apple", 0, 2), SUBSTR("apple", -9, 2), SUBSTR("apple", 9)',
    'pple',
    'pp',
    'le',
    'ap',
    'ap',
    '',
  ),
  ONE('SUBSTR(b"abc", 2), SUBSTRING("abc", 1, 1)', 'hex 6263', 'a'),
  ONE('LEFT("abc", 2), RIGHT("abc", 2), REPEAT("ab", 2), REVERSE("abc")', 'ab', 'bc', 'abab', 'cba'),
  ONE('LPAD("7", 3, "0"), LPAD("abc", 5), RPAD("abc", 5, "xy"), LPAD("abcdef", 3)', '007', '  abc', 'abcxy', 'abc'),
  ONE('TRIM("  a "), TRIM("\\t\\na\\r"), LTRIM("xxa", "x"), RTRIM("abyx", "xy")', 'a', 'a', 'a', 'ab'),
  ONE('CONCAT("a", "b", "c"), CONCAT("a", NULL)', 'abc', null),
  ONE('REPLACE("a.b.c", ".", "-"), REPLACE("abc", "", "x"), TRANSLATE("abc", "ab", "xy")', 'a-b-c', 'abc', 'xyc'),
  ONE(
    'STARTS_WITH("abc", "ab"), ENDS_WITH("abc", "bc"), STRPOS("abcb", "b"), STRPOS("abc", "z"), INSTR("abc", "c")',
    true,
    true,
    2,
    0,
    3,
  ),
  ONE(
    'SPLIT("a,b,,c"), SPLIT("a b", " "), SPLIT("", ","), SPLIT("ab", "")',
    ['a', 'b', '', 'c'],
    ['a', 'b'],
    [''],
    ['a', 'b'],
  ),
  ONE('SPLIT("a/b/c", "/")[OFFSET(1)], SPLIT("a/b", "/")[ORDINAL(1)], SPLIT("a", "/")[SAFE_OFFSET(3)]', 'b', 'a', null),
  ONE(
    'CONTAINS_SUBSTR("Hello", "ELL"), ASCII("A"), CHR(66), UNICODE("é"), TO_CODE_POINTS("Aé"), CODE_POINTS_TO_STRING([72, 105])',
    true,
    65,
    'B',
    233,
    [65, 233],
    'Hi',
  ),
  ONE('NORMALIZE("\\u0065\\u0301") = "\\u00e9"', true),
  ONE(
    'EDIT_DISTANCE("kitten", "sitting"), EDIT_DISTANCE("äb", "ab"), EDIT_DISTANCE("abc", "xyz", max_distance => 2), EDIT_DISTANCE(b"a", b"ab"), EDIT_DISTANCE(NULL, "a")',
    3,
    1,
    2,
    1,
    null,
  ),
  { ...ONE('ROUND(COSINE_DISTANCE([1.0, 2.0], [3.0, 4.0]), 6)', 0.01613), onlyEvaluated: true },
  ONE(
    "FORMAT('%d-%05d|%5s|%-5s|%.2f|%e', 7, 42, 'ab', 'cd', 3.14159, 1234.5)",
    '7-00042|   ab|cd   |3.14|1.234500e+03',
  ),
  ONE('FORMAT("%\'d %x %X %o %%", 1234567, 255, 255, 8)', '1,234,567 ff FF 10 %'),
  ONE("FORMAT('%t %t', 'a', DATE '2026-01-02')", 'a 2026-01-02'),
  { ...ONE("FORMAT('%T %T', 'a', DATE '2026-01-02')", '"a" DATE "2026-01-02"'), onlyEvaluated: true },
  {
    ...ONE(
      "FORMAT('%s', NULL), FORMAT('%t', NULL), FORMAT('%*d', 5, 42), FORMAT('%t', [1, 2])",
      null,
      'NULL',
      '   42',
      '[1, 2]',
    ),
    refused: 'Invalid type for argument 2 to FORMAT; Expected STRING; Got INT64',
  },
  ONE(
    'TO_HEX(b"\\x00\\xff"), FROM_HEX("00ff"), TO_BASE64(b"abc"), FROM_BASE64("YWJj")',
    '00ff',
    'hex 00ff',
    'YWJj',
    'hex 616263',
  ),
  ONE(
    'TO_HEX(MD5("abc")), TO_HEX(SHA1("abc"))',
    '900150983cd24fb0d6963f7d28e17f72',
    'a9993e364706816aba3e25717850c26c9cd0d89d',
  ),
  ONE(
    'TO_HEX(SHA256("abc")), MD5("")',
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    'hex d41d8cd98f00b204e9800998ecf8427e',
  ),
  ONE('LENGTH(SHA512("abc")), SUBSTR(TO_HEX(SHA512("abc")), 1, 16)', 64, 'ddaf35a193617aba'),
  // the reference's own example for FARM_FINGERPRINT
  ONE('FARM_FINGERPRINT(CONCAT(CAST(1 AS STRING), "foo", CAST(TRUE AS STRING)))', -1541654101129638711n),
  ONE('SAFE_CONVERT_BYTES_TO_STRING(b"abc"), LENGTH(GENERATE_UUID())', 'abc', 36),
]);

describeShapes('regular expressions', [
  ONE("REGEXP_CONTAINS('foo@bar.com', r'@[a-z]+\\.'), REGEXP_CONTAINS('abc', r'^b')", true, false),
  ONE(
    "REGEXP_EXTRACT('foo@bar.com', r'^[a-z]+'), REGEXP_EXTRACT('foo@bar.com', r'@([a-z]+)'), REGEXP_EXTRACT('foo', r'\\d')",
    'foo',
    'bar',
    null,
  ),
  ONE("REGEXP_EXTRACT('a1b22c333', r'\\d+', 1, 2), REGEXP_SUBSTR('a1b22', r'\\d+')", '22', '1'),
  ONE(
    "REGEXP_EXTRACT_ALL('a1b22c333', r'\\d+'), REGEXP_EXTRACT_ALL('k=v;l=w', r'(\\w)=')",
    ['1', '22', '333'],
    ['k', 'l'],
  ),
  ONE(
    "REGEXP_REPLACE('a1b22', r'\\d', 'x'), REGEXP_REPLACE('# Heading', r'^# ([a-zA-Z0-9\\s]+$)', '<h1>\\\\1</h1>')",
    'axbxx',
    '<h1>Heading</h1>',
  ),
]);

describeShapes('numbers', [
  ONE(
    'ABS(-5), SIGN(-2.5), ROUND(2.5), ROUND(-2.5), ROUND(123.456, 1), ROUND(123.456, -1), TRUNC(2.9), TRUNC(-2.987, 1)',
    5,
    -1,
    3,
    -3,
    123.5,
    120,
    2,
    -2.9,
  ),
  ONE('CEIL(1.2), FLOOR(-1.2), POW(2, 10), SQRT(9), EXP(0), LN(1), LOG(8, 2), LOG10(1000)', 2, -2, 1024, 3, 1, 0, 3, 3),
  ONE(
    'SAFE_DIVIDE(1, 0), SAFE_DIVIDE(6, 4), IEEE_DIVIDE(0, 0), IS_NAN(IEEE_DIVIDE(0, 0)), IS_INF(IEEE_DIVIDE(1, 0))',
    null,
    1.5,
    'NaN',
    true,
    true,
  ),
  ONE(
    'SAFE_ADD(9223372036854775807, 1), SAFE_SUBTRACT(-9223372036854775808, 1), SAFE_MULTIPLY(9223372036854775807, 2), SAFE_NEGATE(5)',
    null,
    null,
    null,
    -5,
  ),
  ONE(
    '9007199254740993 + 1, CAST("9007199254740993" AS INT64), 9007199254740993 * 3',
    9007199254740994n,
    9007199254740993n,
    27021597764222979n,
  ),
  ONE(
    "NUMERIC '0.1' + NUMERIC '0.2', NUMERIC '1.5' * NUMERIC '1.5', NUMERIC '10' / 3, NUMERIC '2' * 3",
    'NUMERIC 0.3',
    'NUMERIC 2.25',
    'NUMERIC 3.333333333',
    'NUMERIC 6',
  ),
  ONE(
    "ROUND(NUMERIC '2.345', 2), CAST(NUMERIC '99999999999999999999999999999.999999999' AS STRING), CAST(2.5 AS NUMERIC)",
    'NUMERIC 2.35',
    '99999999999999999999999999999.999999999',
    'NUMERIC 2.5',
  ),
  ONE('RANGE_BUCKET(20, [0, 10, 20, 30]), BIT_COUNT(7), RAND() < 1', 3, 3, true),
]);

describeShapes('trigonometry and the rest', [
  ONE(
    'SIN(0), COS(0), TAN(0), ASIN(0), ACOS(1), ATAN(0), ATAN2(0, 1), SINH(0), COSH(0), TANH(0)',
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    0,
  ),
  ONE(
    'ASINH(0), ACOSH(1), ATANH(0), ROUND(CBRT(27), 9), ROUND(COT(1), 3), POWER(2, 3), CEILING(1.1)',
    0,
    0,
    0,
    3,
    0.642,
    8,
    2,
  ),
  ONE('NULLIFZERO(0), NULLIFZERO(3), ZEROIFNULL(NULL), CHARACTER_LENGTH("ab"), OCTET_LENGTH("ä")', null, 3, 0, 2, 2),
  ONE(
    'NORMALIZE_AND_CASEFOLD("ABC"), LENGTH(SESSION_USER()) > 0, CURRENT_TIME() <= TIME "23:59:59.999999"',
    'abc',
    true,
    true,
  ),
  ONE(
    'ARRAY_FIRST([1, 2]), ARRAY_LAST([1, 2]), ARRAY_SLICE(["a", "b", "c", "d"], 1, 2), ARRAY_SLICE(["a", "b", "c"], -2, -1)',
    1,
    2,
    ['b', 'c'],
    ['b', 'c'],
  ),
  ONE(`LAX_FLOAT64(JSON '"2.5"')`, 2.5),
  {
    name: 'sample statistics',
    sql: 'SELECT STDDEV(x), STDDEV_SAMP(x), VAR_SAMP(x), COVAR_SAMP(x, x) FROM UNNEST([1, 3, 5]) x',
    rows: [[2, 2, 4, 4]],
  },
  {
    name: 'CUME_DIST and PERCENT_RANK',
    sql: 'SELECT x, CUME_DIST() OVER (ORDER BY x), PERCENT_RANK() OVER (ORDER BY x) FROM UNNEST([1, 2]) x ORDER BY x',
    rows: [
      [1, 0.5, 0],
      [2, 1, 1],
    ],
  },
]);

describeShapes('casts', [
  {
    ...ONE(
      'CAST(1.0 AS STRING), CAST(1e20 AS STRING), CAST(0.1 AS STRING), CAST(TRUE AS STRING), CAST(12 AS STRING)',
      '1',
      '1e+20',
      '0.1',
      'true',
      '12',
    ),
  },
  ONE(
    'CAST("12" AS INT64), CAST("-7" AS INT64), CAST("0x1A" AS INT64), CAST(2.5 AS INT64), CAST(-2.5 AS INT64), CAST(TRUE AS INT64)',
    12,
    -7,
    26,
    3,
    -3,
    1,
  ),
  ONE(
    'SAFE_CAST("1.5" AS INT64), SAFE_CAST("x" AS FLOAT64), SAFE_CAST("yes" AS BOOL), SAFE_CAST("2026-02-30" AS DATE)',
    null,
    null,
    null,
    null,
  ),
  ONE(
    'CAST("1.5" AS FLOAT64), CAST("inf" AS FLOAT64) > 1e308, CAST("TRUE" AS BOOL), CAST(0 AS BOOL)',
    1.5,
    true,
    true,
    false,
  ),
  ONE('CAST("abc" AS BYTES), CAST(b"abc" AS STRING)', 'hex 616263', 'abc'),
  ONE(
    'CAST("2026-01-02" AS DATE), CAST("2026-01-02 03:04:05" AS DATETIME), CAST("03:04:05" AS TIME)',
    '2026-01-02',
    '2026-01-02 03:04:05',
    '03:04:05',
  ),
  ONE(
    'CAST("2026-01-02 03:04:05+01:00" AS TIMESTAMP), CAST("2026-01-02T03:04:05Z" AS TIMESTAMP), CAST("2026-01-02" AS TIMESTAMP)',
    '2026-01-02 02:04:05+00',
    '2026-01-02 03:04:05+00',
    '2026-01-02 00:00:00+00',
  ),
  ONE(
    "CAST(TIMESTAMP '2026-01-02 03:04:05.5' AS STRING), CAST(DATETIME '2026-01-02 03:04:05' AS STRING), CAST(DATE '2026-01-02' AS STRING)",
    '2026-01-02 03:04:05.500+00',
    '2026-01-02 03:04:05',
    '2026-01-02',
  ),
  ONE(
    "CAST(TIMESTAMP '2026-01-02 23:30:00' AS DATE), CAST(DATE '2026-01-02' AS DATETIME), CAST(DATETIME '2026-01-02 03:04:05' AS TIMESTAMP)",
    '2026-01-02',
    '2026-01-02 00:00:00',
    '2026-01-02 03:04:05+00',
  ),
  ONE(
    'CAST(NULL AS STRUCT<a INT64, b ARRAY<STRING>>), CAST([] AS ARRAY<STRING>), CAST([1, 2] AS ARRAY<FLOAT64>)',
    null,
    [],
    [1, 2],
  ),
  ONE('SAFE.SUBSTR("abc", 1, -1), SAFE.PARSE_DATE("%Y-%m-%d", "no"), SAFE.LOG10(-1)', null, null, null),
]);

describeShapes('aggregates', [
  {
    name: 'COUNT, SUM, AVG, MIN, MAX skip NULLs',
    sql: 'SELECT COUNT(*), COUNT(x), COUNT(DISTINCT x), SUM(x), AVG(x), MIN(x), MAX(x) FROM UNNEST([1, 2, 2, NULL]) AS x',
    rows: [[4, 3, 2, 5, 5 / 3, 1, 2]],
  },
  {
    name: 'of no rows',
    sql: 'SELECT COUNT(*), SUM(x), AVG(x), ARRAY_AGG(x), STRING_AGG(CAST(x AS STRING)), COUNTIF(x > 0) FROM UNNEST(CAST([] AS ARRAY<INT64>)) AS x',
    rows: [[0, null, null, null, null, 0]],
  },
  {
    name: 'COUNTIF, LOGICAL_AND, LOGICAL_OR',
    sql: 'SELECT COUNTIF(x > 1), LOGICAL_AND(x > 0), LOGICAL_OR(x > 3) FROM UNNEST([1, 2, 3, NULL]) x',
    rows: [[2, true, false]],
  },
  {
    name: 'SUM of NUMERIC and of FLOAT64',
    sql: "SELECT SUM(n), SUM(f), AVG(n) FROM UNNEST([STRUCT(NUMERIC '0.1' AS n, 0.5 AS f), (NUMERIC '0.2', 0.25)])",
    rows: [['NUMERIC 0.3', 0.75, 'NUMERIC 0.15']],
  },
  {
    name: 'SUM beyond 2⁵³ is exact',
    sql: 'SELECT SUM(x) FROM UNNEST([9007199254740993, 9007199254740993]) x',
    rows: [[18014398509481986n]],
  },
  {
    name: 'ARRAY_AGG with DISTINCT, ORDER BY, LIMIT, IGNORE NULLS',
    sql: 'SELECT ARRAY_AGG(DISTINCT x IGNORE NULLS ORDER BY x DESC LIMIT 2), ARRAY_AGG(x IGNORE NULLS ORDER BY x), ARRAY_LENGTH(ARRAY_AGG(x)) FROM UNNEST([3, 1, NULL, 3, 2]) AS x',
    rows: [[[3, 2], [1, 2, 3, 3], 5]],
  },
  {
    name: 'ARRAY_AGG of records by an order',
    sql: 'SELECT g, ARRAY_AGG(STRUCT(k, v) ORDER BY k DESC) FROM (SELECT "a" AS g, 1 AS k, "x" AS v UNION ALL SELECT "a", 2, "y") GROUP BY g',
    rows: [
      [
        'a',
        [
          { k: 2, v: 'y' },
          { k: 1, v: 'x' },
        ],
      ],
    ],
  },
  {
    name: 'STRING_AGG',
    sql: 'SELECT STRING_AGG(x), STRING_AGG(x, "-" ORDER BY x DESC), STRING_AGG(DISTINCT x, "" ORDER BY x LIMIT 1) FROM UNNEST(["b"]) x',
    rows: [['b', 'b', 'b']],
  },
  {
    name: 'STRING_AGG in order, with a limit, without NULLs',
    sql: 'SELECT STRING_AGG(x, "-" ORDER BY x LIMIT 2) FROM UNNEST(["c", NULL, "a", "b"]) x',
    rows: [['a-b']],
  },
  {
    name: 'ANY_VALUE with HAVING, MAX_BY, MIN_BY',
    sql: 'SELECT ANY_VALUE(n HAVING MAX s), ANY_VALUE(n HAVING MIN s), MAX_BY(n, s), MIN_BY(n, s) FROM UNNEST([STRUCT("a" AS n, 1 AS s), ("b", 9)])',
    rows: [['b', 'a', 'b', 'a']],
  },
  {
    name: 'ARRAY_CONCAT_AGG',
    sql: 'SELECT ARRAY_CONCAT_AGG(x ORDER BY ARRAY_LENGTH(x) DESC) FROM (SELECT [1, 2] AS x UNION ALL SELECT [3])',
    rows: [[[1, 2, 3]]],
  },
  {
    name: 'approximate',
    sql: 'SELECT APPROX_COUNT_DISTINCT(x), APPROX_QUANTILES(x, 2), APPROX_TOP_COUNT(x, 1) FROM UNNEST([1, 1, 1, 4, 5]) x',
    rows: [[3, [1, 1, 5], [{ value: 1, count: 3 }]]],
  },
  {
    name: 'statistics',
    sql: 'SELECT STDDEV_POP(x), VAR_POP(x), VARIANCE(x), CORR(x, x), COVAR_POP(x, x) FROM UNNEST([2.0, 4.0]) x',
    rows: [[1, 1, 2, 1, 1]],
  },
  { name: 'bits', sql: 'SELECT BIT_AND(x), BIT_OR(x), BIT_XOR(x) FROM UNNEST([6, 3]) x', rows: [[2, 7, 5]] },
  {
    name: 'functions of aggregates',
    sql: `SELECT ROUND(SUM(x) / COUNT(*), 1), DATE(MAX(t)), FORMAT_TIMESTAMP('%H', MAX(t)), CAST(SUM(x) AS STRING), SAFE_DIVIDE(SUM(x), COUNTIF(x > 9))
          FROM UNNEST([STRUCT(1 AS x, TIMESTAMP '2026-01-01 05:00:00' AS t), (2, NULL)])`,
    rows: [[1.5, '2026-01-01', '05', '3', null]],
  },
]);

describeShapes('arrays and records', [
  ONE('[1, 2, 3], ARRAY<INT64>[], ["a", NULL], ARRAY<FLOAT64>[1, 2]', [1, 2, 3], [], ['a', null], [1, 2]),
  ONE(
    'ARRAY_LENGTH([1, 2]), ARRAY_CONCAT([1], [2, 3]), ARRAY_REVERSE([1, 2]), ARRAY_TO_STRING(["a", NULL, "b"], ","), ARRAY_TO_STRING(["a", NULL], ",", "-")',
    2,
    [1, 2, 3],
    [2, 1],
    'a,b',
    'a,-',
  ),
  ONE(
    'GENERATE_ARRAY(1, 10, 3), GENERATE_ARRAY(3, 1, -1), GENERATE_ARRAY(0, 1, 0.5), GENERATE_ARRAY(5, 1)',
    [1, 4, 7, 10],
    [3, 2, 1],
    [0, 0.5, 1],
    [],
  ),
  ONE(
    "GENERATE_DATE_ARRAY('2026-01-30', '2026-02-02'), GENERATE_DATE_ARRAY('2026-01-01', '2026-03-01', INTERVAL 1 MONTH)",
    ['2026-01-30', '2026-01-31', '2026-02-01', '2026-02-02'],
    ['2026-01-01', '2026-02-01', '2026-03-01'],
  ),
  ONE("GENERATE_TIMESTAMP_ARRAY('2026-01-01', '2026-01-01 02:00:00', INTERVAL 1 HOUR)", [
    '2026-01-01 00:00:00+00',
    '2026-01-01 01:00:00+00',
    '2026-01-01 02:00:00+00',
  ]),
  ONE(
    '[10, 20][0], [10, 20][OFFSET(1)], [10, 20][ORDINAL(1)], [10][SAFE_OFFSET(5)], [10][SAFE_ORDINAL(0)]',
    10,
    20,
    10,
    null,
    null,
  ),
  ONE(
    'STRUCT(1 AS a, STRUCT("x" AS c) AS b), STRUCT(1, 2), (1, "a"), STRUCT<x INT64, y STRING>(1, "a").y',
    { a: 1, b: { c: 'x' } },
    { _field_1: 1, _field_2: 2 },
    { _field_1: 1, _field_2: 'a' },
    'a',
  ),
  ONE(
    'ARRAY(SELECT x * 2 FROM UNNEST([1, 2, 3]) x WHERE x > 1 ORDER BY x DESC), ARRAY(SELECT 1 FROM UNNEST([1]) WHERE FALSE)',
    [6, 4],
    [],
  ),
  ONE('ARRAY(SELECT AS STRUCT x AS n, x * x AS sq FROM UNNEST([2, 1]) x ORDER BY n)', [
    { n: 1, sq: 1 },
    { n: 2, sq: 4 },
  ]),
  ONE('(SELECT STRING_AGG(x ORDER BY x) FROM UNNEST(["b", "a"]) x), (SELECT COUNT(*) FROM UNNEST([1, 2]))', 'a,b', 2),
  {
    name: 'UNNEST of records: fields by themselves, by alias, as a whole',
    sql: 'SELECT a, e.b, e FROM UNNEST([STRUCT(1 AS a, "x" AS b)]) AS e',
    rows: [[1, 'x', { a: 1, b: 'x' }]],
  },
  {
    name: '* of an UNNEST of records',
    sql: 'SELECT * FROM UNNEST([STRUCT(1 AS a, "x" AS b), (2, "y")]) ORDER BY a',
    columns: ['a', 'b'],
    rows: [
      [1, 'x'],
      [2, 'y'],
    ],
  },
  {
    name: 'WITH OFFSET without alias',
    sql: 'SELECT * FROM UNNEST(["x", "y"]) AS v WITH OFFSET ORDER BY offset',
    columns: ['v', 'offset'],
    rows: [
      ['x', 0],
      ['y', 1],
    ],
  },
  {
    name: 'records WITH OFFSET, as a whole',
    sql: 'SELECT e, o FROM UNNEST([STRUCT(1 AS a), STRUCT(2)]) e WITH OFFSET o ORDER BY o DESC',
    rows: [
      [{ a: 2 }, 1],
      [{ a: 1 }, 0],
    ],
  },
  {
    name: 'correlated: comma, CROSS JOIN, path without UNNEST, LEFT JOIN',
    sql: `WITH t AS (SELECT 1 AS id, [10, 20] AS xs UNION ALL SELECT 2, [])
          SELECT (SELECT COUNT(*) FROM t, UNNEST(xs)), (SELECT COUNT(*) FROM t CROSS JOIN UNNEST(t.xs) x), (SELECT SUM(x) FROM t, t.xs x), (SELECT COUNT(*) FROM t LEFT JOIN t.xs)`,
    rows: [[2, 2, 30, 3]],
  },
  {
    name: 'nested repeated records',
    sql: `SELECT o.id, l.sku, t FROM (SELECT 7 AS id, [STRUCT("a" AS sku, ["x", "y"] AS tags), ("b", [])] AS lines) o, o.lines l LEFT JOIN UNNEST(l.tags) t ORDER BY sku, t`,
    refused: 'do not have a common supertype',
    rows: [
      [7, 'a', 'x'],
      [7, 'a', 'y'],
      [7, 'b', null],
    ],
  },
  {
    name: 'two arrays side by side',
    sql: 'SELECT a, b FROM UNNEST([1, 2]) a WITH OFFSET i JOIN UNNEST(["x", "y"]) b WITH OFFSET j ON i = j ORDER BY a',
    rows: [
      [1, 'x'],
      [2, 'y'],
    ],
  },
]);
