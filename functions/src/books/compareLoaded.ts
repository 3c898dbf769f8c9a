import type { Deps } from '../deps/deps.ts';
import { Failure } from '../failure/failure.ts';
import { readable } from '../journal/readable.ts';
import type { FileEntry } from '../journal/register.ts';
import type { Stray } from '../model/book.ts';
import { keyOf, loadersOf } from './loadersOf.ts';

interface Compared {
  strays: Stray[];
  /** How many the ledger counts as loaded that no process lists. */
  unproven: number;
  /** How many were counted as loaded that are in flight, since a process runs that does not say of which hour its file is. */
  running: number;
}

/** The files of an hour, nothing of which seems to be in flight, that only one of ledger and processes says are loaded, by name. */
export async function compareLoaded(hour: string, deps: Deps): Promise<Compared> {
  // A process whose plan is gone lists no file: the books name its files then, and are closed.
  const loaders = new Map((await loadersOf(hour, deps)).of);
  const strays: Stray[] = [];
  let running = 0;
  for await (const entry of deps.books.entries(hour, ['loaded', 'batched', 'loading'])) {
    const { name, generation } = entry;
    if (loaders.delete(keyOf(entry))) continue;
    if (await isRunning(entry, deps)) {
      running++;
      continue;
    }
    const why = 'the ledger says that it is loaded, but no process has loaded it';
    strays.push({ name, generation, why, isLost: true });
  }
  const unproven = strays.length;
  for (const [key, processId] of loaders) {
    const [name = '', generation = ''] = key.split('\0');
    const isKnown = await deps.journal.isKnown({ bucket: deps.settings.triggerBucket, name, generation });
    // Its entry says something else than loaded: a later process may have made it so.
    if (isKnown) continue;
    const why = `process ${processId} loaded it, and its entry in the ledger is gone`;
    strays.push({ name, generation, why, isLost: true });
  }
  return { strays, unproven, running };
}

/** Processes that bqtail began before they said of which hour their file is cannot be counted by hour. */
async function isRunning({ status, process }: FileEntry, { journal }: Deps): Promise<boolean> {
  if (status !== 'loading' || process === undefined) return false;
  const known = await readable(journal.get(process));
  return !(known instanceof Failure) && known?.status === 'running';
}
