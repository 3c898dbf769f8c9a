import { fail, macro } from './macro.ts';

const TRIMMED = "rtrim(rtrim(CAST(x AS VARCHAR), '0'), '.')";

/** Fractions of seconds come in threes: https://cloud.google.com/bigquery/docs/reference/standard-sql/conversion_functions#cast_as_string */
const fraction = (micros: string): string =>
  `CASE WHEN ${micros} = 0 THEN '' WHEN ${micros} % 1000 = 0 THEN '.' || lpad(CAST(${micros} // 1000 AS VARCHAR), 3, '0') ELSE '.' || lpad(CAST(${micros} AS VARCHAR), 6, '0') END`;

const MICROS = "(date_part('microsecond', x) % 1000000)";

export const TEXT_MACROS: readonly string[] = [
  macro('bq_farm_fingerprint', ['x VARCHAR', 'bq_fingerprint(encode(x))'], ['x BLOB', 'bq_fingerprint(x)']),
  macro('bq_sha512', ['x VARCHAR', 'bq_sha512_bytes(encode(x))'], ['x BLOB', 'bq_sha512_bytes(x)']),
  macro(
    'bq_string',
    ['x VARCHAR', 'x'],
    ['x BIGINT', 'CAST(x AS VARCHAR)'],
    ['x DOUBLE', 'bq_double_text(x)'],
    ['x DECIMAL(38,9)', TRIMMED],
    ['x BOOLEAN', 'CAST(x AS VARCHAR)'],
    ['x BLOB', 'decode(x)'],
    ['x DATE', "strftime(x, '%Y-%m-%d')"],
    ['x TIME', `left(CAST(x AS VARCHAR), 8) || ${fraction(MICROS)}`],
    ['x TIMESTAMP', `strftime(x, '%Y-%m-%d %H:%M:%S') || ${fraction(MICROS)}`],
    ['x TIMESTAMPTZ', `strftime(timezone('UTC', x), '%Y-%m-%d %H:%M:%S') || ${fraction(MICROS)} || '+00'`],
    ['x INTERVAL', fail("'not supported by the local BigQuery stub: CAST of an INTERVAL to STRING'", 'VARCHAR')],
  ),
  macro('bq_bytes', ['x VARCHAR', 'encode(x)'], ['x BLOB', 'x']),
  macro('bq_length', ['x VARCHAR', 'length(x)'], ['x BLOB', 'octet_length(x)']),
  macro('bq_byte_length', ['x VARCHAR', 'strlen(x)'], ['x BLOB', 'octet_length(x)']),
  macro('bq_start', ['p, n', 'CASE WHEN p = 0 OR p < -n THEN 1 WHEN p < 0 THEN n + p + 1 ELSE p END']),
  macro(
    'bq_substr',
    ['x VARCHAR, p', 'substr(x, bq_start(p, length(x)))'],
    [
      'x VARCHAR, p, n',
      `substr(x, bq_start(p, length(x)), CASE WHEN n < 0 THEN ${fail("'Third argument in SUBSTR() cannot be negative'", 'BIGINT')} ELSE n END)`,
    ],
    ['x BLOB, p', 'unhex(substr(hex(x), bq_start(p, octet_length(x)) * 2 - 1))'],
    ['x BLOB, p, n', 'unhex(substr(hex(x), bq_start(p, octet_length(x)) * 2 - 1, n * 2))'],
  ),
  macro('bq_left', [
    'x, n',
    `left(x, CASE WHEN n < 0 THEN ${fail("'Second argument in LEFT() cannot be negative'", 'BIGINT')} ELSE n END)`,
  ]),
  macro('bq_right', [
    'x, n',
    `right(x, CASE WHEN n < 0 THEN ${fail("'Second argument in RIGHT() cannot be negative'", 'BIGINT')} ELSE n END)`,
  ]),
  macro('bq_lpad', ['x, n, pad', 'CASE WHEN n <= length(x) THEN left(x, n) ELSE lpad(x, CAST(n AS INTEGER), pad) END']),
  macro('bq_rpad', ['x, n, pad', 'CASE WHEN n <= length(x) THEN left(x, n) ELSE rpad(x, CAST(n AS INTEGER), pad) END']),
  macro('bq_to_base64', ['x VARCHAR', 'to_base64(encode(x))'], ['x BLOB', 'to_base64(x)']),
  macro('bq_regexp_extract', ['x, p, g', 'CASE WHEN regexp_matches(x, p) THEN regexp_extract(x, p, g) END']),
  macro('bq_regexp_extract_from', [
    'x, p, g, at, nth',
    'regexp_extract_all(substr(x, at), p, g)[CASE WHEN nth < 1 THEN NULL ELSE nth END]',
  ]),
];
