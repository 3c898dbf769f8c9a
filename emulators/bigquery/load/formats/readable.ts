import type { BadRows } from '../task/badRows.ts';
import type { SourceFile } from '../task/loadTask.ts';
import { UnreadableFile } from './lines.ts';

/** Reads a file; one that is broken as a whole is a bad file, and no failure of the stub. */
export async function readable({ uri }: SourceFile, badRows: BadRows, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    badRows.addFile({ uri, message: error.message });
  }
}
