import pMap from 'p-map';
import { loadersOf } from '../books/loadersOf.ts';
import { defined } from '../common/defined.ts';
import { oncePerKey } from '../common/oncePerKey.ts';
import type { Deps } from '../deps/deps.ts';
import type { Search } from '../journal/journal.ts';
import { rememberedSince } from '../journal/rememberedSince.ts';
import { isDataName } from '../model/places.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { ObjectInfo } from '../storage/objectStore.ts';
import { sourceFileOf } from '../storage/sourceFileOf.ts';
import { keepBooks } from './keepBooks.ts';
import { takeInMissed } from './takeInMissed.ts';
import type { Troubles } from './troubles.ts';

interface Run {
  /** When to stop; the next run goes on. At least a thousand objects are looked at. */
  end: Date;
  troubles: Troubles;
}

const CONCURRENCY = 16;

/**
 * Finds files whose event never came: objects of the trigger bucket that have lain there for `MISSED_FILE_SEC`, and that the
 * ledger does not know. Each search looks at what was created since the one before; the first, when bqtail is new, looks at
 * nothing, and the second begins `MISSED_FILE_SEC` before the first. What the ledger may have forgotten by now is not looked at either:
 * it may have been loaded. Answers how many were asked for.
 */
export async function findMissed(run: Run, deps: Deps): Promise<number> {
  const { settings, clock, journal } = deps;
  if (settings.missedFileSec === 0) return 0;
  const now = clock.now().getTime();
  const latest = new Date(now - settings.missedFileSec * 1000);
  const oldest = rememberedSince(new Date(now), settings.journalTtlDays);
  const last = await journal.search();
  if (last === undefined) {
    await journal.writeSearch({ from: latest, to: latest, isDone: true, isWhole: true });
    return 0;
  }
  const since = (time: Date): Date => (time > oldest ? time : oldest);
  if (!last.isDone) return goOn({ ...last, from: since(last.from) }, run, deps);
  if (now - (last.ended ?? last.to).getTime() < settings.missedFileSec * 1000) return 0;
  return goOn({ from: since(last.to), to: latest, isDone: false, isWhole: true }, run, deps);
}

/**
 * Where some file could neither be asked for nor kept as waiting for rules, the next search looks at the same time again; where the
 * book of some hour could not be kept, at the time from that hour on.
 */
async function goOn(search: Search, { end, troubles }: Run, deps: Deps): Promise<number> {
  const { from, to } = search;
  let { page, isWhole } = search;
  const loaders = oncePerKey((hour) => loadersOf(hour, deps));
  const asked = new Set<string>();
  let found = 0;
  do {
    const { objects, next } = await deps.objects.page(deps.settings.triggerBucket, defined({ token: page }));
    const files = await unknownAmong(createdWithin(objects, search), deps);
    // Where Firestore takes no writes, nobody could take them in, and the same page would be asked for by each run.
    if (files.length > 0) await deps.journal.writeSearch({ from, to, isDone: false, isWhole, ...defined({ page }) });
    const taken = await takeInMissed(files, { loaders, troubles }, deps);
    found += taken.asked.length;
    for (const hour of taken.asked) asked.add(hour);
    isWhole &&= taken.isWhole;
    page = next;
    const isDone = page === undefined;
    // Before the search counts as done: whoever dies on the way has the same time looked at again.
    const kept = isDone && isWhole ? await keepBooks({ from, to, end, except: asked }, troubles, deps) : from;
    const reached = isDone ? kept : to;
    const ended = isDone ? deps.clock.now() : undefined;
    await deps.journal.writeSearch({ from, to: reached, isDone, isWhole, ...defined({ page, ended }) });
  } while (page !== undefined && deps.clock.now() < end);
  return found;
}

function createdWithin(objects: readonly ObjectInfo[], { from, to }: Search): ObjectInfo[] {
  return objects.filter(({ name, created }) => isDataName(name) && created > from && created <= to);
}

async function unknownAmong(objects: readonly ObjectInfo[], { journal }: Deps): Promise<SourceFile[]> {
  const files = objects.map(sourceFileOf);
  const known = await pMap(files, (file) => journal.isKnown(file), { concurrency: CONCURRENCY });
  return files.filter((_, index) => !known[index]);
}
