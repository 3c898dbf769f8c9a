import pMap from 'p-map';
import type { Deps } from '../deps/deps.ts';
import type { Search } from '../journal/journal.ts';
import { isFolder, reservedPrefix } from '../model/places.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { matchRule } from '../rule/matchRule.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import type { ObjectInfo } from '../storage/objectStore.ts';

/** Takes a file in as if its event had come now. */
export type TakeIn = (file: SourceFile) => Promise<void>;

interface Run {
  takeIn: TakeIn;
  /** When to stop; the next run goes on. At least a thousand objects are looked at. */
  end: Date;
}

const CONCURRENCY = 16;

/**
 * Finds files whose event never came: objects of the trigger bucket that a rule takes, that have lain there for
 * `MISSED_FILE_SEC`, and that the ledger does not know. Each search looks at what was created since the one before; the first,
 * when bqtail is new, at nothing, for it has missed nothing. Answers how many were taken in.
 */
export async function findMissed(run: Run, deps: Deps): Promise<number> {
  const { settings, clock, journal } = deps;
  if (settings.missedFileSec === 0) return 0;
  const latest = new Date(clock.now().getTime() - settings.missedFileSec * 1000);
  const last = await journal.search();
  if (last === undefined) {
    await journal.writeSearch({ from: latest, to: latest, isDone: true });
    return 0;
  }
  if (!last.isDone) return goOn(last, run, deps);
  if (latest.getTime() - last.to.getTime() < settings.missedFileSec * 1000) return 0;
  return goOn({ from: last.to, to: latest, isDone: false }, run, deps);
}

async function goOn(search: Search, { takeIn, end }: Run, deps: Deps): Promise<number> {
  const { rules } = await deps.rules.current();
  const { from, to } = search;
  let { page } = search;
  let found = 0;
  do {
    const { objects, next } = await deps.objects.page(deps.settings.triggerBucket, page);
    const missed = await missedAmong(
      objects.filter((object) => isWanted(object, { from, to, rules })),
      deps,
    );
    await pMap(missed, takeIn, { concurrency: CONCURRENCY });
    found += missed.length;
    page = next;
    await deps.journal.writeSearch({ from, to, isDone: page === undefined, ...(page === undefined ? {} : { page }) });
  } while (page !== undefined && deps.clock.now() < end);
  return found;
}

interface Wanted {
  from: Date;
  to: Date;
  rules: readonly LoadedRule[];
}

function isWanted({ name, created }: ObjectInfo, { from, to, rules }: Wanted): boolean {
  const isData = !isFolder(name) && reservedPrefix(name) === undefined;
  return isData && created > from && created <= to && matchRule(rules, `/${name}`).outcome === 'matched';
}

async function missedAmong(objects: readonly ObjectInfo[], { journal }: Deps): Promise<SourceFile[]> {
  const files = objects.map(({ bucket, name, generation, size, created }): SourceFile => {
    return { bucket, name, generation, size, created: created.toISOString() };
  });
  const known = await pMap(files, (file) => journal.isKnown(file), { concurrency: CONCURRENCY });
  return files.filter((_, index) => !known[index]);
}
