import { afterSpace, COLON, isDigit, NOT_PLAIN, QUOTE, type Scan, scanWords } from './scan.ts';
import { scanInteger } from './scanNumber.ts';
import { scanList, scanSequence } from './scanSequence.ts';
import { scanText } from './scanText.ts';

const OPEN_LIST = 0x5b;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const BACKSLASH = 0x5c;
const SMALL_A = 0x61;

/** Objects with more keys are the exact way's: here, each key is compared with all before it. */
const MAX_KEYS = 32;
/** Values within values, so that the stack suffices for the deepest. */
const MAX_DEPTH = 16;

const scanWord = scanWords('true', 'false', 'null');

const scanScalar: Scan = (bytes, at) => {
  const first = bytes[at] ?? 0;
  if (first === QUOTE) return scanText(bytes, at);
  return first >= SMALL_A ? scanWord(bytes, at) : scanInteger(bytes, at);
};

function scanJsonOf(inner: Scan): Scan {
  const list = scanList(inner);
  const object = scanObject(inner);
  return (bytes, at) => {
    if (bytes[at] === OPEN) return object(bytes, at);
    return bytes[at] === OPEN_LIST ? list(bytes, at) : scanScalar(bytes, at);
  };
}

function scanObject(inner: Scan): Scan {
  return (bytes, at) => {
    const keys: Uint8Array[] = [];
    return scanSequence(bytes, at + 1, {
      close: CLOSE,
      part(_bytes, start) {
        const end = scanText(bytes, start);
        const key = bytes.subarray(start, end);
        if (end === NOT_PLAIN || !isOrdinary(key) || keys.length === MAX_KEYS) return NOT_PLAIN;
        if (keys.some((known) => isSame(known, key))) return NOT_PLAIN;
        keys.push(key);
        const colon = afterSpace(bytes, end);
        return bytes[colon] === COLON ? inner(bytes, afterSpace(bytes, colon + 1)) : NOT_PLAIN;
      },
    });
  };
}

/** JavaScript puts keys that are numbers before the others; and escapes can write one key in two ways. */
const isOrdinary = (key: Uint8Array): boolean => !isDigit(key[1]) && !key.includes(BACKSLASH);

const isSame = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && left.every((byte, index) => byte === right[index]);

/** A value of a column of type JSON: of its numbers only integers are plain, of its objects those that have no key twice. */
export const scanJson: Scan = Array.from({ length: MAX_DEPTH }).reduce<Scan>(scanJsonOf, scanScalar);
