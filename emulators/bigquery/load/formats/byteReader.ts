import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Reads a file from its start on. It waits for the disk: for threads of their own. */
export interface ByteReader {
  readonly isAtEnd: boolean;
  /** The next bytes. They stay as they are only until the next call. @throws Error `EOF reached` where the file has fewer. */
  take(length: number): Buffer;
  close(): void;
}

const CHUNK = 1 << 20;

export function openByteReader(path: string): ByteReader {
  const file = openSync(path, 'r');
  const { size } = fstatSync(file);
  let buffer: Buffer = Buffer.alloc(0);
  let at = 0;
  let consumed = 0;

  function fill(length: number): void {
    const rest = buffer.subarray(at);
    const chunk = Buffer.allocUnsafe(Math.max(CHUNK, length - rest.length));
    const read = readSync(file, chunk, 0, chunk.length, null);
    buffer = Buffer.concat([rest, chunk.subarray(0, read)]);
    at = 0;
  }

  return {
    get isAtEnd() {
      return consumed >= size;
    },
    take(length) {
      // A broken file may ask for more than there is memory.
      if (length > size - consumed) throw new Error('EOF reached');
      while (buffer.length - at < length) fill(length);
      const taken = buffer.subarray(at, at + length);
      at += length;
      consumed += length;
      return taken;
    },
    close: () => closeSync(file),
  };
}
