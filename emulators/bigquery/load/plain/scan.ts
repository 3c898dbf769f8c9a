/**
 * Finds the end of a value that begins at `at`, if the value is plain: surely good, and read by DuckDB just as the exact way
 * would write it. NOT_PLAIN says no more than that the exact way has to look at the row.
 *
 * A scan ends at a byte below 32 at the latest, so that it needs no length: what is scanned has to end with a line break. The
 * bytes have to be valid UTF-8.
 */
export type Scan = (bytes: Uint8Array, at: number) => number;

export const NOT_PLAIN = -1;

export const QUOTE = 0x22;
export const COLON = 0x3a;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const ZERO = 0x30;

const SPACE = 0x20;
const TAB = 0x09;

/** Past the spaces and tabs that JSON allows between its parts; a line has no line breaks. */
export function afterSpace(bytes: Uint8Array, at: number): number {
  let end = at;
  while (bytes[end] === SPACE || bytes[end] === TAB) end += 1;
  return end;
}

export const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Past the digits. */
export function afterDigits(bytes: Uint8Array, at: number): number {
  let end = at;
  while (isDigit(bytes[end])) end += 1;
  return end;
}

export function startsWith(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let index = 0; index < word.length; index += 1) if (bytes[at + index] !== word[index]) return false;
  return true;
}

/** One of these words. */
export function scanWords(...words: string[]): Scan {
  const encoded = words.map((word) => Buffer.from(word));
  return (bytes, at) => {
    const word = encoded.find((candidate) => startsWith(bytes, at, candidate));
    return word ? at + word.length : NOT_PLAIN;
  };
}

/** A text that holds nothing but what `scan` finds. */
export const scanQuoted =
  (scan: Scan): Scan =>
  (bytes, at) => {
    if (bytes[at] !== QUOTE) return NOT_PLAIN;
    const end = scan(bytes, at + 1);
    return end !== NOT_PLAIN && bytes[end] === QUOTE ? end + 1 : NOT_PLAIN;
  };

export const scanNothing: Scan = () => NOT_PLAIN;
