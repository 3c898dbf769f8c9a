import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

const CHUNK = 1 << 20;
const NEWLINE = 10;

export interface Line {
  /** Without the line break. */
  bytes: Buffer;
  /** Where it begins in the uncompressed file, in bytes. */
  position: number;
}

/** The file's bytes, unpacked where they are gzip. */
async function readBytes(path: string): Promise<AsyncIterable<Buffer>> {
  const stream = createReadStream(path, { highWaterMark: CHUNK });
  if (!(await isGzip(path))) return stream;
  const unpacked = createGunzip({ chunkSize: CHUNK });
  stream.on('error', (error) => unpacked.destroy(error));
  return stream.pipe(unpacked);
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
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
  const bytes = await readBytes(path);
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
