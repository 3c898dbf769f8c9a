import { failure } from './failure.ts';
import { dateText, dayNumber, dayOfYear, MONTHS, type Moment, momentOf, pad, WEEKDAYS, weekday } from './moment.ts';

interface Time {
  /** Wall time, as microseconds since 1970. */
  micros: bigint;
  /** How far the wall is ahead of UTC. */
  offsetSeconds: number;
  /** The zone's name; empty for dates and times without one. */
  zone: string;
}

/**
 * Formats as FORMAT_DATE, FORMAT_TIMESTAMP and the like do.
 *
 * https://cloud.google.com/bigquery/docs/reference/standard-sql/format-elements#format_elements_date_time
 */
export function strftime(pattern: string, time: Time): string {
  const moment = momentOf(time.micros);
  return pattern.replace(/%(E\*S|E\d?S|E4Y|Ez|E[A-Za-z]|O[A-Za-z]|[\s\S])/g, (_, element: string) => {
    const write = ELEMENTS[element];
    if (write) return write(moment, time);
    const digits = /^E(\d)S$/.exec(element)?.[1];
    if (digits !== undefined) return seconds(moment, Number(digits));
    throw failure(`not supported by the local BigQuery stub: the format element %${element}`);
  });
}

const seconds = ({ second, micro }: Moment, digits: number): string =>
  pad(second, 2) + (digits > 0 ? `.${pad(micro, 6).padEnd(9, '0').slice(0, digits)}` : '');

const hour12 = ({ hour }: Moment): number => hour % 12 || 12;

const clock = ({ hour, minute, second }: Moment): string => `${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}`;

const half = ({ hour }: Moment): string => (hour < 12 ? 'AM' : 'PM');

function offset({ offsetSeconds }: Time, colon: string): string {
  const minutes = Math.trunc(Math.abs(offsetSeconds) / 60);
  return `${offsetSeconds < 0 ? '-' : '+'}${pad(Math.trunc(minutes / 60), 2)}${colon}${pad(minutes % 60, 2)}`;
}

/** UTC by its name, other zones by their distance from it. */
function zoneName(time: Time): string {
  if (!time.zone) return '';
  if (time.offsetSeconds === 0) return 'UTC';
  // Whole hours without a leading zero; others as they are.
  return `UTC${offset(time, '').replace(/^(.)0?(\d+)00$/, '$1$2')}`;
}

const week = (moment: Moment, start: number): number =>
  Math.floor((dayOfYear(moment) + 6 - ((weekday(moment) - start + 7) % 7)) / 7);

/** The ISO 8601 week belongs to the year of its Thursday. */
function isoWeek(moment: Moment): { year: number; week: number } {
  const thursday = dayNumber(moment.year, moment.month, moment.day) - ((weekday(moment) + 6) % 7) + 3;
  const { year } = momentOf(BigInt(thursday) * 86_400_000_000n);
  return { year, week: Math.floor((thursday - dayNumber(year, 1, 1)) / 7) + 1 };
}

const name = (names: readonly string[], index: number): string => names[index] ?? '';

const ELEMENTS: Readonly<Record<string, (moment: Moment, time: Time) => string>> = {
  A: (m) => name(WEEKDAYS, weekday(m)),
  a: (m) => name(WEEKDAYS, weekday(m)).slice(0, 3),
  B: (m) => name(MONTHS, m.month - 1),
  b: (m) => name(MONTHS, m.month - 1).slice(0, 3),
  h: (m) => name(MONTHS, m.month - 1).slice(0, 3),
  C: (m) => pad(Math.floor(m.year / 100), 2),
  c: (m) =>
    `${name(WEEKDAYS, weekday(m)).slice(0, 3)} ${name(MONTHS, m.month - 1).slice(0, 3)} ${pad(m.day, 2, ' ')} ${clock(m)} ${m.year}`,
  D: (m) => `${pad(m.month, 2)}/${pad(m.day, 2)}/${pad(m.year % 100, 2)}`,
  d: (m) => pad(m.day, 2),
  e: (m) => pad(m.day, 2, ' '),
  F: dateText,
  G: (m) => pad(isoWeek(m).year, 4),
  g: (m) => pad(isoWeek(m).year % 100, 2),
  H: (m) => pad(m.hour, 2),
  I: (m) => pad(hour12(m), 2),
  j: (m) => pad(dayOfYear(m), 3),
  k: (m) => pad(m.hour, 2, ' '),
  l: (m) => pad(hour12(m), 2, ' '),
  M: (m) => pad(m.minute, 2),
  m: (m) => pad(m.month, 2),
  n: () => '\n',
  P: (m) => half(m).toLowerCase(),
  p: half,
  Q: (m) => String(Math.ceil(m.month / 3)),
  R: (m) => clock(m).slice(0, 5),
  S: (m) => pad(m.second, 2),
  s: (_, time) => String((time.micros - BigInt(time.offsetSeconds) * 1_000_000n) / 1_000_000n),
  T: clock,
  t: () => '\t',
  U: (m) => pad(week(m, 0), 2),
  u: (m) => String(weekday(m) || 7),
  V: (m) => pad(isoWeek(m).week, 2),
  W: (m) => pad(week(m, 1), 2),
  w: (m) => String(weekday(m)),
  X: clock,
  x: (m) => `${pad(m.month, 2)}/${pad(m.day, 2)}/${pad(m.year % 100, 2)}`,
  Y: (m) => String(m.year),
  y: (m) => pad(m.year % 100, 2),
  Z: (_, time) => zoneName(time),
  z: (_, time) => (time.zone ? offset(time, '') : ''),
  '%': () => '%',
  Ez: (_, time) => (time.zone ? offset(time, ':') : ''),
  E4Y: (m) => pad(m.year, 4),
  'E*S': (m) => `${pad(m.second, 2)}${m.micro === 0 ? '' : `.${pad(m.micro, 6).replace(/0+$/, '')}`}`,
  ES: (m) => pad(m.second, 2),
};
