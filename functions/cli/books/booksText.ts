import { createdIn } from '../../src/model/book.ts';
import { columnsText } from '../text/columns.ts';
import type { Books } from './readBooks.ts';

/** The books for people: a line an hour, and below them every file that strayed. */
export function booksText({ books, broken }: Books): string {
  if (books.length === 0) return 'no file came';
  const head = [
    'HOUR (UTC)',
    'CREATED',
    'LOADED',
    'SET ASIDE',
    'FAILED',
    'REFUSED',
    'SUPERSEDED',
    'UNMATCHED',
    'IN FLIGHT',
    'LOST',
    'CLOSED',
  ];
  const rows = books.map((book) => {
    const { loaded, setAside, failed, refused, superseded, unmatched, inFlight } = book.sides;
    const counts = [createdIn(book), loaded, setAside, failed, refused, superseded, unmatched, inFlight, book.lost];
    const closed = book.closed
      ? `${book.closed.at.toISOString().slice(0, 16)}Z ${book.closed.hash.slice(0, 8)}`
      : 'open';
    return [book.hour.replace('_', ' '), ...counts.map((count) => count.toLocaleString('en')), closed];
  });
  const strays = books.flatMap((book) =>
    book.strays.map(
      ({ name, generation, why, isLost }) => `${isLost ? 'lost' : 'noted'}: ${name} (${generation}): ${why}`,
    ),
  );
  return [
    columnsText(head, rows, head.slice(1, -1)),
    ...(strays.length > 0 ? ['', ...strays] : []),
    ...broken.map(
      (hour) =>
        `the closed book of ${hour.replace('_', ' ')}, or the one before it, was changed after it was closed (the hashes do not fit): see who may write to the collection books in Firestore, and compare with the history`,
    ),
  ].join('\n');
}
