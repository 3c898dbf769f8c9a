import type { Range } from './nodes.ts';

/** Where something stands in a text; both count from 1, as GoogleSQL counts: a tab goes on to the next multiple of eight. */
export interface Position {
  line: number;
  column: number;
}

const TAB = 8;

/** A text whose parts the service names by bytes of UTF-8, and by line and column. */
export interface Source {
  readonly text: string;
  /** The index in `text` of a byte. */
  indexOf(byte: number): number;
  slice(range: Range): string;
  /** Where an index of `text` is in what the user wrote. */
  positionOf(index: number): Position;
  originalOf(index: number): number;
}

/** `original` says where an index was before the text was rewritten. */
export function sourceOf(
  text: string,
  { written, original }: { written: string; original(index: number): number } = { written: text, original: (at) => at },
): Source {
  const bytes = Buffer.from(text);
  const isPlain = bytes.length === text.length;
  const indexOf = (byte: number): number => (isPlain ? byte : bytes.subarray(0, byte).toString().length);
  return {
    text,
    indexOf,
    slice: ({ start, end }) => text.slice(indexOf(start), indexOf(end)),
    positionOf: (index) => positionAt(written, original(index)),
    originalOf: original,
  };
}

function positionAt(text: string, index: number): Position {
  const before = text.slice(0, index);
  const lines = before.split('\n');
  let column = 1;
  for (const character of lines.at(-1) ?? '') column = nextColumn(column, character);
  return { line: lines.length, column };
}

export function indexAt(text: string, { line, column }: Position): number {
  const lines = text.split('\n');
  let index = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  let at = 1;
  for (const character of lines[line - 1] ?? '') {
    if (at >= column) break;
    at = nextColumn(at, character);
    index += character.length;
  }
  return index;
}

const nextColumn = (column: number, character: string): number =>
  character === '\t' ? column + TAB - ((column - 1) % TAB) : column + 1;
