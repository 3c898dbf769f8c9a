import { unsupported } from '../../errors/apiError.ts';
import type { Field, FieldType } from '../../schema/field.ts';
import { fractionDigits, integerDigits, plainDecimal } from './decimal.ts';
import { ExactNumber } from './exactNumber.ts';
import { dateOf, datetimeOf, timeOf, timestampOf } from './timeFormats.ts';

/** The value as DuckDB's JSON reader takes it; undefined where it cannot be of the field's type. */
export type ScalarConverter = (value: unknown, field: Field) => unknown;

const MAX_INT64 = 9_223_372_036_854_775_807n;
const MIN_INT64 = -9_223_372_036_854_775_808n;

const TRUE = /^(?:true|t|yes|y|1)$/i;
const FALSE = /^(?:false|f|no|n|0)$/i;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** Numbers and their texts, as one text; undefined for anything else. */
const numberText = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || value instanceof ExactNumber
    ? String(value).trim()
    : undefined;

const onText =
  (convert: (text: string) => string | undefined): ScalarConverter =>
  (value) =>
    typeof value === 'string' ? convert(value) : undefined;

function integer(value: unknown): unknown {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  const plain = plainDecimal(numberText(value) ?? '');
  if (plain === undefined || fractionDigits(plain) > 0) return undefined;
  const exact = BigInt(plain);
  return exact <= MAX_INT64 && exact >= MIN_INT64 ? plain : undefined;
}

function float(value: unknown): unknown {
  if (typeof value === 'number') return value;
  const text = numberText(value);
  if (text === undefined || text === '') return undefined;
  if (/^[+-]?(?:inf|infinity)$/i.test(text)) return text.startsWith('-') ? '-Infinity' : 'Infinity';
  if (/^nan$/i.test(text)) return 'NaN';
  return plainDecimal(text) === undefined && !Number.isFinite(Number(text)) ? undefined : String(Number(text));
}

function boolean(value: unknown): unknown {
  if (typeof value === 'boolean') return value;
  const text = numberText(value) ?? '';
  if (TRUE.test(text)) return true;
  return FALSE.test(text) ? false : undefined;
}

/** DuckDB rounds half away from zero, as BigQuery does, unless the column's precision says otherwise. */
function decimal(maxIntegerDigits: number, maxScale: number): ScalarConverter {
  return (value, field) => {
    const plain = plainDecimal(numberText(value) ?? '');
    if (plain === undefined) return undefined;
    const scale = field['scale'] === undefined ? maxScale : Number(field['scale']);
    const digits = field['precision'] === undefined ? maxIntegerDigits : Number(field['precision']) - scale;
    return integerDigits(plain) > digits ? undefined : plain;
  };
}

const anyBigNumeric = decimal(38, 38);

/** Of BigQuery's 38 digits before the point and 38 behind it the stub has 20 and 18: others are refused, not rounded. */
const bigNumeric: ScalarConverter = (value, field) => {
  const plain = anyBigNumeric(value, field) as string | undefined;
  if (plain === undefined || (integerDigits(plain) <= 20 && fractionDigits(plain) <= 18)) return plain;
  throw unsupported(
    `a BIGNUMERIC with more than 20 digits before the point, or 18 behind it: ${plain} (field ${field.name})`,
  );
};

/** Half a pair of surrogates, which only escapes can write, becomes U+FFFD, as bytes do that are not UTF-8. */
function text(value: unknown, field: Field): unknown {
  if (typeof value !== 'string') return undefined;
  const whole = value.toWellFormed();
  return field['maxLength'] === undefined || [...whole].length <= Number(field['maxLength']) ? whole : undefined;
}

/** DuckDB reads bytes from a text of escapes: `\xAA\xFF`. */
function bytes(value: unknown, field: Field): unknown {
  if (typeof value !== 'string' || !BASE64.test(value)) return undefined;
  const decoded = Buffer.from(value, 'base64');
  if (field['maxLength'] !== undefined && decoded.length > Number(field['maxLength'])) return undefined;
  return escapeBytes(decoded);
}

export const escapeBytes = (decoded: Uint8Array): string =>
  Buffer.from(decoded).toString('hex').toUpperCase().replace(/../g, '\\x$&');

/** What each type takes, from JSON values and from the texts of CSV alike. */
export const CONVERTERS: Readonly<Record<Exclude<FieldType, 'RECORD'>, ScalarConverter>> = {
  // No table has columns of these.
  INTERVAL: text,
  RANGE: text,
  STRING: text,
  BYTES: bytes,
  INTEGER: integer,
  FLOAT: float,
  NUMERIC: decimal(29, 9),
  BIGNUMERIC: bigNumeric,
  BOOLEAN: boolean,
  TIMESTAMP: (value) => timestampOf(numberText(value) ?? ''),
  DATE: onText(dateOf),
  TIME: onText(timeOf),
  DATETIME: onText(datetimeOf),
  GEOGRAPHY: text,
  JSON: (value) => value,
};
