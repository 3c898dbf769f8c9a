import { fail, macro, text } from './macro.ts';

const X = text('x');

/** Fractions of seconds come in threes: https://cloud.google.com/bigquery/docs/reference/standard-sql/conversion_functions#cast_as_string */
const TIME = `regexp_replace(regexp_replace(${X}, '\\.(\\d|\\d{4})([^\\d]|$)', '.\\100\\2'), '\\.(\\d{2}|\\d{5})([^\\d]|$)', '.\\10\\2')`;

/** Bytes read back from the text that DuckDB makes of them. */
const BYTES = `CAST(${X} AS BLOB)`;

const isBytes = (yes: string, no: string): string => `CASE WHEN typeof(x) = 'BLOB' THEN ${yes} ELSE ${no} END`;

const LENGTH = isBytes(`octet_length(${BYTES})`, `length(${X})`);

/** `length` characters or bytes from `start`, as the argument's type. */
const part = (length: string): string =>
  `cast_to_type(${isBytes(
    text(`unhex(substr(hex(${BYTES}), bq_start(p, octet_length(${BYTES})) * 2 - 1${length && `, ${length} * 2`}))`),
    `substr(${X}, bq_start(p, length(${X}))${length && `, ${length}`})`,
  )}, x)`;

const notNegative = (what: string): string =>
  `CASE WHEN n < 0 THEN ${fail(`'${what} cannot be negative'`, 'BIGINT')} ELSE n END`;

export const TEXT_MACROS: readonly string[] = [
  macro(
    'bq_string',
    'x',
    `CASE WHEN typeof(x) = 'BLOB' THEN decode(${BYTES}) WHEN typeof(x) = 'DOUBLE' THEN bq_double_text(TRY_CAST(${X} AS DOUBLE)) WHEN typeof(x) LIKE 'DECIMAL%' THEN rtrim(rtrim(${X}, '0'), '.') WHEN typeof(x) IN ('TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'TIME') THEN ${TIME} ELSE ${X} END`,
  ),
  macro('bq_bytes', 'x', isBytes(BYTES, `encode(${X})`)),
  macro('bq_length', 'x', LENGTH),
  macro('bq_byte_length', 'x', isBytes(`octet_length(${BYTES})`, `strlen(${X})`)),
  macro('bq_start', 'p, n', 'CASE WHEN p = 0 OR p < -n THEN 1 WHEN p < 0 THEN n + p + 1 ELSE p END'),
  macro('bq_substr', 'x, p', part('')),
  macro('bq_substr_to', 'x, p, n', part(notNegative('Third argument in SUBSTR()'))),
  macro('bq_left', 'x, n', `left(x, ${notNegative('Second argument in LEFT()')})`),
  macro('bq_right', 'x, n', `right(x, ${notNegative('Second argument in RIGHT()')})`),
  macro('bq_lpad', 'x, n, pad', 'CASE WHEN n <= length(x) THEN left(x, n) ELSE lpad(x, CAST(n AS INTEGER), pad) END'),
  macro('bq_rpad', 'x, n, pad', 'CASE WHEN n <= length(x) THEN left(x, n) ELSE rpad(x, CAST(n AS INTEGER), pad) END'),
  macro('bq_regexp_extract', 'x, p, g', 'CASE WHEN regexp_matches(x, p) THEN regexp_extract(x, p, g) END'),
  macro(
    'bq_regexp_extract_from',
    'x, p, g, first, nth',
    'list_extract(regexp_extract_all(substr(x, first), p, g), nth)',
  ),
];
