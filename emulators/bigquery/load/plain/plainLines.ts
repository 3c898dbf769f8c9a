import { NOT_PLAIN, type Scan } from './scan.ts';

const LF = 0x0a;
const CR = 0x0d;

export interface PlainLines {
  rows: number;
  /** Where the first line begins that is not plain; the end of the bytes where all are. */
  end: number;
  /** In bytes. */
  longest: number;
}

/** The plain lines that follow each other from `at` on. The bytes have to be valid UTF-8, and whole lines but for the last. */
export function plainLines(bytes: Uint8Array, at: number, row: Scan): PlainLines {
  let rows = 0;
  let longest = 0;
  let start = at;
  while (start < bytes.length) {
    const end = row(bytes, start);
    const lineBreak = end !== NOT_PLAIN && bytes[end] === CR ? end + 1 : end;
    if (end === NOT_PLAIN || bytes[lineBreak] !== LF) break;
    rows += 1;
    if (lineBreak - start > longest) longest = lineBreak - start;
    start = lineBreak + 1;
  }
  return { rows, end: start, longest };
}
