import { fail } from './fail.ts';
import { inYears, orNullInYears } from './inYears.ts';

type How = 'CAST' | 'TRY_CAST';
type Convert = (x: string, how: How) => string;

const plain =
  (type: string): Convert =>
  (x, how) =>
    `${how}(${x} AS ${type})`;

/** A text that has to look like something; DuckDB would take more. A failing TRY costs it a thousand times as much as a test. */
const read =
  (pattern: string, type: string, message: (x: string) => string, convert?: Convert): Convert =>
  (x, how) => {
    const value = (convert ?? plain(type))(x, how);
    const otherwise = how === 'CAST' ? ` ELSE ${fail(message(x), type)}` : '';
    return `CASE WHEN ${x} IS NULL OR regexp_full_match(${x}, '${pattern}') THEN ${value}${otherwise} END`;
  };

const DAY = '-\\d{1,2}-\\d{1,2}';
/** From year 1 on. */
const DATE = `(?:[1-9]\\d{3}|0[1-9]\\d{2}|00[1-9]\\d|000[1-9])${DAY}`;
const TIME = '([01]?\\d|2[0-3]):[0-5]?\\d:[0-5]?\\d(\\.\\d{0,6})?';
const ZONE = '( ?(Z|z|UTC)|[-+]((0\\d|1[0-3])(:[0-5]\\d)?|14(:00)?))?';

/** Half away from zero, where DuckDB rounds half to even. */
const rounded: Convert = (x, how) => {
  const message = `'Illegal conversion of non-finite floating point number to an integer: ' || bq_double_text(${x})`;
  const bad = how === 'CAST' ? fail(message, 'BIGINT') : 'NULL';
  const beyond = how === 'CAST' ? fail(`'int64 out of range: ' || bq_double_text(${x})`, 'BIGINT') : 'NULL';
  return `CASE WHEN isnan(${x}) OR isinf(${x}) THEN ${bad} WHEN ${x} >= 9223372036854775808.0 OR ${x} < -9223372036854775808.0 THEN ${beyond} ELSE ${how}(round(${x}) AS BIGINT) END`;
};

/** Fractions of seconds come in threes: https://cloud.google.com/bigquery/docs/reference/standard-sql/conversion_functions#cast_as_string */
const seconds = (text: string): string =>
  `regexp_replace(regexp_replace(${text}, '\\.(\\d|\\d{4})([^\\d]|$)', '.\\100\\2'), '\\.(\\d{2}|\\d{5})([^\\d]|$)', '.\\10\\2')`;

const text: Convert = (x) => `CAST(${x} AS VARCHAR)`;
const decimal: Convert = (x) => `regexp_replace(CAST(${x} AS VARCHAR), '\\.?0+$', '')`;
/** A time as CAST makes it a STRING. */
export const clock = (x: string): string => seconds(`CAST(${x} AS VARCHAR)`);

const SIGNED_HEX =
  "'not supported by the local BigQuery stub: CAST of hexadecimal digits with a sign, over tables of this size'";

const INT64: Convert = read(
  '\\s*([-+]?\\d+|0[xX][0-9A-Fa-f]+)\\s*',
  'BIGINT',
  (x) => `'Bad int64 value: ' || ${x}`,
  (x, how) => `${how}(trim(${x}) AS BIGINT)`,
);

const DOUBLE: Convert = read(
  '(?i)\\s*[-+]?((\\d+\\.?\\d*|\\.\\d+)(e[-+]?\\d+)?|inf|infinity|nan)\\s*',
  'DOUBLE',
  (x) => `'Bad double value: ' || ${x}`,
);

const plainTimestamp: Convert = read(
  `\\d{4}${DAY}([ Tt]${TIME})?${ZONE}`,
  'TIMESTAMPTZ',
  (x) => `'Invalid timestamp: ''' || ${x} || ''''`,
  (x, how) => (how === 'CAST' ? inYears : orNullInYears)(`${how}(${x} AS TIMESTAMPTZ)`, 'TIMESTAMPTZ'),
);

/** DuckDB keeps the zone that a text names for the texts after it. */
const timestamp: Convert = (x, how) => {
  const other = `regexp_full_match(${x}, '.*\\d( [A-Z][A-Za-z]+/[A-Za-z_/]+|[-+](\\d|\\d:\\d{1,2}|\\d{2}:\\d))\\s*') AND regexp_matches(${x}, '/|:')`;
  const message =
    "'not supported by the local BigQuery stub: CAST of a text with the name of a time zone, or an offset of fewer digits, over tables of this size'";
  return `CASE WHEN ${other} THEN ${fail(message, 'TIMESTAMPTZ')} ELSE ${plainTimestamp(x, how)} END`;
};

