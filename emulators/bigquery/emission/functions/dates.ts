import { castText } from '../terms/converted.ts';
import { inYears } from '../terms/inYears.ts';
import { NotEmitted } from '../terms/notEmitted.ts';
import { boundaries, partOf, truncated, UNITS, weekStart, zoneOf } from './datePart.ts';
import { type Argument, type Signature, special, sql } from './signature.ts';

const at = (args: readonly Argument[], index: number): string => args[index]?.sql ?? '';

const LENGTHS: Readonly<Record<string, (n: string) => string>> = {
  DAY: (n) => `to_days(CAST(${n} AS INTEGER))`,
  WEEK: (n) => `to_days(CAST(7 * ${n} AS INTEGER))`,
  MONTH: (n) => `to_months(CAST(${n} AS INTEGER))`,
  QUARTER: (n) => `to_months(CAST(3 * ${n} AS INTEGER))`,
  YEAR: (n) => `to_years(CAST(${n} AS INTEGER))`,
};

/** INTERVAL n PART, of parts from a day on. @throws NotEmitted */
export function days(n: string, part: string): string {
  const length = LENGTHS[part];
  if (!length) throw new NotEmitted(`an interval in ${part}`);
  return length(n);
}

const moved = (operator: '+' | '-'): Signature =>
  special('DATE INT64 ENUM', (args) =>
    inYears(`CAST(${at(args, 0)} ${operator} ${days(at(args, 1), partOf(args[2]))} AS DATE)`, 'DATE'),
  );

const DATE_PARTS: readonly string[] = ['YEAR', 'QUARTER', 'MONTH', 'ISOYEAR', 'ISOWEEK', 'DAY'];

function datePart(argument: Argument | undefined): string {
  const part = partOf(argument);
  if (weekStart(part) === undefined && !DATE_PARTS.includes(part)) throw new NotEmitted(`a DATE's ${part}`);
  return part;
}

const EXTRACTED: Readonly<Record<string, (x: string) => string>> = {
  ...Object.fromEntries(
    ['YEAR', 'QUARTER', 'MONTH', 'DAY', 'HOUR', 'MINUTE'].map((part) => [
      part,
      (x: string) => `date_part('${UNITS[part]}', ${x})`,
    ]),
  ),
  DAYOFWEEK: (x) => `(date_part('dow', ${x}) + 1)`,
  DAYOFYEAR: (x) => `date_part('doy', ${x})`,
  ISOYEAR: (x) => `date_part('isoyear', ${x})`,
  ISOWEEK: (x) => `date_part('week', ${x})`,
  SECOND: (x) => `(date_part('microsecond', ${x}) // 1000000)`,
  MILLISECOND: (x) => `(date_part('microsecond', ${x}) % 1000000 // 1000)`,
  MICROSECOND: (x) => `(date_part('microsecond', ${x}) % 1000000)`,
};

/** EXTRACT; a timestamp is taken to its zone first. */
function extracted(value: string, part: string): string {
  const start = weekStart(part);
  // The days before the year's first week belong to week 0.
  if (start !== undefined)
    return `((date_part('doy', ${value}) + 6 - (date_part('dow', ${value}) + ${7 - start}) % 7) // 7)`;
  const write = EXTRACTED[part];
  if (!write) throw new NotEmitted(`EXTRACT of ${part}`);
  return write(value);
}

const SPANS: Readonly<Record<string, string>> = { MONTH: 'to_months(1)', QUARTER: 'to_months(3)', YEAR: 'to_years(1)' };

function lastDay(date: string, argument: Argument | undefined): string {
  const part = argument ? partOf(argument) : 'MONTH';
  const isWeek = part === 'ISOWEEK' || weekStart(part) !== undefined;
  const length = isWeek ? 'to_days(7)' : SPANS[part];
  if (!length) throw new NotEmitted(`LAST_DAY of ${part}`);
  return inYears(`CAST(${truncated(date, part)} + ${length} - to_days(1) AS DATE)`, 'DATE');
}

function wall(timestamp: string, zone: Argument | undefined): string {
  const time = `timezone(${zoneOf(zone)}, ${timestamp})`;
  return zone ? inYears(time, 'TIMESTAMP') : time;
}

export const DATES: Readonly<Record<string, readonly Signature[]>> = {
  current_date: [special('STRING?', ([zone]) => `CAST(${wall('now()', zone)} AS DATE)`)],
  date: [
    sql('DATE', (x) => `${x}`),
    sql('STRING', (x = '') => castText(x, 'DATE')),
    sql('DATETIME', (x) => `CAST(${x} AS DATE)`),
    special('TIMESTAMP STRING?', ([x, zone]) => `CAST(${wall(x?.sql ?? '', zone)} AS DATE)`),
    sql('INT64 INT64 INT64', (year, month, day) => inYears(`make_date(${year}, ${month}, ${day})`, 'DATE')),
  ],
  date_add: [moved('+')],
  date_sub: [moved('-')],
  date_diff: [special('DATE DATE ENUM', (args) => boundaries(at(args, 0), at(args, 1), datePart(args[2])))],
  date_trunc: [
    special('DATE ENUM', (args) => inYears(`CAST(${truncated(at(args, 0), datePart(args[1]))} AS DATE)`, 'DATE')),
  ],
  date_from_unix_date: [sql('INT64', (n) => inYears(`DATE '1970-01-01' + CAST(${n} AS INTEGER)`, 'DATE'))],
  unix_date: [sql('DATE', (date) => `date_diff('day', DATE '1970-01-01', ${date})`)],
  last_day: [
    special('DATE ENUM?', ([date, part]) => lastDay(date?.sql ?? '', part)),
    special('DATETIME ENUM?', ([date, part]) => lastDay(`CAST(${date?.sql} AS DATE)`, part)),
  ],
  format_date: [
    sql('STRING DATE', (format, date) => `bq_strftime(${format}, epoch_us(CAST(${date} AS TIMESTAMP)), 0, '')`),
  ],
  parse_date: [
    sql('STRING STRING', (format, text) => `CAST(left(bq_strptime(${format}, ${text}, 'DATE'), 10) AS DATE)`),
  ],
  $extract: [
    special('DATE ENUM', (args) => extracted(at(args, 0), partOf(args[1]))),
    special('DATETIME ENUM', (args) => extracted(at(args, 0), partOf(args[1]))),
    special('TIME ENUM', (args) => extracted(at(args, 0), partOf(args[1]))),
    special('TIMESTAMP ENUM STRING?', ([x, part, zone]) => extracted(wall(x?.sql ?? '', zone), partOf(part))),
  ],
  $extract_date: [
    sql('DATETIME', (x) => `CAST(${x} AS DATE)`),
    special('TIMESTAMP STRING?', ([x, zone]) => `CAST(${wall(x?.sql ?? '', zone)} AS DATE)`),
  ],
  $extract_time: [
    sql('DATETIME', (x) => `CAST(${x} AS TIME)`),
    special('TIMESTAMP STRING?', ([x, zone]) => `CAST(${wall(x?.sql ?? '', zone)} AS TIME)`),
  ],
  $extract_datetime: [special('TIMESTAMP STRING?', ([x, zone]) => wall(x?.sql ?? '', zone))],
};
