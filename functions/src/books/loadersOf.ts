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

/** Which process loaded each file of an hour, by `keyOf`. */
export type Loaders = (hour: string) => Promise<ReadonlyMap<string, string>>;

const CONCURRENCY = 16;

/** As the processes themselves tell: the plans of all that loaded files of the hour are read, at most once for each hour. */
export function createLoaders(deps: Pick<Deps, 'books' | 'journal'>): Loaders {
  const known = new Map<string, ReturnType<Loaders>>();
  return (hour) => {
    const loaders = known.get(hour) ?? loadersOf(hour, deps);
    known.set(hour, loaders);
    return loaders;
  };
}

export async function loadersOf(
  hour: string,
  { books, journal }: Pick<Deps, 'books' | 'journal'>,
): Promise<Map<string, string>> {
  const loaders = new Map<string, string>();
  const read = (processId: string) => readable(journal.get(processId));
  for await (const process of pMapIterable(books.loaders(hour), read, { concurrency: CONCURRENCY })) {
    // A process whose plan is gone lists no file: the books name its files then, and are closed.
    if (process === undefined || process instanceof Failure) continue;
    for (const file of loadedFiles(process, process.status)) {
      if (hourOf(new Date(file.created)) === hour) loaders.set(keyOf(file), process.processId);
    }
  }
  return loaders;
}
