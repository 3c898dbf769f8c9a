import { clock } from '../terms/conversions.ts';
import { castText } from '../terms/converted.ts';
import { fail, repeated } from '../terms/fail.ts';
import { inYears } from '../terms/inYears.ts';
import { NotEmitted } from '../terms/notEmitted.ts';
import { boundaries, MICROSECONDS, partOf, truncated, zoneOf } from './datePart.ts';
import { days } from './dates.ts';
import { type Argument, type Signature, special, sql } from './signature.ts';

const at = (args: readonly Argument[], index: number): string => args[index]?.sql ?? '';

function micros(argument: Argument | undefined): number {
  const part = partOf(argument);
  const length = MICROSECONDS[part];
  if (length === undefined) throw new NotEmitted(`an interval in ${part}`);
  return length;
}

const length = (args: readonly Argument[]): string => `to_microseconds(${at(args, 1)} * ${micros(args[2])})`;

const moved = (operator: '+' | '-', takes: string): Signature =>
  special(takes, (args) => inYears(`${at(args, 0)} ${operator} ${length(args)}`, 'TIMESTAMPTZ'));

const DAYS: readonly string[] = ['WEEK', 'MONTH', 'QUARTER', 'YEAR'];

const movedDatetime = (operator: '+' | '-'): Signature =>
  special('DATETIME INT64 ENUM', (args) => {
    const part = partOf(args[2]);
    const by = DAYS.includes(part) ? days(at(args, 1), part) : length(args);
    return inYears(`${at(args, 0)} ${operator} ${by}`, 'TIMESTAMP');
  });

/** TIMESTAMP_DIFF counts whole parts, as opposed to boundaries. */
const wholeParts = (takes: string, convert: (x: string) => string): Signature =>
  special(takes, (args) => `((${convert(at(args, 0))} - ${convert(at(args, 1))}) // ${micros(args[2])})`);

const epoch = (x: string): string => `epoch_us(${x})`;

/** Within a day as much is taken off the time as off what the wall shows: the wall shows an hour twice when clocks are put back. */
function truncatedIn(time: string, part: string, zone: Argument | undefined): string {
  const wall = `timezone(${zoneOf(zone)}, ${time})`;
  if (!TIME_PARTS.includes(part)) return inYears(`timezone(${zoneOf(zone)}, ${truncated(wall, part)})`, 'TIMESTAMPTZ');
  repeated(time, time);
  return `(${time} - (${wall} - ${truncated(wall, part)}))`;
}

/** Rounds down, for times before 1970 too. */
const floored =
  (unit: number) =>
  (x = ''): string =>
    `((${epoch(x)} - ((${epoch(x)} % ${unit}) + ${unit}) % ${unit}) // ${unit})`;

const fromMicros = (n: string): string => inYears(`make_timestamptz(${n})`, 'TIMESTAMPTZ');

function formatted(format: string, time: string, zone: string): string {
  repeated(time, time, time);
  const wall = `epoch_us(timezone(${zone}, ${time}))`;
  return `bq_strftime(${format}, ${wall}, (${wall} - ${epoch(time)}) // 1000000, ${zone})`;
}

function parsed(format: string, text: string, zone: string): string {
  repeated(format, text, text);
  const moment = `bq_strptime(${format}, ${text}, 'TIMESTAMP')`;
  const time = `CASE WHEN length(${moment}) > 26 THEN CAST(${moment} AS TIMESTAMPTZ) ELSE timezone(${zone}, CAST(left(${moment}, 26) AS TIMESTAMP)) END`;
  return inYears(time, 'TIMESTAMPTZ');
}

/** A text as CAST makes it, with the distance from UTC in hours, and minutes where there are any. */
function textIn(time: string, zone: string): string {
  repeated(time, time, time);
  const wall = `timezone(${zone}, ${time})`;
  const offset = `bq_strftime('%Ez', epoch_us(${wall}), (epoch_us(${wall}) - ${epoch(time)}) // 1000000, ${zone})`;
  return `(${clock(wall)} || regexp_replace(${offset}, ':00$', ''))`;
}

