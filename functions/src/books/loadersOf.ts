import { pMapIterable } from 'p-map';
import type { Deps } from '../deps/deps.ts';
import { Failure } from '../failure/failure.ts';
import { readable } from '../journal/readable.ts';
import { hourOf } from '../model/book.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { loadedFiles } from '../plan/loadedFiles.ts';

/** A version as a key of a map; names hold no NUL (Cloud Storage: object naming). */
export const keyOf = ({ name, generation }: Pick<SourceFile, 'name' | 'generation'>): string =>
  `${name}\0${generation}`;

/** Which process loaded each file of an hour. */
export interface Loaders {
  /** Process IDs, by `keyOf`. */
  of: ReadonlyMap<string, string>;
  /** Processes that loaded files of the hour, nobody knows which: their plans cannot be read any more. */
  unreadable: readonly string[];
}

const CONCURRENCY = 16;

/** As the processes themselves tell: the plans of all that loaded files of the hour are read, one by one. */
export async function loadersOf(hour: string, { books, journal }: Pick<Deps, 'books' | 'journal'>): Promise<Loaders> {
  const loaders = new Map<string, string>();
  const unreadable: string[] = [];
  const read = async (processId: string) => ({ processId, process: await readable(journal.get(processId)) });
  for await (const { processId, process } of pMapIterable(books.loaders(hour), read, { concurrency: CONCURRENCY })) {
    if (process instanceof Failure) unreadable.push(processId);
    if (process === undefined || process instanceof Failure) continue;
    for (const file of loadedFiles(process, process.status)) {
      if (hourOf(new Date(file.created)) === hour) loaders.set(keyOf(file), processId);
    }
  }
  return { of: loaders, unreadable };
}
