import pMap from 'p-map';
import { countHour } from '../../src/books/countHour.ts';
import type { Deps } from '../../src/deps/deps.ts';
import { type Book, createdIn, hourOf, hoursBetween, type Seal, sealOf } from '../../src/model/book.ts';

export interface Books {
  /** The earliest hour first. */
  books: Book[];
  /** Hours whose closed book is not what was closed. */
  broken: string[];
}

/** The books since a time. What is not closed is counted as it is now. */
export async function readBooks(since: Date, deps: Deps): Promise<Books> {
  const books: Book[] = [];
  const seals = new Map<string, Seal>();
  const broken: string[] = [];
  for await (const book of deps.books.since(hourOf(since))) {
    const { closed, ...open } = book;
    if (closed === undefined) {
      books.push((await countHour(book.hour, deps)).book);
      continue;
    }
    books.push(book);
    const seal = sealOf(open, closed.at, closed.previous);
    seals.set(book.hour, seal);
    if (seal.hash !== closed.hash) broken.push(book.hour);
  }
  for (const { hour, closed } of books) {
    const before = closed?.previous;
    const known = before && seals.get(before.hour);
    if (known && known.hash !== before.hash && !broken.includes(hour)) broken.push(hour);
  }
  return { books: [...books, ...(await sinceLast(books, since, deps))], broken };
}

/** How many hours are counted at a time. */
const CONCURRENCY = 8;

/** The hour that runs has no book yet, nor have those that no search has covered. */
async function sinceLast(books: readonly Book[], since: Date, deps: Deps): Promise<Book[]> {
  const known = new Set(books.map(({ hour }) => hour));
  const now = deps.clock.now();
  const searched = (await deps.journal.search())?.to ?? since;
  const first = searched > since ? searched : since;
  const hours = [...hoursBetween(first, now), hourOf(now)].filter((hour) => !known.has(hour));
  const counted = await pMap(hours, (hour) => countHour(hour, deps), { concurrency: CONCURRENCY });
  return counted.map(({ book }) => book).filter((book) => createdIn(book) > 0);
}
