import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** Writes rows as lines, holding back whoever writes faster than the disk. */
export interface RowWriter {
  write(row: string): void;
  /** Waits until what was written so far is mostly on disk. */
  drain(): Promise<void>;
  close(): Promise<void>;
  readonly rows: number;
  /** In bytes. */
  readonly longestRow: number;
}

const BATCH_CHARACTERS = 1 << 20;

export function createRowWriter(path: string): RowWriter {
  const stream = createWriteStream(path);
  let batch: string[] = [];
  let size = 0;
  let rows = 0;
  let longestRow = 0;
  let needsDrain = false;

  function flush(): void {
    if (batch.length === 0) return;
    needsDrain = !stream.write(`${batch.join('\n')}\n`);
    batch = [];
    size = 0;
  }

  return {
    write(row) {
      batch.push(row);
      size += row.length;
      rows += 1;
      // An upper bound: UTF-8 takes up to three bytes a character of JavaScript.
      if (row.length * 3 > longestRow) longestRow = row.length * 3;
      if (size >= BATCH_CHARACTERS) flush();
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
