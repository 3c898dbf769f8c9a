import { fail, macro } from './macro.ts';

const DATE_TEXT = "'\\s*\\d{1,4}-\\d{1,2}-\\d{1,2}\\s*'";
const TIME_TEXT = "'\\s*\\d{1,2}:\\d{1,2}:\\d{1,2}(\\.\\d{0,6})?\\s*'";
const DATETIME_TEXT = "'\\s*\\d{1,4}-\\d{1,2}-\\d{1,2}([ Tt]\\d{1,2}:\\d{1,2}:\\d{1,2}(\\.\\d{0,6})?)?\\s*'";

const parsed = (pattern: string, type: string, what: string): string =>
  `CASE WHEN x IS NULL THEN NULL WHEN regexp_full_match(x, ${pattern}) THEN CAST(trim(x) AS ${type}) ELSE ${fail(`'Invalid ${what}: ''' || x || ''''`, type)} END`;

const WALL = "timezone('UTC', x)";
const trunc = (x: string): string => `(date_trunc(u, ${x} + to_days(d)) - to_days(d))`;

export const DATE_MACROS: readonly string[] = [
  macro(
    'bq_date',
    ['x DATE', 'x'],
    ['x TIMESTAMP', 'CAST(x AS DATE)'],
    ['x TIMESTAMPTZ', `CAST(${WALL} AS DATE)`],
    ['x VARCHAR', parsed(DATE_TEXT, 'DATE', 'date')],
  ),
  macro(
    'bq_datetime',
    ['x TIMESTAMP', 'x'],
    ['x DATE', 'CAST(x AS TIMESTAMP)'],
    ['x TIMESTAMPTZ', WALL],
    ['x VARCHAR', parsed(DATETIME_TEXT, 'TIMESTAMP', 'datetime string')],
  ),
  macro(
    'bq_time',
    ['x TIME', 'x'],
    ['x TIMESTAMP', 'CAST(x AS TIME)'],
    ['x TIMESTAMPTZ', `CAST(${WALL} AS TIME)`],
    ['x VARCHAR', parsed(TIME_TEXT, 'TIME', 'time string')],
  ),
  macro(
    'bq_timestamp',
    ['x TIMESTAMPTZ', 'x'],
    ['x TIMESTAMP', WALL],
    ['x DATE', "timezone('UTC', CAST(x AS TIMESTAMP))"],
    ['x VARCHAR', 'CAST(x AS TIMESTAMPTZ)'],
  ),
  macro(
    'bq_timestamp_in',
    ['x TIMESTAMP, z', 'timezone(z, x)'],
    ['x DATE, z', 'timezone(z, CAST(x AS TIMESTAMP))'],
    ['x VARCHAR, z', 'timezone(z, CAST(x AS TIMESTAMP))'],
  ),
  macro('bq_date_in', ['x, z', 'CAST(timezone(z, bq_timestamp(x)) AS DATE)']),
  macro('bq_time_in', ['x, z', 'CAST(timezone(z, bq_timestamp(x)) AS TIME)']),
  macro('bq_datetime_of', ['x DATE, y TIME', 'x + y'], ['x TIMESTAMPTZ, y VARCHAR', 'timezone(y, x)']),
  macro(
    'bq_date_add',
    ['x DATE, i', 'CAST(x + i AS DATE)'],
    ['x TIMESTAMP, i', 'x + i'],
    ['x TIMESTAMPTZ, i', 'x + i'],
    ['x VARCHAR, i', 'CAST(bq_date(x) + i AS DATE)'],
  ),
  macro(
    'bq_date_trunc',
    ['x DATE, u, d', `CAST(${trunc('x')} AS DATE)`],
    ['x TIMESTAMP, u, d', trunc('x')],
    ['x TIMESTAMPTZ, u, d', `timezone('UTC', ${trunc(WALL)})`],
    ['x VARCHAR, u, d', `CAST(${trunc('bq_date(x)')} AS DATE)`],
  ),
  macro('bq_datetime_trunc', ['x, u, d', trunc('x')]),
  macro('bq_timestamp_trunc', ['x, z, u, d', `timezone(z, ${trunc('timezone(z, bq_timestamp(x))')})`]),
  macro('bq_time_trunc', ['x, u, d', "CAST(date_trunc(u, DATE '1970-01-01' + x) AS TIME)"]),
  macro('bq_time_micros', ['x', "epoch_us(DATE '1970-01-01' + x)"]),
  macro('bq_timestamp_micros', ['n', "timezone('UTC', make_timestamp(n))"]),
  macro('bq_format_datetime', ['f, x', "bq_strftime(f, epoch_us(x), 0, '')"]),
  macro('bq_format_timestamp', [
    'f, x, z',
    'bq_strftime(f, epoch_us(timezone(z, x)), (epoch_us(timezone(z, x)) - epoch_us(x)) // 1000000, z)',
  ]),
  macro('bq_parse_date', ['f, s', "CAST(left(bq_strptime(f, s, 'DATE'), 10) AS DATE)"]),
  macro('bq_parse_time', ['f, s', "CAST(substr(bq_strptime(f, s, 'TIME'), 12, 15) AS TIME)"]),
  macro('bq_parse_datetime', ['f, s', "CAST(left(bq_strptime(f, s, 'DATETIME'), 26) AS TIMESTAMP)"]),
  macro('bq_parse_timestamp', [
    'f, s, z',
    "CASE WHEN length(bq_strptime(f, s, 'TIMESTAMP')) > 26 THEN CAST(bq_strptime(f, s, 'TIMESTAMP') AS TIMESTAMPTZ) ELSE timezone(z, CAST(bq_strptime(f, s, 'TIMESTAMP') AS TIMESTAMP)) END",
  ]),
];
