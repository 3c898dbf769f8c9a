import { NotEmitted } from '../terms/notEmitted.ts';
import type { Argument } from './signature.ts';

/** zetasql.functions.DateTimestampPart */
const PARTS: Readonly<Record<number, string>> = {
  1: 'YEAR',
  2: 'MONTH',
  3: 'DAY',
  4: 'DAYOFWEEK',
  5: 'DAYOFYEAR',
  6: 'QUARTER',
  7: 'HOUR',
  8: 'MINUTE',
  9: 'SECOND',
  10: 'MILLISECOND',
  11: 'MICROSECOND',
  14: 'WEEK',
  17: 'ISOYEAR',
  18: 'ISOWEEK',
  19: 'WEEK_MONDAY',
  20: 'WEEK_TUESDAY',
  21: 'WEEK_WEDNESDAY',
  22: 'WEEK_THURSDAY',
  23: 'WEEK_FRIDAY',
  24: 'WEEK_SATURDAY',
};

/** The part that an argument names: `MONTH`, `WEEK_MONDAY`. @throws NotEmitted */
export function partOf(argument: Argument | undefined): string {
  const part = PARTS[Number(argument?.literal?.['enumValue'] ?? 0)];
  if (part === undefined) throw new NotEmitted('such a part of a date');
  return part;
}

const DAYS = [
  'WEEK_SUNDAY',
  'WEEK_MONDAY',
  'WEEK_TUESDAY',
  'WEEK_WEDNESDAY',
  'WEEK_THURSDAY',
  'WEEK_FRIDAY',
  'WEEK_SATURDAY',
];

/** The day that a week begins with, 0 is Sunday; undefined for other parts. */
export function weekStart(part: string): number | undefined {
  if (part === 'WEEK') return 0;
  const day = DAYS.indexOf(part);
  return day < 0 ? undefined : day;
}

/** How many days to move so that a week that begins with that day begins on DuckDB's Monday. */
const daysToMonday = (start: number): number => (start === 0 ? 1 : 1 - start);

/** Microseconds of the parts of fixed length. */
export const MICROSECONDS: Readonly<Record<string, number>> = {
  MICROSECOND: 1,
  MILLISECOND: 1000,
  SECOND: 1_000_000,
  MINUTE: 60_000_000,
  HOUR: 3_600_000_000,
  DAY: 86_400_000_000,
};

/** The parts that DuckDB truncates to and counts boundaries of, as it names them. */
export const UNITS: Readonly<Record<string, string>> = {
  YEAR: 'year',
  QUARTER: 'quarter',
  MONTH: 'month',
  ISOYEAR: 'isoyear',
  ISOWEEK: 'week',
  DAY: 'day',
  HOUR: 'hour',
  MINUTE: 'minute',
  SECOND: 'second',
  MILLISECOND: 'millisecond',
  MICROSECOND: 'microsecond',
};

/** A name of a time zone; DuckDB reads offsets otherwise. @throws NotEmitted */
export function zoneOf(argument: Argument | undefined): string {
  if (!argument) return "'UTC'";
  const name = argument.literal?.stringValue ?? '';
  if (!/^(?:UTC|[A-Z][A-Za-z]+\/[A-Za-z_/]+)$/.test(name)) throw new NotEmitted('such a time zone');
  return argument.sql;
}

/** DuckDB SQL for the beginning of the part that a date or time without a zone is in. */
export function truncated(value: string, part: string): string {
  const start = weekStart(part);
  if (start !== undefined) {
    const days = daysToMonday(start);
    return `(date_trunc('week', ${value} + to_days(${days})) - to_days(${days}))`;
  }
  const unit = UNITS[part];
  if (!unit) throw new NotEmitted(`truncating to ${part}`);
  return `date_trunc('${unit}', ${value})`;
}

/** How many boundaries of the part lie between two dates or times without a zone. */
export function boundaries(to: string, from: string, part: string): string {
  const start = weekStart(part);
  if (start !== undefined || part === 'ISOWEEK') {
    const monday = (date: string): string => `date_trunc('week', ${date} + to_days(${daysToMonday(start ?? 1)}))`;
    return `(date_diff('day', ${monday(from)}, ${monday(to)}) // 7)`;
  }
  const unit = UNITS[part];
  if (!unit) throw new NotEmitted(`a difference in ${part}`);
  return `date_diff('${unit}', ${from}, ${to})`;
}
