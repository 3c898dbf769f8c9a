import { isDeepStrictEqual } from 'node:util';
import type { Deps } from '../deps/deps.ts';
import type { Books } from '../journal/books.ts';
import type { Book, Sides, Stray } from '../model/book.ts';
import { compareLoaded } from './compareLoaded.ts';
import { deletedFiles } from './deletedFiles.ts';
import { keyOf } from './loadersOf.ts';

/** What is known of an hour that is not closed. */
export interface CountedHour {
  book: Omit<Book, 'closed'>;
  /** Nothing of it is in flight, and nothing has moved while it was counted: its book may be closed. */
  isSettled: boolean;
}

/**
 * Puts every file of an hour on its side. While some are in flight that is all; once none is, it is looked into by name where
 * ledger and processes do not count the same, and where files were deleted before they were loaded. Where a file comes, or
 * moves, while that is done, nothing is said of any, and the hour is not settled.
 */
export async function countHour(hour: string, deps: Deps): Promise<CountedHour> {
  const { books } = deps;
  const known = await settled((await books.find(hour))?.strays ?? [], deps);
  const sides = await sidesOf(hour, books);
  const unsettled = (now: Sides): CountedHour => ({
    book: { hour, sides: now, strays: known, lost: lostAmong(known) },
    isSettled: false,
  });
  if (sides.inFlight > 0) return unsettled(sides);
  const hourless = Math.min(await books.runningHourless(hour), sides.loaded);
  if (hourless > 0) return unsettled({ ...sides, loaded: sides.loaded - hourless, inFlight: hourless });
  const isAgreed = sides.loaded === (await books.loadedByProcesses(hour));
  const { strays: compared, unproven } = isAgreed ? AGREED : await compareLoaded(hour, deps);
  const deleted = sides.superseded > 0 ? await deletedFiles(hour, deps) : [];
  const latest = await sidesOf(hour, books);
  if (!isDeepStrictEqual(latest, sides)) return unsettled(latest);
  const strays = together([...known, ...compared, ...deleted]);
  const book = { hour, sides: { ...sides, loaded: sides.loaded - unproven }, strays, lost: lostAmong(strays) };
  return { book, isSettled: true };
}

async function sidesOf(hour: string, books: Books): Promise<Sides> {
  // What is in flight first: of a window that ends meanwhile the files count as in flight, and not as loaded by nobody.
  const inFlight = await books.inFlight(hour);
  const { loading, batched, loaded, failed, unruled, ...others } = await books.ledger(hour);
  // And of processes of single files those that run last: one that ends meanwhile is loaded, or says otherwise in its entry.
  const running = Math.min(await books.running(hour), loading);
  const waiting = Math.min(inFlight.batched, batched);
  const again = Math.min(inFlight.failed, failed);
  return {
    ...others,
    loaded: loaded + batched - waiting + loading - running,
    failed: failed - again,
    inFlight: running + unruled + waiting + again,
  };
}

const AGREED: Awaited<ReturnType<typeof compareLoaded>> = { strays: [], unproven: 0 };

const lostAmong = (strays: readonly Stray[]): number => strays.filter(({ isLost }) => isLost).length;

/** Some files that were on no side have been taken in since. */
const settled = (strays: readonly Stray[], { journal, settings }: Deps): Promise<Stray[]> =>
  Promise.all(
    strays.map(async (stray) => {
      const version = { bucket: settings.triggerBucket, name: stray.name, generation: stray.generation };
      return stray.isLost && (await journal.isKnown(version)) ? { ...stray, isLost: false } : stray;
    }),
  );

/** Each version once, as it was found last. */
const together = (strays: readonly Stray[]): Stray[] => [
  ...new Map(strays.map((stray) => [keyOf(stray), stray])).values(),
];
