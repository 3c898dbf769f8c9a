import { failLike, macro, text } from './macro.ts';

const trunc = (x: string): string => `(date_trunc(u, ${x} + to_days(d)) - to_days(d))`;

const AT = "bq_strptime(f, s, 'TIMESTAMP')";

export const DATE_MACROS: readonly string[] = [
  macro('bq_timestamp_in', 'x, z', 'timezone(z, CAST(x AS TIMESTAMP))'),
  // DATETIME(date, time) and DATETIME(timestamp, zone)
  macro(
    'bq_datetime_of',
    'x, y',
    `CASE WHEN typeof(y) = 'TIME' THEN CAST(${text('CAST(x AS DATE)')} || ' ' || ${text('y')} AS TIMESTAMP) ELSE timezone(${text('y')}, CAST(x AS TIMESTAMPTZ)) END`,
  ),
  // the difference of dates is an INTERVAL, for DuckDB a number
  macro(
    'bq_minus',
    'a, b',
    `CASE WHEN typeof(a) = 'DATE' AND typeof(b) = 'DATE' THEN ${failLike("'not supported by the local BigQuery stub: date - date; DATE_DIFF works'", 'a - b')} ELSE a - b END`,
  ),
  macro('bq_date_add', 'x, i', 'cast_to_type(x + i, x)'),
  macro('bq_date_trunc', 'x, u, d', `cast_to_type(${trunc('x')}, x)`),
  macro('bq_datetime_trunc', 'x, u, d', trunc('x')),
  macro('bq_timestamp_trunc', 'x, z, u, d', `timezone(z, ${trunc('timezone(z, x)')})`),
  macro('bq_time_trunc', 'x, u, d', "CAST(date_trunc(u, DATE '1970-01-01' + x) AS TIME)"),
  macro('bq_time_micros', 'x', "epoch_us(DATE '1970-01-01' + x)"),
  macro('bq_timestamp_micros', 'n', "timezone('UTC', make_timestamp(n))"),
  macro('bq_format_datetime', 'f, x', "bq_strftime(f, epoch_us(x), 0, '')"),
  macro(
    'bq_format_timestamp',
    'f, x, z',
    'bq_strftime(f, epoch_us(timezone(z, x)), (epoch_us(timezone(z, x)) - epoch_us(x)) // 1000000, z)',
  ),
  macro('bq_parse_date', 'f, s', "CAST(left(bq_strptime(f, s, 'DATE'), 10) AS DATE)"),
  macro('bq_parse_time', 'f, s', "CAST(substr(bq_strptime(f, s, 'TIME'), 12, 15) AS TIME)"),
  macro('bq_parse_datetime', 'f, s', "CAST(left(bq_strptime(f, s, 'DATETIME'), 26) AS TIMESTAMP)"),
  macro(
    'bq_parse_timestamp',
    'f, s, z',
    `CASE WHEN length(${AT}) > 26 THEN CAST(${AT} AS TIMESTAMPTZ) ELSE timezone(z, CAST(left(${AT}, 26) AS TIMESTAMP)) END`,
  ),
];
