import { failure } from './failure.ts';
import { dayNumber, MONTHS, type Moment, momentOf, pad, WEEKDAYS } from './moment.ts';

/** What was read so far; months and days count from 1. */
interface Fields extends Moment {
  afternoon?: boolean;
  century?: number;
  dayOfYear?: number;
  /** Seconds since 1970, in UTC. */
  epoch?: number;
  /** `+01:00` */
  offset?: string;
}

/** What a part of the text looks like, and what it says. */
type Reader = readonly [pattern: RegExp, take: (text: string) => Partial<Fields>];

/**
 * Parses as PARSE_DATE, PARSE_TIMESTAMP and the like do; parts that the format leaves out are those of 1970-01-01 00:00:00.
 * The answer is `2026-01-31 23:59:59.000000`, followed by an offset such as `+01:00` where the text has one.
 *
 * https://cloud.google.com/bigquery/docs/reference/standard-sql/format-elements#format_elements_date_time
 *
 * @throws Error marked as BigQuery's for a text that does not fit.
 */
export function strptime(pattern: string, text: string, what: string): string {
  const fields: Fields = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, micro: 0 };
  let rest = text.trimStart();
  for (const step of expanded(pattern).match(/%(?:E\*S|E\dS|E4Y|Ez|[\s\S])|\s+|[^%\s]/g) ?? []) {
    rest = consumed(step, rest, fields) ?? mismatch(text);
  }
  if (rest.trim() !== '') throw failure(`Failed to parse input string ${JSON.stringify(text)}`);
  return written(fields, text, what);
}

function mismatch(text: string): never {
  throw failure(`Failed to parse input string ${JSON.stringify(text)}`);
}

const COMPOUND: Readonly<Record<string, string>> = {
  '%F': '%Y-%m-%d',
  '%T': '%H:%M:%S',
  '%X': '%H:%M:%S',
  '%R': '%H:%M',
  '%D': '%m/%d/%y',
  '%x': '%m/%d/%y',
  '%c': '%a %b %e %H:%M:%S %Y',
};

const expanded = (pattern: string): string => pattern.replace(/%[\s\S]/g, (element) => COMPOUND[element] ?? element);

/** What is left of the text behind one step of the pattern; undefined where it does not fit. */
function consumed(step: string, text: string, fields: Fields): string | undefined {
  if (/^\s/.test(step) || step === '%n' || step === '%t') return text.trimStart();
  if (!step.startsWith('%')) return text.startsWith(step) ? text.slice(1) : undefined;
  if (step === '%%') return text.startsWith('%') ? text.slice(1) : undefined;
  const [pattern, take] = readerOf(step);
  const found = pattern.exec(text)?.[0];
  if (found === undefined) return undefined;
  Object.assign(fields, take(found.trim()));
  return text.slice(found.length);
}

function readerOf(step: string): Reader {
  const reader = READERS[step] ?? (/^%E\dS$/.test(step) ? READERS['%E*S'] : undefined);
  if (!reader) throw failure(`not supported by the local BigQuery stub: parsing with the format element ${step}`);
  return reader;
}

const number = (digits: number, take: (value: number) => Partial<Fields>): Reader => [
  new RegExp(`^\\s*\\d{1,${digits}}`),
  (text) => take(Number(text)),
];

const named = (names: readonly string[], take: (index: number) => Partial<Fields>): Reader => [
  new RegExp(`^(?:${names.map((name) => `${name}|${name.slice(0, 3)}`).join('|')})`, 'i'),
  (text) => take(names.findIndex((name) => name.toLowerCase().startsWith(text.toLowerCase()))),
];

const READERS: Readonly<Record<string, Reader>> = {
  '%Y': [/^\s*[-+]?\d{1,4}/, (text) => ({ year: Number(text) })],
  '%E4Y': number(4, (value) => ({ year: value })),
  '%C': number(2, (value) => ({ century: value })),
  '%y': number(2, (value) => ({ year: value + (value < 69 ? 2000 : 1900) })),
  '%m': number(2, (value) => ({ month: value })),
  '%d': number(2, (value) => ({ day: value })),
  '%e': number(2, (value) => ({ day: value })),
  '%j': number(3, (value) => ({ dayOfYear: value })),
  '%H': number(2, (value) => ({ hour: value })),
  '%k': number(2, (value) => ({ hour: value })),
  '%I': number(2, (value) => ({ hour: value % 12 })),
  '%l': number(2, (value) => ({ hour: value % 12 })),
  '%M': number(2, (value) => ({ minute: value })),
  '%S': number(2, (value) => ({ second: value })),
  '%E*S': [
    /^\d{1,2}(?:\.\d{1,9})?/,
    (text) => {
      const [whole, fraction = ''] = text.split('.');
      return { second: Number(whole), micro: Number(fraction.padEnd(6, '0').slice(0, 6)) };
    },
  ],
  '%b': named(MONTHS, (index) => ({ month: index + 1 })),
  '%B': named(MONTHS, (index) => ({ month: index + 1 })),
  '%h': named(MONTHS, (index) => ({ month: index + 1 })),
  '%a': named(WEEKDAYS, () => ({})),
  '%A': named(WEEKDAYS, () => ({})),
  '%p': [/^[AP]M/i, (text) => ({ afternoon: /p/i.test(text) })],
  '%P': [/^[AP]M/i, (text) => ({ afternoon: /p/i.test(text) })],
  '%s': [/^-?\d+/, (text) => ({ epoch: Number(text) })],
  '%z': [/^(?:[-+]\d{2}:?\d{2}|[-+]\d{2}|Z)/, (text) => ({ offset: offsetText(text) })],
  '%Ez': [/^(?:[-+]\d{2}:\d{2}|Z)/, (text) => ({ offset: offsetText(text) })],
  '%Z': [/^(?:UTC|GMT|Z)/, () => ({ offset: '+00:00' })],
};

function offsetText(text: string): string {
  if (text === 'Z') return '+00:00';
  const digits = text.slice(1).replace(':', '').padEnd(4, '0');
  return `${text[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

function written(fields: Fields, text: string, what: string): string {
  if (fields.epoch !== undefined) return written(atEpoch(fields.epoch), text, what);
  if (fields.century !== undefined) fields.year = fields.century * 100 + (fields.year % 100);
  if (fields.afternoon) fields.hour = (fields.hour % 12) + 12;
  if (fields.dayOfYear !== undefined) Object.assign(fields, monthAndDay(fields.year, fields.dayOfYear));
  const { year, month, day, hour, minute, second, micro, offset = '' } = fields;
  const real = momentOf(BigInt(Math.round(dayNumber(year, month, day))) * 86_400_000_000n);
  if (real.month !== month || real.day !== day || hour > 23 || minute > 59 || second > 60 || year < 1 || year > 9999) {
    throw failure(`Failed to parse input string ${JSON.stringify(text)}`);
  }
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  return `${date} ${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}.${pad(micro, 6)}${what === 'TIMESTAMP' ? offset : ''}`;
}

const atEpoch = (seconds: number): Fields => ({ ...momentOf(BigInt(seconds) * 1_000_000n), offset: '+00:00' });

function monthAndDay(year: number, days: number): { month: number; day: number } {
  const { month, day } = momentOf(BigInt(dayNumber(year, 1, 1) + days - 1) * 86_400_000_000n);
  return { month, day };
}
