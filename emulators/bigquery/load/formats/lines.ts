import { closeSync, createReadStream, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { createGunzip, gunzipSync } from 'node:zlib';

const CHUNK = 1 << 20;
const LF = 10;
const CR = 13;

export interface Line {
  /** Without the line break. */
  bytes: Buffer;
  /** Where it begins in the uncompressed file, in bytes. */
  position: number;
  end: LineEnd;
}

/** What ends a line; nothing does at the end of a file. */
export type LineEnd = '\n' | '\r\n' | '\r' | '';

/** A file that is not what it seems to be; no row of it can be trusted. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/**
 * The file's bytes, unpacked where they are gzip. This runs in threads of their own, which may wait: thousands of small
 * files are read four times as fast in one piece each as by streams.
 */
async function* readBytes(path: string): AsyncGenerator<Buffer> {
  const isSmall = statSync(path).size <= CHUNK;
  try {
    if (isSmall) yield unpacked(readFileSync(path));
    else
      yield* isGzip(firstBytes(path))
        ? createReadStream(path).pipe(createGunzip({ chunkSize: CHUNK }))
        : createReadStream(path, { highWaterMark: CHUNK });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw code.startsWith('Z_') ? new UnreadableFile(`Failed to decompress the gzip data: ${code}`) : error;
  }
}

const unpacked = (bytes: Buffer): Buffer => (isGzip(bytes) ? gunzipSync(bytes) : bytes);

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function firstBytes(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(2);
    readSync(file, bytes, 0, 2, 0);
    return bytes;
  } finally {
    closeSync(file);
  }
}

/** Encodings whose line breaks are not the byte 10 alone are read as UTF-8; positions then are those in UTF-8. */
async function* recode(chunks: AsyncIterable<Buffer>, encoding: 'utf-16le' | 'utf-16be'): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

export interface LineOptions {
  recoding?: 'utf-16le' | 'utf-16be' | undefined;
  /** Whether CR alone ends a line, too, as it does in CSV. */
  endsAtCr?: boolean;
}

/** The lines of a file, a chunk's worth at a time. */
export async function* readLines(
  path: string,
  { recoding, endsAtCr = false }: LineOptions = {},
): AsyncGenerator<Line[]> {
  const findEnd = endsAtCr ? findAnyEnd : findNewline;
  let rest: Buffer = Buffer.alloc(0);
  let position = 0;
  const bytes = readBytes(path);
  for await (const chunk of recoding ? recode(bytes, recoding) : bytes) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const { lines, end } = splitLines(data, position, findEnd(data));
    rest = data.subarray(end);
    position += end;
    yield lines;
  }
  if (rest.length === 0) return;
  // Only at the very end it is known that no LF follows a CR.
  if (endsAtCr && rest.at(-1) === CR) yield [{ bytes: rest.subarray(0, -1), position, end: '\r' }];
  else yield [{ bytes: rest, position, end: '' }];
}

/** Whole lines of a file as they stand; the last may have no line break. */
export interface Block {
  bytes: Buffer;
  /** Where it begins in the uncompressed file, in bytes. */
  position: number;
}

/** The lines of a file that LF ends, as many at a time as were read. */
export async function* readBlocks(path: string): AsyncGenerator<Block> {
  let rest: Buffer = Buffer.alloc(0);
  let position = 0;
  for await (const chunk of readBytes(path)) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = data.lastIndexOf(LF) + 1;
    if (end > 0) yield { bytes: data.subarray(0, end), position };
    rest = data.subarray(end);
    position += end;
  }
  if (rest.length > 0) yield { bytes: rest, position };
}

/** Finds the next line end from a place on; undefined where there is none, or where more has to be read to tell. */
type FindEnd = (from: number) => { at: number; length: number; text: LineEnd } | undefined;

function splitLines(data: Buffer, position: number, findEnd: FindEnd): { lines: Line[]; end: number } {
  const lines: Line[] = [];
  let start = 0;
  for (let end = findEnd(start); end; end = findEnd(start)) {
    lines.push({ bytes: data.subarray(start, end.at), position: position + start, end: end.text });
    start = end.at + end.length;
  }
  return { lines, end: start };
}

const findNewline =
  (data: Buffer): FindEnd =>
  (from) => {
    const at = data.indexOf(LF, from);
    return at < 0 ? undefined : { at, length: 1, text: '\n' };
  };

/** Each kind of end is looked for once: a file that has but one kind is not searched for the other again and again. */
function findAnyEnd(data: Buffer): FindEnd {
  let nextLf = -1;
  let nextCr = -1;
  return (from) => {
    if (nextLf < from) nextLf = indexOrEnd(data, LF, from);
    if (nextCr < from) nextCr = indexOrEnd(data, CR, from);
    if (nextLf === data.length && nextCr >= data.length - 1) return undefined;
    if (nextLf < nextCr) return { at: nextLf, length: 1, text: '\n' };
    return data[nextCr + 1] === LF ? { at: nextCr, length: 2, text: '\r\n' } : { at: nextCr, length: 1, text: '\r' };
  };
}

function indexOrEnd(data: Buffer, byte: number, from: number): number {
  const at = data.indexOf(byte, from);
  return at < 0 ? data.length : at;
}
