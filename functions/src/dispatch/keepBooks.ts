import { countHour } from '../books/countHour.ts';
import type { Deps } from '../deps/deps.ts';
import { beginOf, createdIn, hoursBetween } from '../model/book.ts';
import type { Troubles } from './troubles.ts';

interface Searched {
  /** The whole bucket was looked through for what was created after this, */
  from: Date;
  /** and not after this. */
  to: Date;
  /** When the run has to end. */
  end: Date;
  /** Hours of which files were asked for a moment ago, which are on no side yet: their books are left to the next search. */
  except: ReadonlySet<string>;
}

/** The books may take as long as this, however short the run is meant to be, in milliseconds. */
const LEAST_MS = 10_000;

/**
 * Closes the books of the hours that a search has covered, and of earlier ones that had files in flight then. Once a search,
 * thus as often as the bucket is listed. Answers up to when that is done: the next search begins there.
 */
export async function keepBooks({ from, to, end, except }: Searched, troubles: Troubles, deps: Deps): Promise<Date> {
  const { books, clock } = deps;
  const last = Math.max(end.getTime(), clock.now().getTime() + LEAST_MS);
  const covered = hoursBetween(from, to);
  const earlier: string[] = [];
  for await (const { hour } of books.unclosed()) if (!covered.includes(hour)) earlier.push(hour);
  let kept = to;
  for (const hour of [...covered, ...earlier].filter((one) => !except.has(one))) {
    const isKept =
      clock.now().getTime() <= last &&
      (await troubles.contain(`the book of ${hour} could not be kept`, () => keepBook(hour, deps)));
    // What is not kept of the earlier ones is unclosed still, and comes again by that.
    if (!isKept && kept === to && covered.includes(hour)) kept = beginOf(hour) > from ? beginOf(hour) : from;
  }
  return kept;
}

async function keepBook(hour: string, deps: Deps): Promise<void> {
  const { books, clock } = deps;
  if ((await books.find(hour))?.closed) return;
  const { book, isSettled } = await countHour(hour, deps);
  if (createdIn(book) + book.strays.length === 0) return;
  await (isSettled ? books.close(book, clock.now()) : books.write(book));
}
