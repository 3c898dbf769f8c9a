import {
  AggregateField,
  type DocumentSnapshot,
  FieldPath,
  type Firestore,
  type Query,
  type Timestamp,
} from 'firebase-admin/firestore';
import pMap, { pMapIterable } from 'p-map';
import { defined } from '../common/defined.ts';
import { type Book, beginOf, endOf, type Seal, type Sides, type Stray, sealOf } from '../model/book.ts';
import { expireAt } from './expireAt.ts';
import { countOf, type FileEntry, fileEntryOf, pages } from './register.ts';

/** What the ledger says of an hour, in numbers. */
export type LedgerCounts = Readonly<Record<(typeof STATUSES)[number], number>>;

/** An object version, as far as it matters here. */
export type NamedVersion = Pick<Stray, 'name' | 'generation'>;

/** The books: what became of the files of each hour, counted (a document read for 1,000 entries) rather than read. */
export interface Books {
  /** What the entries of files that were created in an hour say by themselves. */
  ledger(hour: string): Promise<LedgerCounts>;
  /**
   * How many of those that say `batched`, or `failed`, are in windows whose process has not ended: it runs, or a replay has taken
   * it up again.
   */
  inFlight(hour: string): Promise<Record<'batched' | 'failed', number>>;
  /** How many of those that say `loading` are in processes that run; of the others their processes tell that they are loaded. */
  running(hour: string): Promise<number>;
  /**
   * How many more of those that say `loading` are in processes that run: in such as do not say of which hour their file is, as
   * those that an older version began, or took up again. Each process that runs is read, without its plan.
   */
  runningHourless(hour: string): Promise<number>;
  /** How many files of the hour processes say that they loaded. */
  loadedByProcesses(hour: string): Promise<number>;
  /** The entries of the hour, one by one: only where numbers do not agree. */
  entries(hour: string, statuses: readonly string[]): AsyncGenerator<FileEntry>;
  /** The processes that loaded files of the hour. */
  loaders(hour: string): AsyncGenerator<string>;
  /** Keeps that versions strayed, each once. */
  addStrays(hour: string, strays: readonly Stray[]): Promise<void>;
  /** What is kept of an hour. */
  find(hour: string): Promise<Book | undefined>;
  /** Keeps what an hour looks like while something of it is in flight; a closed book stays as it is. */
  write(book: Omit<Book, 'closed'>): Promise<void>;
  /** Closes the book, after all that were closed before. */
  close(book: Omit<Book, 'closed'>, at: Date): Promise<void>;
  /** The hours that are not closed, the earliest first. */
  unclosed(): AsyncGenerator<Book>;
  /** The books of hours from that one on, the earliest first. */
  since(hour: string): AsyncGenerator<Book>;
}

const STATUSES = [
  'loading',
  'batched',
  'loaded',
  'failed',
  'setAside',
  'superseded',
  'unmatched',
  'unruled',
  'refused',
] as const;

const NOTHING: Sides = {
  ...{ loaded: 0, setAside: 0, failed: 0, refused: 0, superseded: 0, unmatched: 0, inFlight: 0 },
};

/** Queries at a time. */
const CONCURRENCY = 16;

/** A document holds 1 MiB: of an hour the first of its strays are kept by name. */
const MOST_STRAYS = 500;

interface Options {
  firestore: Firestore;
  ttlDays: number;
}