const movedTime = (operator: '+' | '-'): Signature =>
  special('TIME INT64 ENUM', (args) => `CAST(DATE '1970-01-01' + ${at(args, 0)} ${operator} ${length(args)} AS TIME)`);

/** Plus or minus INTERVAL n PART. */
export const withInterval = (operator: '+' | '-'): Signature[] => [
  special('TIMESTAMP INTERVAL', ([time, by]) =>
    inYears(
      `${time?.sql} ${operator} ${length([time, ...(by?.interval ?? [])].flatMap((one) => one ?? []))}`,
      'TIMESTAMPTZ',
    ),
  ),
  special('DATETIME|DATE INTERVAL', ([time, by]) => {
    const [count, argument] = by?.interval ?? [];
    const part = partOf(argument);
    const lengthOf = MICROSECONDS[part];
    const span = DAYS.includes(part) ? days(count?.sql ?? '', part) : `to_microseconds(${count?.sql} * ${lengthOf})`;
    return inYears(`CAST(${time?.sql} ${operator} ${span} AS TIMESTAMP)`, 'TIMESTAMP');
  }),
];

/** A text with no zone of its own. */
function parsedIn(text: string, zone: string): string {
  repeated(text, text);
  const message =
    "'not supported by the local BigQuery stub: TIMESTAMP(…, zone) of such a text, over tables of this size'";
  return `(CASE WHEN ${text} IS NULL OR regexp_full_match(${text}, '\\d{1,4}-\\d{1,2}-\\d{1,2}([ T]\\d{1,2}:\\d{1,2}:\\d{1,2}(\\.\\d{0,6})?)?')
    THEN ${inYears(`timezone(${zone}, CAST(${text} AS TIMESTAMP))`, 'TIMESTAMPTZ')} ELSE ${fail(message, 'TIMESTAMPTZ')} END)`;
}

const onDay = (time: string): string => `(DATE '1970-01-01' + ${time})`;

const TIME_PARTS: readonly string[] = ['HOUR', 'MINUTE', 'SECOND', 'MILLISECOND', 'MICROSECOND'];

function timePart(argument: Argument | undefined): string {
  const part = partOf(argument);
  if (!TIME_PARTS.includes(part)) throw new NotEmitted(`a TIME's ${part}`);
  return part;
}

