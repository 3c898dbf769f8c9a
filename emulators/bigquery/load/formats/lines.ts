import { closeSync, createReadStream, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { createGunzip, gunzipSync } from 'node:zlib';

const CHUNK = 1 << 20;
const NEWLINE = 10;

export interface Line {
  /** Without the line break. */
  bytes: Buffer;
  /** Where it begins in the uncompressed file, in bytes. */
  position: number;
}

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

/** The lines of a file, a chunk's worth at a time. */
export async function* readLines(path: string, recoding?: 'utf-16le' | 'utf-16be'): AsyncGenerator<Line[]> {
  let rest: Buffer = Buffer.alloc(0);
  let position = 0;
  const bytes = readBytes(path);
  for await (const chunk of recoding ? recode(bytes, recoding) : bytes) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const lines: Line[] = [];
    let start = 0;
    for (let end = data.indexOf(NEWLINE); end >= 0; end = data.indexOf(NEWLINE, start)) {
      lines.push({ bytes: data.subarray(start, end), position: position + start });
      start = end + 1;
    }
    rest = data.subarray(start);
    position += start;
    yield lines;
  }
  if (rest.length > 0) yield [{ bytes: rest, position }];
}
