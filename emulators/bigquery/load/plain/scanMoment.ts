import { afterDigits, COLON, isDigit, MINUS, NOT_PLAIN, POINT, type Scan, scanWords, ZERO } from './scan.ts';

/** A number of two digits; Infinity where there are none, which is in no range. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at];
  const ones = bytes[at + 1];
  return tens !== undefined && ones !== undefined && isDigit(tens) && isDigit(ones)
    ? (tens - ZERO) * 10 + ones - ZERO
    : Number.POSITIVE_INFINITY;
}

/** `2026-01-31`, of the year 1000 or later. */
export function scanDate(bytes: Uint8Array, at: number): number {
  const century = twoDigits(bytes, at);
  const year = century * 100 + twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  const isWritten = bytes[at + 4] === MINUS && bytes[at + 7] === MINUS;
  const isDay = year <= 9999 && century >= 10 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(month, year);
  return isWritten && isDay ? at + 10 : NOT_PLAIN;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysOf = (month: number, year: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (DAYS[month - 1] ?? 0);

/** `07:05:09`, with up to six digits behind it. */
export function scanTime(bytes: Uint8Array, at: number): number {
  const isWritten = bytes[at + 2] === COLON && bytes[at + 5] === COLON;
  const isTime = twoDigits(bytes, at) <= 23 && twoDigits(bytes, at + 3) <= 59 && twoDigits(bytes, at + 6) <= 59;
  if (!isWritten || !isTime) return NOT_PLAIN;
  const end = at + 8;
  if (bytes[end] !== POINT) return end;
  const fraction = afterDigits(bytes, end + 1);
  return fraction > end + 1 && fraction <= end + 7 ? fraction : NOT_PLAIN;
}

const scanSeparator = scanWords('T', ' ');

/** `2026-01-31T07:05:09` or `2026-01-31 07:05:09`. */
export function scanDatetime(bytes: Uint8Array, at: number): number {
  const date = scanDate(bytes, at);
  const separator = date === NOT_PLAIN ? NOT_PLAIN : scanSeparator(bytes, date);
  return separator === NOT_PLAIN ? NOT_PLAIN : scanTime(bytes, separator);
}

const scanUtc = scanWords('Z', ' UTC');
const scanSign = scanWords('+', '-');

/** A date and time with `Z`, ` UTC`, `+05:30`, or without a zone, which is UTC. */
export const scanTimestamp: Scan = (bytes, at) => {
  const moment = scanDatetime(bytes, at);
  if (moment === NOT_PLAIN) return NOT_PLAIN;
  const utc = scanUtc(bytes, moment);
  return utc === NOT_PLAIN ? scanOffset(bytes, moment) : utc;
};

function scanOffset(bytes: Uint8Array, at: number): number {
  const hours = scanSign(bytes, at);
  if (hours === NOT_PLAIN) return at;
  const isOffset = twoDigits(bytes, hours) <= 14 && bytes[hours + 2] === COLON && twoDigits(bytes, hours + 3) <= 59;
  return isOffset ? hours + 5 : NOT_PLAIN;
}
