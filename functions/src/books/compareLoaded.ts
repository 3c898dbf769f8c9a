import type { Deps } from '../deps/deps.ts';
import type { Stray } from '../model/book.ts';
import { keyOf, loadersOf } from './loadersOf.ts';

interface Compared {
  strays: Stray[];
  /** How many the ledger counts as loaded that no process lists. */
  unproven: number;
}

/** The files of an hour, nothing of which seems to be in flight, that only one of ledger and processes says are loaded, by name. */
export async function compareLoaded(hour: string, deps: Deps): Promise<Compared> {
  // A process whose plan is gone lists no file: the books name its files then, and are closed.
  const loaders = new Map((await loadersOf(hour, deps)).of);
  const strays: Stray[] = [];
  for await (const { name, generation } of deps.books.entries(hour, ['loaded', 'batched', 'loading'])) {
    if (loaders.delete(keyOf({ name, generation }))) continue;
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
  return { strays, unproven };
}
