import { fail, macro, text } from './macro.ts';

const J = text('j');
const IS_JSON = "typeof(j) = 'JSON'";

const wrong = (type: string, sql: string): string =>
  `CASE WHEN j IS NULL THEN NULL ELSE ${fail(`'The provided JSON input is not ${type}'`, sql)} END`;

/** What JSON_VALUE and the like read: text that is no JSON has no values. */
const readable = (test: string, value: string): string => `CASE WHEN json_valid(${J}) AND ${test} THEN ${value} END`;

const isArray = `json_type(${J}, p) = 'ARRAY'`;
const elements = `json_extract(${J}, p || '[*]')`;
const NO_SCALAR = "('OBJECT', 'ARRAY')";

export const JSON_MACROS: readonly string[] = [
  macro(
    'bq_json_value',
    'j, p',
    readable(`json_type(${J}, p) NOT IN ('OBJECT', 'ARRAY', 'NULL')`, `json_extract_string(${J}, p)`),
  ),
  // of a STRING the answer is a STRING, of JSON it is JSON, and only the latter knows null
  macro(
    'bq_json_query',
    'j, p',
    `cast_to_type(${readable(`(${IS_JSON} OR json_type(${J}, p) <> 'NULL')`, text(`json_extract(${J}, p)`))}, j)`,
  ),
  macro('bq_json_query_array', 'j, p', `cast_to_type(${readable(isArray, elements)}, [j])`),
  macro(
    'bq_json_value_array',
    'j, p',
    readable(
      `${isArray} AND len(list_filter(${elements}, lambda e: json_type(e) IN ${NO_SCALAR})) = 0`,
      `json_extract_string(${J}, p || '[*]')`,
    ),
  ),
  macro(
    'bq_json_type',
    'j',
    "CASE json_type(j) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' WHEN 'BIGINT' THEN 'number' WHEN 'UBIGINT' THEN 'number' WHEN 'DOUBLE' THEN 'number' WHEN 'HUGEINT' THEN 'number' END",
  ),
  macro(
    'bq_json_int64',
    'j',
    `CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT') THEN CAST(j ->> '$' AS BIGINT) WHEN json_type(j) = 'DOUBLE' AND CAST(j ->> '$' AS DOUBLE) = floor(CAST(j ->> '$' AS DOUBLE)) THEN CAST(CAST(j ->> '$' AS DOUBLE) AS BIGINT) ELSE ${wrong('an integer', 'BIGINT')} END`,
  ),
  macro(
    'bq_json_float64',
    'j',
    `CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT', 'DOUBLE') THEN CAST(j ->> '$' AS DOUBLE) ELSE ${wrong('a number', 'DOUBLE')} END`,
  ),
  macro(
    'bq_json_bool',
    'j',
    `CASE WHEN json_type(j) = 'BOOLEAN' THEN CAST(j ->> '$' AS BOOLEAN) ELSE ${wrong('a boolean', 'BOOLEAN')} END`,
  ),
  // STRING(x) takes JSON, dates and times
  macro(
    'bq_string_of',
    'j',
    `CASE WHEN NOT ${IS_JSON} THEN bq_string(j) WHEN json_type(${J}) = 'VARCHAR' THEN ${J} ->> '$' ELSE ${wrong('a string', 'VARCHAR')} END`,
  ),
  macro(
    'bq_string_in',
    'j, z',
    "bq_string(timezone(z, j)) || regexp_replace(bq_strftime('%Ez', epoch_us(timezone(z, j)), (epoch_us(timezone(z, j)) - epoch_us(j)) // 1000000, z), ':00$', '')",
  ),
];
