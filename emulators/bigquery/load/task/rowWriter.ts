import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** Writes rows as lines, holding back whoever writes faster than the disk. */
export interface RowWriter {
  write(row: string): void;
  /** Writes whole lines as they stand, each with its line break; `longest` is the longest of them, in bytes. */
  writeLines(bytes: Uint8Array, lines: { rows: number; longest: number }): void;
  /** Waits until what was written so far is mostly on disk. */
  drain(): Promise<void>;
  close(): Promise<void>;
  readonly rows: number;
  /** In bytes. */
  readonly longestRow: number;
}

const BATCH_BYTES = 1 << 20;

export function createRowWriter(path: string): RowWriter {
  const stream = createWriteStream(path);
  let batch = Buffer.allocUnsafe(BATCH_BYTES);
  let size = 0;
  let rows = 0;
  let longestRow = 0;
  let needsDrain = false;

  function send(bytes: Uint8Array): void {
    if (bytes.length > 0) needsDrain = !stream.write(bytes);
  }

  function flush(): void {
    send(batch.subarray(0, size));
    batch = Buffer.allocUnsafe(BATCH_BYTES);
    size = 0;
  }

  /** Whether the batch takes so many bytes more; what is larger than a batch goes by itself. */
  function hasRoom(bytes: number): boolean {
    if (size + bytes > BATCH_BYTES && size > 0) flush();
    return bytes <= BATCH_BYTES;
  }

  function note(count: number, longest: number): void {
    rows += count;
    if (longest > longestRow) longestRow = longest;
  }

  return {
    write(row) {
      // An upper bound: UTF-8 takes up to three bytes a character of JavaScript.
      const bytes = row.length * 3 + 1;
      if (hasRoom(bytes)) size += batch.write(`${row}\n`, size);
      else send(Buffer.from(`${row}\n`));
      note(1, bytes);
    },
    writeLines(bytes, { rows: count, longest }) {
      if (hasRoom(bytes.length)) {
        batch.set(bytes, size);
        size += bytes.length;
      } else send(bytes);
      note(count, longest);
    },
    async drain() {
      if (needsDrain) await once(stream, 'drain');
      needsDrain = false;
    },
    async close() {
      flush();
      stream.end();
      await once(stream, 'close');
    },
    get rows() {
      return rows;
    },
    get longestRow() {
      return longestRow;
    },
  };
}
