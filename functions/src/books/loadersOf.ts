import type { Deps } from '../deps/deps.ts';
import { Failure } from '../failure/failure.ts';
import { hourOf } from '../model/book.ts';
import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { loadedFiles } from '../plan/loadedFiles.ts';

/** A version as a key of a map; names hold no NUL (Cloud Storage: object naming). */
export const keyOf = ({ name, generation }: Pick<SourceFile, 'name' | 'generation'>): string =>
  `${name}\0${generation}`;

/** Which process loaded each file of an hour, by `keyOf`, as the processes themselves tell: their plans are read one by one. */
export async function loadersOf(
  hour: string,
  { books, journal }: Pick<Deps, 'books' | 'journal'>,
): Promise<Map<string, string>> {
  const loaders = new Map<string, string>();
  for await (const processId of books.loaders(hour)) {
    const process = await readable(journal.get(processId));
    if (process === undefined) continue;
    for (const file of loadedFiles(process, process.status)) {
      if (hourOf(new Date(file.created)) === hour) loaders.set(keyOf(file), processId);
    }
  }
  return loaders;
}

/** A process whose plan is gone tells of no file: the books name its files then, and are closed. */
async function readable(reading: Promise<Process | undefined>): Promise<Process | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Failure && error.kind === 'permanent') return undefined;
    throw error;
  }
}