export function createBooks({ firestore, ttlDays }: Options): Books {
  const files = firestore.collection('files');
  const processes = firestore.collection('journal');
  const windows = firestore.collection('windows');
  const books = firestore.collection('books');
  const head = firestore.doc('stats/books');

  const entriesOf = (hour: string): Query => files.where('hour', '==', hour);

  /** The windows of which not all files have come to an end. */
  async function unfinishedWindows(): Promise<Set<string>> {
    const ids = new Set<string>();
    for await (const { id } of pages(windows.where('state', 'in', ['open', 'closed']))) ids.add(id);
    const running = pages(processes.where('status', '==', 'running').select());
    const ownedBy = ({ id }: { id: string }) => windows.where('owner', '==', id).get();
    for await (const { docs } of pMapIterable(running, ownedBy, { concurrency: CONCURRENCY })) {
      for (const { id } of docs) ids.add(id);
    }
    return ids;
  }

  /** The processes that run and do not say of which hour their file is; the files of those that have several are not `loading`. */
  async function* hourlessProcesses(): AsyncGenerator<string> {
    for await (const snapshot of pages(processes.where('status', '==', 'running').select('files', 'fileHour'))) {
      if (!(snapshot.get('files') > 1 || snapshot.get('fileHour'))) yield snapshot.id;
    }
  }

  /**
   * How many entries of the hour say `loading` for that process: those that name it, and that of the file that opened its window,
   * which names none and has the ID of the process.
   */
  async function loadingIn(hour: string, processId: string): Promise<number> {
    const named = entriesOf(hour).where('status', '==', 'loading').where('process', '==', processId);
    const [count, first] = await Promise.all([countOf(named), files.doc(processId).get()]);
    const isLoading = first.get('status') === 'loading' && first.get('hour') === hour;
    return isLoading && first.get('process') === undefined ? count + 1 : count;
  }

  const fieldsOf = ({ hour, sides, strays, lost }: Omit<Book, 'closed'>) => ({
    ...{ hour, sides, strays: strays.slice(0, MOST_STRAYS), lost },
    begin: beginOf(hour),
    expireAt: expireAt(endOf(hour), ttlDays),
  });

  return {
    async ledger(hour) {
      const counts = await Promise.all(
        STATUSES.map(async (status) => [status, await countOf(entriesOf(hour).where('status', '==', status))] as const),
      );
      return Object.fromEntries(counts) as LedgerCounts;
    },

    async inFlight(hour) {
      const ended = ['batched', 'failed'].map((status) => entriesOf(hour).where('status', '==', status));
      const [batched = 0, failed = 0] = await Promise.all(ended.map(countOf));
      if (batched + failed === 0) return { batched, failed };
      const counted = await pMap(
        await unfinishedWindows(),
        (id) => Promise.all(ended.map((query) => countOf(query.where('window', '==', id)))),
        { concurrency: CONCURRENCY },
      );
      const sum = (side: 0 | 1): number => counted.reduce((total, counts) => total + (counts[side] ?? 0), 0);
      return { batched: sum(0), failed: sum(1) };
    },

    running: (hour) => countOf(processes.where('fileHour', '==', hour).where('status', '==', 'running')),

    async runningHourless(hour) {
      const entriesIn = (processId: string) => loadingIn(hour, processId);
      let count = 0;
      for await (const found of pMapIterable(hourlessProcesses(), entriesIn, { concurrency: CONCURRENCY }))
        count += found;
      return count;
    },

    async loadedByProcesses(hour) {
      const sum = AggregateField.sum(new FieldPath('loadedHours', hour));
      return (await processes.aggregate({ sum }).get()).data().sum ?? 0;
    },

    async *entries(hour, statuses) {
      const query = entriesOf(hour).where('status', 'in', [...statuses]);
      for await (const snapshot of pages(query)) yield fileEntryOf(snapshot);
    },

    async *loaders(hour) {
      const count = new FieldPath('loadedHours', hour);
      // A page begins after the last document of the one before, by the field that they are sorted by.
      for await (const { id } of pages(processes.where(count, '>', 0).select(count))) yield id;
    },

    addStrays: (hour, strays) =>
      firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(books.doc(hour));
        // What is found of an hour after its book was closed is for the log alone: the book stays what it is.
        if (snapshot.get('closed')) return;
        const known = snapshot.exists ? bookOf(snapshot) : { hour, sides: NOTHING, strays: [], lost: 0 };
        const fresh = strays.filter((stray) => !known.strays.some((one) => isSame(one, stray)));
        transaction.set(snapshot.ref, { ...fieldsOf({ ...known, strays: [...known.strays, ...fresh] }), closed: null });
      }),

    async find(hour) {
      const snapshot = await books.doc(hour).get();
      return snapshot.exists ? bookOf(snapshot) : undefined;
    },

    write: (book) =>
      firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(books.doc(book.hour));
        if (snapshot.get('closed')) return;
        transaction.set(snapshot.ref, { ...fieldsOf(book), closed: null });
      }),

    close: (book, at) =>
      firestore.runTransaction(async (transaction) => {
        const [last, snapshot] = await transaction.getAll(head, books.doc(book.hour));
        if (snapshot === undefined || snapshot.get('closed')) return;
        const previous: Seal | undefined = last?.exists
          ? { hour: last.get('hour'), hash: last.get('hash') }
          : undefined;
        const kept = { ...book, strays: book.strays.slice(0, MOST_STRAYS) };
        const seal = sealOf(kept, at, previous);
        transaction.set(snapshot.ref, { ...fieldsOf(kept), closed: defined({ at, hash: seal.hash, previous }) });
        transaction.set(head, seal);
      }),

    async *unclosed() {
      for await (const snapshot of pages(books.where('closed', '==', null).orderBy('begin'))) yield bookOf(snapshot);
    },

    async *since(hour) {
      const query = books.where('begin', '>=', beginOf(hour)).orderBy('begin');
      for await (const snapshot of pages(query)) yield bookOf(snapshot);
    },
  };
}

const isSame = (a: NamedVersion, b: NamedVersion): boolean => a.name === b.name && a.generation === b.generation;

function bookOf(snapshot: DocumentSnapshot): Book {
  const closed: { at: Timestamp; hash: string; previous?: Seal } | null = snapshot.get('closed');
  return {
    hour: snapshot.get('hour'),
    sides: snapshot.get('sides'),
    strays: snapshot.get('strays'),
    lost: snapshot.get('lost'),
    ...(closed ? { closed: { ...closed, at: closed.at.toDate() } } : undefined),
  };
}
