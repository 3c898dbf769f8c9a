import { countHour } from '../books/countHour.ts';
import type { Deps } from '../deps/deps.ts';
import { createdIn, hoursBetween } from '../model/book.ts';
import type { Troubles } from './troubles.ts';

interface Searched {
  /** The whole bucket was looked through for what was created after this, */
  from: Date;
  /** and not after this. */
  to: Date;
  /** When the run has to end. */
  end: Date;
}

/** The books may take as long as this, however short the run is meant to be, in milliseconds. */
const LEAST_MS = 10_000;

/**
 * Closes the books of the hours that a search has covered, and of earlier ones that had files in flight then. Once a search,
 * thus as often as the bucket is listed. Answers whether all of them were looked at.
 */
export async function keepBooks({ from, to, end }: Searched, troubles: Troubles, deps: Deps): Promise<boolean> {
  const { books, clock } = deps;
  const last = Math.max(end.getTime(), clock.now().getTime() + LEAST_MS);
  const hours = new Set(hoursBetween(from, to));
  for await (const { hour } of books.unclosed()) hours.add(hour);
  let areKept = true;
  for (const hour of hours) {
    if (clock.now().getTime() > last) return false;
    areKept = (await troubles.contain(`the book of ${hour} could not be kept`, () => keepBook(hour, deps))) && areKept;
  }
  return areKept;
}

async function keepBook(hour: string, deps: Deps): Promise<void> {
  const { books, clock } = deps;
  if ((await books.find(hour))?.closed) return;
  const book = await countHour(hour, deps);
  if (createdIn(book) + book.strays.length === 0) return;
  await (book.sides.inFlight > 0 ? books.write(book) : books.close(book, clock.now()));
}