/** The conversions that SAFE_CAST makes by TRY, which hides the errors of what is converted too. */
export const TRIED: ReadonlySet<string> = new Set(['DOUBLE NUMERIC', 'BYTES STRING']);

/** From a kind of values to another, both with a blank between. */
export const CONVERSIONS: Readonly<Record<string, Convert>> = {
  'INT64 DOUBLE': plain('DOUBLE'),
  'INT64 NUMERIC': plain('DECIMAL(38,9)'),
  'INT64 BIGNUMERIC': plain('DECIMAL(38,18)'),
  'INT64 BOOL': (x) => `${x} <> 0`,
  'INT64 STRING': text,
  'BOOL INT64': plain('BIGINT'),
  'BOOL STRING': text,
  'DOUBLE INT64': rounded,
  'DOUBLE NUMERIC': (x, how) => (how === 'CAST' ? `bq_numeric_of_double(${x})` : `TRY(bq_numeric_of_double(${x}))`),
  'DOUBLE STRING': (x) => `bq_double_text(${x})`,
  'NUMERIC INT64': (x, how) => `${how}(round(${x}, 0) AS BIGINT)`,
  'NUMERIC DOUBLE': (x) => `CAST(CAST(${x} AS VARCHAR) AS DOUBLE)`,
  'NUMERIC BIGNUMERIC': plain('DECIMAL(38,18)'),
  'NUMERIC STRING': decimal,
  'BIGNUMERIC DOUBLE': (x) => `CAST(CAST(${x} AS VARCHAR) AS DOUBLE)`,
  'BIGNUMERIC NUMERIC': plain('DECIMAL(38,9)'),
  'BIGNUMERIC STRING': decimal,
  'DATE STRING': text,
  'DATE DATETIME': plain('TIMESTAMP'),
  'DATE TIMESTAMP': plain('TIMESTAMPTZ'),
  'DATETIME STRING': clock,
  'DATETIME DATE': plain('DATE'),
  'DATETIME TIME': plain('TIME'),
  'DATETIME TIMESTAMP': plain('TIMESTAMPTZ'),
  'TIME STRING': clock,
  'TIMESTAMP STRING': clock,
  'TIMESTAMP DATE': plain('DATE'),
  'TIMESTAMP DATETIME': plain('TIMESTAMP'),
  'TIMESTAMP TIME': (x) => `CAST(CAST(${x} AS TIMESTAMP) AS TIME)`,
  'BYTES STRING': (x, how) => (how === 'CAST' ? `decode(${x})` : `TRY(decode(${x}))`),
  'STRING BYTES': (x) => `encode(${x})`,
  'STRING INT64': (x, how) =>
    `CASE WHEN regexp_full_match(${x}, '\\s*[-+]0[xX][0-9A-Fa-f]+\\s*') THEN ${fail(SIGNED_HEX, 'BIGINT')} ELSE ${INT64(x, how)} END`,
  'STRING DOUBLE': (x, how) =>
    `CASE WHEN regexp_full_match(${x}, '\\s*0[xX][0-9A-Fa-f]{1,12}\\s*') THEN CAST(TRY_CAST(trim(${x}) AS BIGINT) AS DOUBLE) ELSE ${DOUBLE(x, how)} END`,
  'STRING BOOL': read('(?i)true|false', 'BOOLEAN', (x) => `'Bad bool value: ' || ${x}`),
  'STRING NUMERIC': read(
    '(?i)\\s*[-+]?(\\d{1,29}\\.?\\d*|\\.\\d+)(e[-+]?\\d{1,2})?\\s*',
    'DECIMAL(38,9)',
    (x) => `'Invalid NUMERIC value: ' || ${x}`,
    (x, how) => `${how}(trim(${x}) AS DECIMAL(38,9))`,
  ),
  'STRING DATE': read(DATE, 'DATE', (x) => `'Invalid date: ''' || ${x} || ''''`),
  'STRING DATETIME': read(`${DATE}([ Tt]${TIME})?`, 'TIMESTAMP', (x) => `'Invalid datetime string: "' || ${x} || '"'`),
  'STRING TIME': read(TIME, 'TIME', (x) => `'Invalid time string: "' || ${x} || '"'`),
  'STRING TIMESTAMP': timestamp,
};
