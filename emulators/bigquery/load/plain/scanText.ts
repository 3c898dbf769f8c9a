import { NOT_PLAIN, QUOTE } from './scan.ts';

const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const FIRST_BEYOND_ASCII = 0x80;

/** What may follow a backslash, but for `u`: code units without a partner are the exact way's. */
const ESCAPED = new Set([...'"\\/bfnrt'].map((character) => character.charCodeAt(0)));

export function scanText(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return NOT_PLAIN;
  for (let end = at + 1; ; end += 1) {
    const byte = bytes[end] ?? 0;
    if (byte === QUOTE) return end + 1;
    if (byte < FIRST_PRINTABLE) return NOT_PLAIN;
    if (byte !== BACKSLASH) continue;
    end += 1;
    if (!ESCAPED.has(bytes[end] ?? 0)) return NOT_PLAIN;
  }
}

/** ASCII without escapes: as many characters as bytes. */
export function scanShortText(bytes: Uint8Array, at: number, maxLength: number): number {
  if (bytes[at] !== QUOTE) return NOT_PLAIN;
  for (let end = at + 1; ; end += 1) {
    const byte = bytes[end] ?? 0;
    if (byte === QUOTE) return end - at - 1 <= maxLength ? end + 1 : NOT_PLAIN;
    if (byte < FIRST_PRINTABLE || byte === BACKSLASH || byte >= FIRST_BEYOND_ASCII) return NOT_PLAIN;
  }
}
