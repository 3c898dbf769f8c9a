import { DuckDBDecimalValue, type DuckDBValue } from '@duckdb/node-api';
import { doubleText } from './doubleText.ts';
import { failure } from './failure.ts';
import { exponentText, fixedText, pointed } from './fixedText.ts';
import { decimalText, isBytes, timeLiteral } from './plainText.ts';

const SPECIFIER = /%([-+ 0']*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

interface Specifier {
  flags: string;
  width: number;
  precision: number;
  letter: string;
}

/**
 * FORMAT, with %d, %x, %X, %o, %s, %t, %f and %e: https://cloud.google.com/bigquery/docs/reference/standard-sql/format-elements#format_elements_string
 * NULL where an argument is, but for %t.
 */
export function format(pattern: string, args: readonly DuckDBValue[]): string | null {
  let at = 0;
  let isNull = false;
  const take = (): DuckDBValue => {
    if (at >= args.length) throw failure('Too few arguments to FORMAT for pattern');
    at += 1;
    return args[at - 1] ?? null;
  };
  const result = pattern.replace(SPECIFIER, (_, flags: string, width = '0', precision = '6', letter = '') => {
    if (letter === '%') return '%';
    const specifier = { flags, width: Number(width), precision: Number(precision), letter };
    const value = take();
    if (value === null && letter !== 't') isNull = true;
    return isNull ? '' : padded(written(specifier, value), specifier);
  });
  if (at < args.length) throw failure('Too many arguments to FORMAT for pattern');
  return isNull ? null : result;
}

/** The width counts code points. */
function padded(text: string, { flags, width, letter }: Specifier): string {
  const length = width + text.length - Array.from(text).length;
  if (flags.includes('-')) return text.padEnd(length);
  if (!flags.includes('0') || /[st]/.test(letter) || /inf|nan/.test(text)) return text.padStart(length);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(length - sign.length, '0');
}

function written(specifier: Specifier, value: DuckDBValue): string {
  const { letter, flags } = specifier;
  switch (letter) {
    case 'd':
      return signed(grouped(String(integer(value)), flags), flags);
    case 'x':
      return integer(value).toString(16);
    case 'X':
      return integer(value).toString(16).toUpperCase();
    case 'o':
      return integer(value).toString(8);
    case 's':
      return text(value);
    case 't':
      return printable(value);
    default:
      return signed(float(specifier, value), flags);
  }
}

function float({ letter, precision, flags }: Specifier, value: DuckDBValue): string {
  if (value instanceof DuckDBDecimalValue) {
    if (letter === 'e')
      throw failure('not supported by the local BigQuery stub: %e of a NUMERIC, over tables of this size');
    return grouped(fixed(value, precision), flags);
  }
  if (typeof value !== 'number') throw failure('Invalid type for argument to FORMAT; expected FLOAT64');
  if (!Number.isFinite(value)) return doubleText(value);
  return letter === 'e' ? exponentText(value, precision) : grouped(fixedText(value, precision), flags);
}

/** Digits of a NUMERIC, rounded half away from zero, without going through a float. */
function fixed(value: DuckDBDecimalValue, precision: number): string {
  const drop = 10n ** BigInt(Math.max(value.scale - precision, 0));
  const magnitude = value.value < 0n ? -value.value : value.value;
  const digits = Math.min(precision, value.scale);
  const rounded = ((2n * magnitude + drop) / (2n * drop)) * 10n ** BigInt(precision - digits);
  return `${value.value < 0n ? '-' : ''}${pointed(rounded, precision)}`;
}

function signed(digits: string, flags: string): string {
  if (digits.startsWith('-')) return digits;
  if (flags.includes('+')) return `+${digits}`;
  return flags.includes(' ') ? ` ${digits}` : digits;
}

const grouped = (digits: string, flags: string): string =>
  flags.includes("'") ? digits.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',') : digits;

function integer(value: DuckDBValue): bigint {
  if (typeof value === 'bigint') return value;
  throw failure('Invalid type for argument to FORMAT; expected INT64');
}

function text(value: DuckDBValue): string {
  if (typeof value === 'string') return value;
  throw failure('Invalid type for argument to FORMAT; expected STRING');
}

/** %t: as CAST to STRING writes it, more or less. */
function printable(value: DuckDBValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return withPoint(doubleText(value));
  const time = timeLiteral(value, ' ');
  if (time) return time.text + (time.zoned ? '+00' : '');
  if (value instanceof DuckDBDecimalValue) return decimalText(value);
  return isBytes(value) ? plainBytes(value.bytes) : String(value);
}

function plainBytes(bytes: Uint8Array): string {
  const written = Buffer.from(bytes).toString('latin1');
  if (/^[\w .,:;+-]*$/.test(written)) return written;
  throw failure('not supported by the local BigQuery stub: %t of bytes beyond plain letters, over tables of this size');
}

const withPoint = (text: string): string => (/^-?\d+$/.test(text) ? `${text}.0` : text);
