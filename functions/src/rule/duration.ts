import { RuleError } from './ruleError.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: Readonly<Record<string, number>> = {
  s: SECOND,
  sec: SECOND,
  second: SECOND,
  min: MINUTE,
  minute: MINUTE,
  h: HOUR,
  hour: HOUR,
  d: DAY,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  year: 365 * DAY,
};

/**
 * The milliseconds of `90min`, `2hours`, `3days`, `1month`: a whole number and a unit, singular or plural. A month is 30
 * days and a year 365. Throws a RuleError where the text is something else, or zero. Own code: `ms` knows no month, and
 * others count one as a twelfth of a year.
 */
export function durationMs(text: string): number {
  const [, count = '', unit = ''] = /^\s*(\d{1,6})\s*([a-z]+)\s*$/i.exec(text) ?? [];
  const name = unit.toLowerCase();
  const ms = [name, name.replace(/s$/, '')]
    .map((key) => (Object.hasOwn(UNITS, key) ? UNITS[key] : undefined))
    .find(Boolean);
  if (ms === undefined || Number(count) === 0) {
    throw new RuleError(
      `${JSON.stringify(text)} is no duration: write a whole number and min, hours, days, weeks, months or years, such as 90min or 3days`,
    );
  }
  return Number(count) * ms;
}
