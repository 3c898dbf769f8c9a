import { afterDigits, isDigit, MINUS, NOT_PLAIN, POINT, type Scan, ZERO } from './scan.ts';

/** A double holds all integers of so many digits. */
const SAFE_DIGITS = 15;

/** No zero stands before other digits, and none has a sign. */
export function scanInteger(bytes: Uint8Array, at: number): number {
  const start = bytes[at] === MINUS ? at + 1 : at;
  return bytes[start] === ZERO && start > at ? NOT_PLAIN : scanWhole(bytes, start, SAFE_DIGITS);
}

/** A number without exponent. A zero has no sign. */
export const scanDecimal =
  (wholeDigits: number, fractionDigits: number): Scan =>
  (bytes, at) => {
    const start = bytes[at] === MINUS ? at + 1 : at;
    const whole = scanWhole(bytes, start, wholeDigits);
    if (whole === NOT_PLAIN) return NOT_PLAIN;
    const end = bytes[whole] === POINT ? afterDigits(bytes, whole + 1) : whole;
    if (end === whole + 1 || end - whole - 1 > fractionDigits) return NOT_PLAIN;
    return start > at && isZero(bytes, start, end) ? NOT_PLAIN : end;
  };

/** The shortest text of a double has 17 digits. */
export const scanDouble = scanDecimal(SAFE_DIGITS, 20);

function scanWhole(bytes: Uint8Array, at: number, maxDigits: number): number {
  if (bytes[at] === ZERO) return isDigit(bytes[at + 1]) ? NOT_PLAIN : at + 1;
  const end = afterDigits(bytes, at);
  return end > at && end - at <= maxDigits ? end : NOT_PLAIN;
}

function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] !== ZERO && bytes[at] !== POINT) return false;
  return true;
}