export const TIMES: Readonly<Record<string, readonly Signature[]>> = {
  current_timestamp: [sql('', () => 'now()')],
  current_datetime: [special('STRING?', ([zone]) => `timezone(${zoneOf(zone)}, now())`)],
  current_time: [special('STRING?', ([zone]) => `CAST(timezone(${zoneOf(zone)}, now()) AS TIME)`)],
  datetime: [
    sql('DATE', (x) => `CAST(${x} AS TIMESTAMP)`),
    sql('STRING', (x = '') => castText(x, 'DATETIME')),
    sql('DATE TIME', (date, time) => `(${date} + ${time})`),
    sql('INT64 INT64 INT64 INT64 INT64 INT64', (...args) =>
      inYears(`make_timestamp(${args.slice(0, 5).join(', ')}, CAST(${args[5]} AS DOUBLE))`, 'TIMESTAMP'),
    ),
    special('TIMESTAMP STRING?', ([x, zone]) => inYears(`timezone(${zoneOf(zone)}, ${x?.sql})`, 'TIMESTAMP')),
  ],
  datetime_add: [movedDatetime('+')],
  datetime_sub: [movedDatetime('-')],
  datetime_diff: [special('DATETIME DATETIME ENUM', (args) => boundaries(at(args, 0), at(args, 1), partOf(args[2])))],
  datetime_trunc: [special('DATETIME ENUM', (args) => inYears(truncated(at(args, 0), partOf(args[1])), 'TIMESTAMP'))],
  format_datetime: [sql('STRING DATETIME', (format, x) => `bq_strftime(${format}, epoch_us(${x}), 0, '')`)],
  parse_datetime: [
    sql('STRING STRING', (format, text) => `CAST(left(bq_strptime(${format}, ${text}, 'DATETIME'), 26) AS TIMESTAMP)`),
  ],
  time_add: [movedTime('+')],
  time_sub: [movedTime('-')],
  parse_time: [
    sql('STRING STRING', (format, text) => `CAST(substr(bq_strptime(${format}, ${text}, 'TIME'), 12, 15) AS TIME)`),
  ],
  time: [
    sql('STRING', (x = '') => castText(x, 'TIME')),
    sql('INT64 INT64 INT64', (hour, minute, second) => `make_time(${hour}, ${minute}, CAST(${second} AS DOUBLE))`),
    sql('DATETIME', (x) => `CAST(${x} AS TIME)`),
    special('TIMESTAMP STRING?', ([x, zone]) => `CAST(timezone(${zoneOf(zone)}, ${x?.sql}) AS TIME)`),
  ],
  time_trunc: [
    special(
      'TIME ENUM',
      (args) => `CAST(${truncated(`(DATE '1970-01-01' + ${at(args, 0)})`, timePart(args[1]))} AS TIME)`,
    ),
  ],
  time_diff: [
    special('TIME TIME ENUM', (args) => boundaries(onDay(at(args, 0)), onDay(at(args, 1)), timePart(args[2]))),
  ],
  format_time: [
    sql('STRING TIME', (format, time) => `bq_strftime(${format}, epoch_us(DATE '1970-01-01' + ${time}), 0, '')`),
  ],
  timestamp: [
    sql('TIMESTAMP', (x) => `${x}`),
    special('DATE STRING?', ([x, zone]) =>
      inYears(`timezone(${zoneOf(zone)}, CAST(${x?.sql} AS TIMESTAMP))`, 'TIMESTAMPTZ'),
    ),
    sql('STRING', (x = '') => castText(x, 'TIMESTAMP')),
    special('STRING STRING', ([x, zone]) => parsedIn(x?.sql ?? '', zoneOf(zone))),
    special('DATETIME STRING?', ([x, zone]) => inYears(`timezone(${zoneOf(zone)}, ${x?.sql})`, 'TIMESTAMPTZ')),
  ],
  timestamp_add: [moved('+', 'TIMESTAMP INT64 ENUM')],
  timestamp_sub: [moved('-', 'TIMESTAMP INT64 ENUM')],
  timestamp_diff: [wholeParts('TIMESTAMP TIMESTAMP ENUM', epoch)],
  timestamp_trunc: [
    special('TIMESTAMP ENUM STRING?', ([x, part, zone]) => truncatedIn(x?.sql ?? '', partOf(part), zone)),
  ],
  format_timestamp: [
    special('STRING TIMESTAMP STRING?', ([format, x, zone]) =>
      formatted(format?.sql ?? '', x?.sql ?? '', zoneOf(zone)),
    ),
  ],
  parse_timestamp: [
    special('STRING STRING STRING?', ([format, text, zone]) =>
      parsed(format?.sql ?? '', text?.sql ?? '', zoneOf(zone)),
    ),
  ],
  timestamp_seconds: [sql('INT64', (n) => fromMicros(`${n} * 1000000`))],
  timestamp_millis: [sql('INT64', (n) => fromMicros(`${n} * 1000`))],
  timestamp_micros: [sql('INT64', (n = '') => fromMicros(n))],
  unix_seconds: [sql('TIMESTAMP', floored(1_000_000))],
  unix_millis: [sql('TIMESTAMP', floored(1000))],
  unix_micros: [sql('TIMESTAMP', (x = '') => epoch(x))],
  string: [
    sql('DATE', (x) => `CAST(${x} AS VARCHAR)`),
    special('TIMESTAMP STRING?', ([x, zone]) => textIn(x?.sql ?? '', zoneOf(zone))),
  ],
};
