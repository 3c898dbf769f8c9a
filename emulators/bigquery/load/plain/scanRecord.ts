import { afterSpace, COLON, NOT_PLAIN, type Scan, startsWith } from './scan.ts';
import { scanSequence } from './scanSequence.ts';

export interface PlainColumn {
  name: string;
  /** Whether the value has to be there: DuckDB would read a NULL. */
  isNeeded: boolean;
  scan: Scan;
}

const OPEN = 0x7b;
const CLOSE = 0x7d;

/** A JSON object whose keys are columns, written as the schema writes them, each at most once. */
export function scanRecord(columns: readonly PlainColumn[]): Scan {
  const keys = columns.map(({ name }) => Buffer.from(JSON.stringify(name)));
  const neededCount = columns.filter(({ isNeeded }) => isNeeded).length;
  /** The column that was last found at each place of a record: the records of a file are mostly alike. */
  const usual: number[] = [];
  /** The record in which each column was found last. */
  const foundIn = columns.map(() => 0);
  let record = 0;
  let needed = 0;

  function columnAt(bytes: Uint8Array, at: number, place: number): number {
    const guess = usual[place] ?? place;
    const guessed = keys[guess];
    if (guessed && startsWith(bytes, at, guessed)) return guess;
    const found = keys.findIndex((key) => startsWith(bytes, at, key));
    if (found >= 0) usual[place] = found;
    return found;
  }

  function scanEntry(bytes: Uint8Array, at: number, place: number): number {
    const index = columnAt(bytes, at, place);
    const column = columns[index];
    if (!column || foundIn[index] === record) return NOT_PLAIN;
    foundIn[index] = record;
    if (column.isNeeded) needed += 1;
    const colon = afterSpace(bytes, at + (keys[index]?.length ?? 0));
    return bytes[colon] === COLON ? column.scan(bytes, afterSpace(bytes, colon + 1)) : NOT_PLAIN;
  }

  const entries = { close: CLOSE, part: scanEntry };
  return (bytes, at) => {
    if (bytes[at] !== OPEN) return NOT_PLAIN;
    record += 1;
    needed = 0;
    const end = scanSequence(bytes, at + 1, entries);
    return needed === neededCount ? end : NOT_PLAIN;
  };
}
