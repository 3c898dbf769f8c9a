import { countHour } from '../../src/books/countHour.ts';
import type { Deps } from '../../src/deps/deps.ts';
import { type Book, createdIn, hourOf, type Seal, sealOf } from '../../src/model/book.ts';

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
      books.push(await countHour(book.hour, deps));
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
  return { books: [...books, ...(await sinceLast(books, deps))], broken };
}

/** The hour that runs has no book yet, nor have those that no search has covered. */
async function sinceLast(books: readonly Book[], deps: Deps): Promise<Book[]> {
  const known = new Set(books.map(({ hour }) => hour));
  const now = deps.clock.now();
  const search = await deps.journal.search();
  const hours: string[] = [];
  for (let time = search?.to.getTime() ?? now.getTime(); hours.at(-1) !== hourOf(now); time += 3_600_000) {
    hours.push(hourOf(new Date(Math.min(time, now.getTime()))));
  }
  const counted = await Promise.all(hours.filter((hour) => !known.has(hour)).map((hour) => countHour(hour, deps)));
  return counted.filter((book) => createdIn(book) > 0);
}
