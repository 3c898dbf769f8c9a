import { fail, macro } from './macro.ts';

const wrong = (type: string, sql: string): string =>
  `CASE WHEN j IS NULL THEN NULL ELSE ${fail(`'The provided JSON input is not ${type}'`, sql)} END`;

export const JSON_MACROS: readonly string[] = [
  macro('bq_json_value', [
    'j, p',
    "CASE WHEN json_valid(j) AND json_type(j, p) NOT IN ('OBJECT', 'ARRAY', 'NULL') THEN json_extract_string(j, p) END",
  ]),
  macro(
    'bq_json_query',
    ['j JSON, p', 'json_extract(j, p)'],
    [
      'j VARCHAR, p',
      "CASE WHEN json_valid(j) AND json_type(j, p) <> 'NULL' THEN CAST(json_extract(j, p) AS VARCHAR) END",
    ],
  ),
  macro(
    'bq_json_query_array',
    ['j JSON, p', "CASE WHEN json_type(j, p) = 'ARRAY' THEN json_extract(j, p || '[*]') END"],
    [
      'j VARCHAR, p',
      "CASE WHEN json_valid(j) AND json_type(j, p) = 'ARRAY' THEN CAST(json_extract(j, p || '[*]') AS VARCHAR[]) END",
    ],
  ),
  macro('bq_json_value_array', [
    'j, p',
    "CASE WHEN json_valid(j) AND json_type(j, p) = 'ARRAY' AND len(list_filter(json_extract(j, p || '[*]'), lambda e: json_type(e) IN ('OBJECT', 'ARRAY'))) = 0 THEN json_extract_string(j, p || '[*]') END",
  ]),
  macro('bq_json_type', [
    'j',
    "CASE json_type(j) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' WHEN 'BIGINT' THEN 'number' WHEN 'UBIGINT' THEN 'number' WHEN 'DOUBLE' THEN 'number' WHEN 'HUGEINT' THEN 'number' END",
  ]),
  macro('bq_json_int64', [
    'j',
    `CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT') THEN CAST(j ->> '$' AS BIGINT) WHEN json_type(j) = 'DOUBLE' AND CAST(j ->> '$' AS DOUBLE) = floor(CAST(j ->> '$' AS DOUBLE)) THEN CAST(CAST(j ->> '$' AS DOUBLE) AS BIGINT) ELSE ${wrong('an integer', 'BIGINT')} END`,
  ]),
  macro('bq_json_float64', [
    'j',
    `CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT', 'DOUBLE') THEN CAST(j ->> '$' AS DOUBLE) ELSE ${wrong('a number', 'DOUBLE')} END`,
  ]),
  macro('bq_json_bool', [
    'j',
    `CASE WHEN json_type(j) = 'BOOLEAN' THEN CAST(j ->> '$' AS BOOLEAN) ELSE ${wrong('a boolean', 'BOOLEAN')} END`,
  ]),
  // STRING(x) takes JSON, dates and times; the latter as CAST does, timestamps with a zone
  macro(
    'bq_string_of',
    ['j JSON', `CASE WHEN json_type(j) = 'VARCHAR' THEN j ->> '$' ELSE ${wrong('a string', 'VARCHAR')} END`],
    ['j DATE', 'bq_string(j)'],
    ['j TIME', 'bq_string(j)'],
    ['j TIMESTAMP', 'bq_string(j)'],
    ['j TIMESTAMPTZ', 'bq_string(j)'],
    [
      'j TIMESTAMPTZ, z VARCHAR',
      "bq_string(timezone(z, j)) || bq_strftime('%Ez', epoch_us(timezone(z, j)), (epoch_us(timezone(z, j)) - epoch_us(j)) // 1000000, z)",
    ],
  ),
];
