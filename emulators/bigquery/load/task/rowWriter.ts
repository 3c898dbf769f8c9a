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

/** What goes to the disk at once; blocks of plain lines are larger, and go as they are. */
const BATCH_BYTES = 1 << 17;

export function createRowWriter(path: string): RowWriter {
  const stream = createWriteStream(path);
  let batch: Buffer | undefined;
  let size = 0;
  let rows = 0;
  let longestRow = 0;
  let needsDrain = false;

  function send(bytes: Uint8Array): void {
    if (bytes.length > 0) needsDrain = !stream.write(bytes);
  }

  function flush(): void {
    if (batch) send(batch.subarray(0, size));
    batch = undefined;
    size = 0;
  }

  /** The batch with room for so many bytes more; none for what is larger than a batch, and goes by itself. */
  function roomFor(bytes: number): Buffer | undefined {
    if (size + bytes > BATCH_BYTES) flush();
    if (bytes <= BATCH_BYTES) batch ??= Buffer.allocUnsafe(BATCH_BYTES);
    return batch;
  }

  function note(count: number, longest: number): void {
    rows += count;
    if (longest > longestRow) longestRow = longest;
  }

  return {
    write(row) {
      // An upper bound: UTF-8 takes up to three bytes a character of JavaScript.
      const bytes = row.length * 3 + 1;
      const room = roomFor(bytes);
      if (room) size += room.write(`${row}\n`, size);
      else send(Buffer.from(`${row}\n`));
      note(1, bytes);
    },
    writeLines(bytes, { rows: count, longest }) {
      const room = roomFor(bytes.length);
      room?.set(bytes, size);
      if (room) size += bytes.length;
      else send(bytes);
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
