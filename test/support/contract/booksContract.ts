import { describe, expect } from 'vitest';
import { type Book, beginOf, hourOf, sealOf } from '../../../functions/src/model/book.ts';
import { collected } from '../collected.ts';
import { clauseFor, type Implementation } from './contract.ts';
import { claimant, type FirestorePorts, fileOf, later, NOW, processOf, SUMMARY } from './journalPorts.ts';

const SIDES = { loaded: 3, setAside: 1, failed: 0, refused: 0, superseded: 0, unmatched: 0, inFlight: 0 };
const stray = { name: 'data/a.json', generation: '1', why: 'its event never came', isLost: true };

/** An hour of the test's own, long before all others: books are not of a bucket. */
function hourFor({ bucket }: FirestorePorts): string {
  const number = [...bucket].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 200_000, 7);
  return hourOf(new Date(Date.UTC(1990, 0, 1, number)));
}

/** Files of an hour, loaded by processes of their own. */
async function load({ journal, bucket }: FirestorePorts, hour: string, names: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) {
    const file = { ...fileOf(bucket, name), created: beginOf(hour).toISOString() };
    const opened = await journal.start(file, (processId) => processOf(processId, [file]), claimant('a'));
    if (!('claim' in opened) || opened.claim === undefined) throw new Error('it was started before');
    const step = { step: 1, action: 'load', path: 'Load[0]', state: 'done', ended: NOW, rows: 1 } as const;
    await opened.claim.addStep(step, NOW);
    const process = { ...opened.process, steps: [step] };
    await opened.claim.finish(process, { status: 'done', ended: later(1), summary: SUMMARY });
    ids.push(process.processId);
  }
  return ids;
}

export function booksContract(implementation: Implementation<FirestorePorts>): void {
  const clause = clauseFor(implementation);

  describe('books', () => {
    clause('count what ledger and processes say of an hour', async (ports) => {
      const { books, journal, bucket } = ports;
      const hour = hourFor(ports);
      const ids = await load(ports, hour, ['a', 'b', 'c']);
      const left = { ...fileOf(bucket, 'd'), created: beginOf(hour).toISOString() };
      await journal.leave(left, { status: 'unmatched', reason: 'no rule' }, NOW);
      expect(await books.ledger(hour)).toMatchObject({ loaded: 0, unmatched: 1, batched: 0, loading: 3 });
      expect(await books.running(hour)).toBe(0);
      expect(await books.loadedByProcesses(hour)).toBe(3);
      expect((await collected(books.loaders(hour))).sort()).toEqual(ids.sort());
      const names = (await collected(books.entries(hour, ['loading']))).map(({ name }) => name);
      expect(names.sort()).toEqual(['a', 'b', 'c']);
      const running = { ...left, name: 'e' };
      await journal.start(running, (processId) => processOf(processId, [running]), claimant('b'));
      expect(await books.ledger(hour)).toMatchObject({ loading: 4 });
      expect(await books.running(hour)).toBe(1);
      expect(await books.runningHourless(hour)).toBe(0);
    });

    clause('keep strays, each once, and are closed once, after the one before', async (ports) => {
      const { books } = ports;
      const hour = hourFor(ports);
      await books.addStrays(hour, [stray]);
      await books.addStrays(hour, [
        { ...stray, why: 'again' },
        { ...stray, name: 'data/b.json' },
      ]);
      const kept = await books.find(hour);
      expect(kept?.strays.map(({ name, why }) => [name, why])).toEqual([
        ['data/a.json', 'its event never came'],
        ['data/b.json', 'its event never came'],
      ]);
      const isOpen = async () => (await collected(books.unclosed())).some((book) => book.hour === hour);
      expect(await isOpen()).toBe(true);
      const book = { hour, sides: SIDES, strays: [stray], lost: 1 };
      await books.close(book, NOW);
      await Promise.all([books.close({ ...book, lost: 2 }, NOW), books.write({ ...book, lost: 3 })]);
      await books.addStrays(hour, [{ ...stray, name: 'data/c.json' }]);
      const { closed, ...rest } = (await books.find(hour)) as Book;
      expect(rest).toEqual(book);
      expect(closed?.hash).toBe(sealOf(book, NOW, closed?.previous).hash);
      expect(await isOpen()).toBe(false);
      const since = await collected(books.since(hour));
      expect(since[0]?.hour).toBe(hour);
    });
  });
}
