import { describeShapes } from './shapes.ts';

const ONE = (sql: string, ...values: unknown[]) => ({ name: sql, sql: `SELECT ${sql}`, rows: [values] });

const CLASS = `'{"class" : {"students" : [{"name" : "John"}, {"name" : null}]}}'`;

describeShapes('JSON in strings', [
  ONE(
    `JSON_VALUE('{"a": {"b": "x"}}', '$.a.b'), JSON_VALUE('{"a": 1.5}', '$.a'), JSON_VALUE('{"a": true}', '$.a'), JSON_VALUE('"x"')`,
    'x',
    '1.5',
    'true',
    'x',
  ),
  ONE(
    `JSON_VALUE('{"a": [1]}', '$.a'), JSON_VALUE('{"a": null}', '$.a'), JSON_VALUE('{"a": 1}', '$.b'), JSON_VALUE('not json', '$.a'), JSON_VALUE(NULL, '$.a')`,
    null,
    null,
    null,
    null,
    null,
  ),
  ONE(
    `JSON_QUERY('{"a" : {"b" : [1, 2]}}', '$.a'), JSON_QUERY('{"a": "x"}', '$.a'), JSON_QUERY('{"a": 1}', '$.z')`,
    '{"b":[1,2]}',
    '"x"',
    null,
  ),
  ONE(
    `JSON_EXTRACT(${CLASS}, '$.class.students[0]'), JSON_EXTRACT(${CLASS}, '$.class.students[1].name'), JSON_EXTRACT(${CLASS}, '$.class.students[5]')`,
    '{"name":"John"}',
    null,
    null,
  ),
  ONE(
    `JSON_EXTRACT_SCALAR('{"name": "Jakob", "age": "6"}', '$.age'), JSON_EXTRACT_SCALAR('{"a.b": {"c": "world"}}', "$['a.b'].c"), JSON_VALUE('{"a.b": {"c": "world"}}', '$."a.b".c')`,
    '6',
    'world',
    'world',
  ),
  ONE(
    `JSON_EXTRACT_ARRAY('{"fruits": ["apples", "oranges"]}', '$.fruits'), JSON_QUERY_ARRAY('[1, {"a": 2}]'), JSON_QUERY_ARRAY('{"a": 1}', '$.a')`,
    ['"apples"', '"oranges"'],
    ['1', '{"a":2}'],
    null,
  ),
  ONE(
    `JSON_VALUE_ARRAY('["apples", "oranges"]'), JSON_EXTRACT_STRING_ARRAY('{"a": [1, null]}', '$.a'), JSON_VALUE_ARRAY('[[1]]')`,
    ['apples', 'oranges'],
    ['1', null],
    null,
  ),
  {
    name: 'a column of JSON text',
    sql: `SELECT CAST(JSON_VALUE(payload, '$.id') AS INT64), JSON_VALUE(payload, '$.user.name') FROM (SELECT '{"id": 7, "user": {"name": "Ann"}}' AS payload)`,
    rows: [[7, 'Ann']],
  },
  {
    name: 'an array of JSON as rows',
    sql: `SELECT JSON_VALUE(item, '$.sku') FROM UNNEST(JSON_QUERY_ARRAY('{"items": [{"sku": "a"}, {"sku": "b"}]}', '$.items')) AS item ORDER BY 1`,
    rows: [['a'], ['b']],
  },
]);

describeShapes('the JSON type', [
  {
    ...ONE(
      `JSON '{"a": 1}', PARSE_JSON('{"b": [1, 2]}'), TO_JSON(STRUCT(1 AS a, 'x' AS b))`,
      'JSON {"a":1}',
      'JSON {"b":[1,2]}',
      'JSON {"a":1,"b":"x"}',
    ),
  },
  ONE(
    `JSON '{"a": {"b": "x"}}'.a.b, JSON '{"a": [5, 6]}'.a[1], JSON '{"a b": 1}'['a b'], JSON '{"a": 1}'.zz`,
    'JSON "x"',
    'JSON 6',
    'JSON 1',
    null,
  ),
  ONE(
    `INT64(JSON '5'), FLOAT64(JSON '2.5'), BOOL(JSON 'true'), STRING(JSON '"x"'), INT64(JSON '{"a": 7}'.a)`,
    5,
    2.5,
    true,
    'x',
    7,
  ),
  ONE(
    `JSON_TYPE(JSON '{}'), JSON_TYPE(JSON '[]'), JSON_TYPE(JSON '1'), JSON_TYPE(JSON '"s"'), JSON_TYPE(JSON 'true'), JSON_TYPE(JSON 'null')`,
    'object',
    'array',
    'number',
    'string',
    'boolean',
    'null',
  ),
  ONE(
    `JSON_VALUE(JSON '{"a": "x"}', '$.a'), JSON_QUERY(JSON '{"a": {"b": 1}}', '$.a'), JSON_VALUE(JSON '{"a": {"b": 1}}', '$.a')`,
    'x',
    'JSON {"b":1}',
    null,
  ),
  ONE(
    `LAX_INT64(JSON '"12"'), LAX_STRING(JSON '3'), LAX_BOOL(JSON '"true"'), LAX_INT64(JSON '"x"')`,
    12,
    '3',
    true,
    null,
  ),
  ONE(
    `JSON_OBJECT('a', 1, 'b', [TRUE, FALSE]), JSON_ARRAY(1, 'x', NULL)`,
    'JSON {"a":1,"b":[true,false]}',
    'JSON [1,"x",null]',
  ),
]);

describeShapes('TO_JSON_STRING', [
  ONE(
    `TO_JSON_STRING(1), TO_JSON_STRING('a"b'), TO_JSON_STRING(NULL), TO_JSON_STRING(TRUE), TO_JSON_STRING([1, 2]), TO_JSON_STRING(2.5)`,
    '1',
    '"a\\"b"',
    'null',
    'true',
    '[1,2]',
    '2.5',
  ),
  ONE(
    `TO_JSON_STRING(9007199254740993), TO_JSON_STRING(NUMERIC '1.5'), TO_JSON_STRING(b'abc'), TO_JSON_STRING(CAST('nan' AS FLOAT64))`,
    '"9007199254740993"',
    '"1.5"',
    '"YWJj"',
    '"NaN"',
  ),
  ONE(
    `TO_JSON_STRING(DATE '2026-01-02'), TO_JSON_STRING(TIMESTAMP '2026-01-02 03:04:05.6'), TO_JSON_STRING(DATETIME '2026-01-02 03:04:05'), TO_JSON_STRING(TIME '03:04:05')`,
    '"2026-01-02"',
    '"2026-01-02T03:04:05.600Z"',
    '"2026-01-02T03:04:05"',
    '"03:04:05"',
  ),
  {
    name: 'a row, with records in it',
    sql: `SELECT TO_JSON_STRING(t) FROM (SELECT 1 AS id, STRUCT('x' AS b, [STRUCT(2 AS c)] AS d) AS a, CAST(NULL AS STRING) AS n, JSON '{"j": [1]}' AS j) AS t`,
    rows: [['{"id":1,"a":{"b":"x","d":[{"c":2}]},"n":null,"j":{"j":[1]}}']],
  },
  ONE('TO_JSON_STRING(STRUCT(1 AS a, [1] AS b), TRUE)', '{\n  "a": 1,\n  "b": [\n    1\n  ]\n}'),
]);
