/** A point in time by the calendar of its time zone. */
export interface Moment {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** Microseconds of the second. */
  micro: number;
}

/** The calendar's view of microseconds since 1970. */
export function momentOf(micros: bigint): Moment {
  const micro = Number(((micros % 1_000_000n) + 1_000_000n) % 1_000_000n);
  const date = new Date(Number((micros - BigInt(micro)) / 1000n));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    micro,
  };
}

/** Days since 1970-01-01. */
export const dayNumber = (year: number, month: number, day: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / 86_400_000;
};

/** 0 is Sunday. */
export const weekday = ({ year, month, day }: Moment): number => (((dayNumber(year, month, day) + 4) % 7) + 7) % 7;

/** 1 is the first of January. */
export const dayOfYear = ({ year, month, day }: Moment): number =>
  dayNumber(year, month, day) - dayNumber(year, 1, 1) + 1;

export const pad = (value: number, width: number, fill = '0'): string => String(value).padStart(width, fill);

/** `2026-01-31` */
export const dateText = ({ year, month, day }: Moment): string => `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;

/** `23:59:59`, with as many digits of the fraction as are needed: none, three or six. */
export function timeText({ hour, minute, second, micro }: Moment): string {
  const fraction = micro === 0 ? '' : micro % 1000 === 0 ? `.${pad(micro / 1000, 3)}` : `.${pad(micro, 6)}`;
  return `${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}${fraction}`;
}

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
