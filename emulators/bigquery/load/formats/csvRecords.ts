import { RowError } from '../rows/rowError.ts';
import type { TextOptions } from '../task/loadTask.ts';
import { type LineEnd, readLines } from './lines.ts';

/** A row of a CSV file, before its values are looked at. */
export interface CsvRecord {
  text: string;
  /** Where it begins, in bytes. */
  position: number;
}

export interface CsvValue {
  text: string;
  isQuoted: boolean;
}

const RECODED = {
  'UTF-8': undefined,
  'ISO-8859-1': undefined,
  'UTF-16LE': 'utf-16le',
  'UTF-16BE': 'utf-16be',
} as const;

/**
 * The records of a file; a line with an open quote goes on in the next line, if that is allowed. Own code: which row of a
 * broken file BigQuery blames, and in which words, follows from how it reads quotes.
 */
export async function* readCsvRecords(path: string, options: TextOptions): AsyncGenerator<CsvRecord[]> {
  const { encoding, quote, allowQuotedNewlines } = options;
  const charset = encoding === 'ISO-8859-1' ? 'latin1' : 'utf8';
  const joiner = createJoiner(allowQuotedNewlines ? quote : '');
  for await (const lines of readLines(path, { recoding: RECODED[encoding], endsAtCr: true })) {
    yield lines.flatMap(({ bytes, position, end }) =>
      joiner.add({ text: withoutMark(bytes.toString(charset), position), position, end }),
    );
  }
  yield joiner.rest();
}

const withoutMark = (text: string, position: number): string =>
  position === 0 && text.startsWith('\uFEFF') ? text.slice(1) : text;

interface TextLine extends CsvRecord {
  end: LineEnd;
}

interface Joiner {
  /** The record that the line completes, if it does. */
  add(line: TextLine): CsvRecord[];
  rest(): CsvRecord[];
}

/** Puts lines together again that a quoted line break has taken apart. Without quote each line is a record. */
function createJoiner(quote: string): Joiner {
  let open: { text: string; position: number; end: LineEnd } | undefined;

  return {
    add({ text, position, end }) {
      const isPart = open !== undefined;
      const record = open ? { ...open, text: open.text + open.end + text, end } : { text, position, end };
      // A doubled quote counts twice, so it changes nothing.
      const hasOddQuotes = quote !== '' && text.split(quote).length % 2 === 0;
      open = hasOddQuotes === isPart ? undefined : record;
      return open ? [] : [{ text: record.text, position: record.position }];
    },
    rest: () => (open ? [{ text: open.text, position: open.position }] : []),
  };
}

/** The values of a record. @throws RowError in BigQuery's words. */
export function splitCsvRecord(text: string, { fieldDelimiter, quote }: TextOptions): CsvValue[] {
  const values: CsvValue[] = [];
  let at = 0;
  for (;;) {
    const isQuoted = quote !== '' && text.startsWith(quote, at);
    const { value, end } = isQuoted ? quotedValue(text, at, quote) : plainValue(text, at, fieldDelimiter);
    values.push({ text: value, isQuoted });
    if (end >= text.length) return values;
    if (!text.startsWith(fieldDelimiter, end)) {
      throw new RowError(`Data between close quote character (${quote}) and field separator.`);
    }
    at = end + fieldDelimiter.length;
  }
}

interface Token {
  value: string;
  /** Where what follows begins. */
  end: number;
}

function plainValue(text: string, start: number, delimiter: string): Token {
  const found = text.indexOf(delimiter, start);
  const end = found < 0 ? text.length : found;
  return { value: text.slice(start, end), end };
}

function quotedValue(text: string, start: number, quote: string): Token {
  let value = '';
  let at = start + quote.length;
  for (;;) {
    const close = text.indexOf(quote, at);
    if (close < 0) throw new RowError(`Missing close quote character (${quote}).`);
    value += text.slice(at, close);
    if (!text.startsWith(quote, close + quote.length)) return { value, end: close + quote.length };
    value += quote;
    at = close + 2 * quote.length;
  }
}
