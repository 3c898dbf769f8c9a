import { countHour } from '../books/countHour.ts';
import type { Deps } from '../deps/deps.ts';
import { createdIn, hoursBetween } from '../model/book.ts';
import type { Troubles } from './troubles.ts';

interface Searched {
  /** The whole bucket was looked through for what was created after this, */
  from: Date;
  /** and not after this. */
  to: Date;
}

/**
 * Closes the books of the hours that a search has covered, and of earlier ones that had files in flight then. Once a search,
 * thus as often as the bucket is listed.
 */
export async function keepBooks({ from, to }: Searched, troubles: Troubles, deps: Deps): Promise<void> {
  const hours = new Set(hoursBetween(from, to));
  for await (const { hour } of deps.books.unclosed()) hours.add(hour);
  for (const hour of hours) {
    await troubles.contain(`the book of ${hour} could not be kept`, () => keepBook(hour, deps));
  }
}

async function keepBook(hour: string, deps: Deps): Promise<void> {
  const { books, clock } = deps;
  const book = await countHour(hour, deps);
  if (createdIn(book) + book.strays.length === 0) return;
  await (book.sides.inFlight > 0 ? books.write(book) : books.close(book, clock.now()));
}
