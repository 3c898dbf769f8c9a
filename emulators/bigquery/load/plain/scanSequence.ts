import { afterSpace, COMMA, NOT_PLAIN, type Scan } from './scan.ts';

/** A part of a sequence; `index` is how many came before it. */
type PartScan = (bytes: Uint8Array, at: number, index: number) => number;

/** Parts with commas between them, from behind the opening bracket past the closing one. */
export function scanSequence(
  bytes: Uint8Array,
  at: number,
  { close, part }: { close: number; part: PartScan },
): number {
  let place = afterSpace(bytes, at);
  if (bytes[place] === close) return place + 1;
  for (let index = 0; ; index += 1) {
    const end = part(bytes, place, index);
    if (end === NOT_PLAIN) return NOT_PLAIN;
    const next = afterSpace(bytes, end);
    if (bytes[next] === close) return next + 1;
    if (bytes[next] !== COMMA) return NOT_PLAIN;
    place = afterSpace(bytes, next + 1);
  }
}

const OPEN = 0x5b;
const CLOSE = 0x5d;

/** A JSON array of such values. */
export function scanList(part: Scan): Scan {
  const parts = { close: CLOSE, part };
  return (bytes, at) => (bytes[at] === OPEN ? scanSequence(bytes, at + 1, parts) : NOT_PLAIN);
}
