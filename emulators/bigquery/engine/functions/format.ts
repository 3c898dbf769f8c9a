import {
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { doubleText } from './doubleText.ts';
import { failure } from './failure.ts';
import { jsonText } from './jsonText.ts';
import { decimalText, isBytes, timeLiteral } from './plainText.ts';

const SPECIFIER = /%([-+ 0#']*)(\*|\d+)?(?:\.(\*|\d+))?([a-zA-Z%])/g;

interface Specifier {
  flags: string;
  width: number;
  precision: number | undefined;
  letter: string;
}

/**
 * FORMAT: https://cloud.google.com/bigquery/docs/reference/standard-sql/format-elements#format_elements_string
 * NULL where an argument is, but for %t and %T.
 */
export function format(pattern: string, args: readonly DuckDBValue[], types: readonly DuckDBType[]): string | null {
  let at = 0;
  let isNull = false;
  const take = (): { value: DuckDBValue; type: DuckDBType | undefined } => {
    if (at >= args.length) throw failure('Too few arguments to FORMAT for pattern');
    at += 1;
    return { value: args[at - 1] ?? null, type: types[at - 1] };
  };
  const size = (text: string | undefined): number | undefined =>
    text === '*' ? Number(take().value) : text === undefined ? undefined : Number(text);
  const result = pattern.replace(SPECIFIER, (_, flags: string, width?: string, precision?: string, letter = '') => {
    if (letter === '%') return '%';
    const specifier = { flags, width: size(width) ?? 0, precision: size(precision), letter };
    const { value, type } = take();
    if (value === null && !/[tT]/.test(letter)) isNull = true;
    return isNull ? '' : padded(written(specifier, value, type), specifier);
  });
  if (at < args.length) throw failure('Too many arguments to FORMAT for pattern');
  return isNull ? null : result;
}

function padded(text: string, { flags, width, letter }: Specifier): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0') || /[stT]/.test(letter)) return text.padStart(width);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

function written(specifier: Specifier, value: DuckDBValue, type: DuckDBType | undefined): string {
  const { letter, precision, flags } = specifier;
  switch (letter) {
    case 'd':
    case 'i':
      return signed(grouped(integer(value), flags), flags);
    case 'u':
      return grouped(integer(value), flags);
    case 'x':
      return integer(value).toString(16);
    case 'X':
      return integer(value).toString(16).toUpperCase();
    case 'o':
      return integer(value).toString(8);
    case 's':
      return text(value).slice(0, precision);
    case 't':
      return printable(value, type);
    case 'T':
      return literal(value, type);
    case 'p':
    case 'P':
      return jsonText(value, type, letter === 'P');
    default:
      return signed(float(specifier, value), flags);
  }
}

function float({ letter, precision = 6, flags }: Specifier, value: DuckDBValue): string {
  const number = numberOf(value);
  if (!Number.isFinite(number)) return Number.isNaN(number) ? 'nan' : number > 0 ? 'inf' : '-inf';
  switch (letter) {
    case 'f':
    case 'F':
      return value instanceof DuckDBDecimalValue
        ? groupedText(fixed(value, precision), flags)
        : groupedText(number.toFixed(precision), flags);
    case 'e':
      return exponent(number, precision);
    case 'E':
      return exponent(number, precision).toUpperCase();
    case 'g':
      return general(number, precision);
    case 'G':
      return general(number, precision).toUpperCase();
    default:
      throw failure(`Invalid FORMAT specifier character "${letter}"`);
  }
}

const exponent = (value: number, precision: number): string =>
  value.toExponential(precision).replace(/e([-+])(\d)$/, 'e$10$2');

function general(value: number, precision: number): string {
  const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (power < -4 || power >= precision) return exponent(value, Math.max(precision - 1, 0)).replace(/\.?0+e/, 'e');
  return String(Number(value.toPrecision(precision || 1)));
}

/** Digits of a NUMERIC, rounded half away from zero, without going through a float. */
function fixed(value: DuckDBDecimalValue, precision: number): string {
  const drop = 10n ** BigInt(Math.max(value.scale - precision, 0));
  const magnitude = value.value < 0n ? -value.value : value.value;
  const rounded = String((2n * magnitude + drop) / (2n * drop)).padStart(Math.min(precision, value.scale) + 1, '0');
  const digits = Math.min(precision, value.scale);
  const whole = digits > 0 ? rounded.slice(0, -digits) : rounded;
  const fraction = digits > 0 ? rounded.slice(-digits).padEnd(precision, '0') : '';
  return `${value.value < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

function signed(digits: string, flags: string): string {
  if (digits.startsWith('-')) return digits;
  if (flags.includes('+')) return `+${digits}`;
  return flags.includes(' ') ? ` ${digits}` : digits;
}

const grouped = (value: bigint, flags: string): string => groupedText(String(value), flags);

const groupedText = (digits: string, flags: string): string =>
  flags.includes("'") ? digits.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',') : digits;

function integer(value: DuckDBValue): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  throw failure('Invalid type for argument to FORMAT; expected INT64');
}

function numberOf(value: DuckDBValue): number {
  if (typeof value === 'number') return value;
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  throw failure('Invalid type for argument to FORMAT; expected FLOAT64');
}

function text(value: DuckDBValue): string {
  if (typeof value === 'string') return value;
  throw failure('Invalid type for argument to FORMAT; expected STRING');
}

/** %t: as CAST to STRING writes it, more or less. */
function printable(value: DuckDBValue, type: DuckDBType | undefined): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return value;
  if (value instanceof DuckDBListValue) return `[${value.items.map((item) => printable(item, undefined)).join(', ')}]`;
  if (value instanceof DuckDBStructValue) {
    return `(${Object.values(value.entries)
      .map((item) => printable(item, undefined))
      .join(', ')})`;
  }
  const time = timeLiteral(value, ' ');
  if (time) return time.text + (time.zoned ? '+00' : '');
  if (value instanceof DuckDBDecimalValue) return decimalText(value);
  return isBytes(value) ? Buffer.from(value.bytes).toString('latin1') : literal(value, type);
}

/** %T: as a literal of GoogleSQL. */
function literal(value: DuckDBValue, type: DuckDBType | undefined): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return type?.alias === 'JSON' ? `JSON ${quoted(value, "'")}` : quoted(value, '"');
  if (typeof value === 'number') return withPoint(doubleText(value));
  if (value instanceof DuckDBListValue) return `[${value.items.map((item) => literal(item, undefined)).join(', ')}]`;
  if (value instanceof DuckDBStructValue) {
    return `(${Object.values(value.entries)
      .map((item) => literal(item, undefined))
      .join(', ')})`;
  }
  const time = timeLiteral(value, ' ');
  if (time) return `${time.type} "${time.text}${time.zoned ? '+00' : ''}"`;
  if (value instanceof DuckDBDecimalValue) return `NUMERIC "${decimalText(value)}"`;
  return isBytes(value) ? `b${quoted(Buffer.from(value.bytes).toString('latin1'), '"')}` : String(value);
}

const quoted = (value: string, quote: string): string =>
  quote + value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n') + quote;

const withPoint = (text: string): string => (/^-?\d+$/.test(text) ? `${text}.0` : text);
