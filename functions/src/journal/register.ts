import type { DocumentSnapshot, Firestore, Query } from 'firebase-admin/firestore';
import type { Process, ProcessStatus } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { dateAt, fileRecordOf, minuteOf, PLANLESS_FIELDS, planlessIn, processOf } from './documents.ts';
import type { FileRecord } from './journal.ts';
import { windowOf } from './windowDocuments.ts';
import type { WindowRecord } from './windowRecord.ts';

/** A process without its plan, which may be megabytes. */
export interface ProcessEntry extends Omit<Process, 'plan' | 'jobs'> {
  rule: string;
  /** As the rule names it, with its partition. */
  destination: string;
  mode: 'async' | 'sync';
  /** gs:// of its first file; empty for the end of a group. */
  source: string;
  /** How many files it has. */
  files: number;
}

/** One version of a file, with its name. */
export interface FileEntry extends FileRecord {
  bucket: string;
  name: string;
}

/** Which processes are meant; what is not given, leaves nothing out. */
export interface ProcessFilter {
  statuses?: readonly ProcessStatus[];
  /** `[project.]dataset.table` without partition, the project where it is not the functions' own. */
  table?: string;
  /** They began in this minute or later, */
  since?: Date;
  /** and in this minute or earlier. */
  until?: Date;
}

/**
 * Lists for those who watch and mend, never read on the way of an event. A list is read in pages, as far as it is asked for:
 * a document read costs some $0.03 per 100,000 (Firestore pricing).
 */
export interface Register {
  /** The newest minute first. */
  processes(filter: ProcessFilter): AsyncGenerator<ProcessEntry>;
  /** How many there are, counted up to `most`. */
  countProcesses(filter: ProcessFilter, most: number): Promise<number>;
  /** Versions whose own entries have these statuses; a version that was loaded with its batch is listed by its process. */
  files(statuses: readonly string[]): AsyncGenerator<FileEntry>;
  /** Versions that were created in these hours, and that no rule matched. */
  unwanted(hours: readonly string[]): Promise<Sample>;
  /** Versions that were created in these hours, at most 30; so many of them as are asked for. */
  arrived(hours: readonly string[], most: number): Promise<Sample>;
  windows(): AsyncGenerator<WindowEntry>;
  /** Those that last. */
  holds(now: Date): AsyncGenerator<HoldEntry>;
  /** When dispatch last swept; undefined where it never has. */
  lastSweep(): Promise<Date | undefined>;
}

/** How many versions there are, and some of them: event IDs are hashes, so the first ones are as good as any. */
export interface Sample {
  count: number;
  sample: readonly FileEntry[];
}

/** A window that has no process yet. */
export type WindowEntry = Pick<WindowRecord, 'id' | 'destination' | 'start' | 'end' | 'due' | 'owner'>;

/** What is left alone for a while. */
export interface HoldEntry {
  /** `table:…` or `project:…` */
  key: string;
  until: Date;
  /** In a row. */
  refusals: number;
}

/** Documents that one query answers at most. */
const PAGE = 500;

/** Enough to tell folders by: a document for each is read whenever somebody looks. */
const UNWANTED_SHOWN = 200;

export function createRegister(firestore: Firestore): Register {
  function processesThat({ statuses, table, since, until }: ProcessFilter): Query {
    let query: Query = firestore.collection('journal');
    if (statuses) query = query.where('status', 'in', [...statuses]);
    if (table) query = query.where('table', '==', table);
    if (since) query = query.where('minute', '>=', minuteOf(since));
    if (until) query = query.where('minute', '<=', minuteOf(until));
    return query.orderBy('minute', 'desc');
  }

  const createdIn = (hours: readonly string[]): Query => firestore.collection('files').where('hour', 'in', [...hours]);

  return {
    async *processes(filter) {
      for await (const snapshot of pages(processesThat(filter).select(...ENTRY_FIELDS))) yield processEntryOf(snapshot);
    },

    countProcesses: (filter, most) => countOf(processesThat(filter).limit(most)),

    async *files(statuses) {
      const query = firestore.collection('files').where('status', 'in', [...statuses]);
      for await (const snapshot of pages(query)) yield fileEntryOf(snapshot);
    },

    unwanted: (hours) => sampleOf(createdIn(hours).where('status', '==', 'unmatched'), UNWANTED_SHOWN),
    arrived: (hours, most) => sampleOf(createdIn(hours), most),

    async *windows() {
      const query = firestore.collection('windows').where('state', 'in', ['open', 'closed']);
      for await (const snapshot of pages(query)) {
        const { id, destination, start, end, due, owner } = windowOf(snapshot);
        yield { id, destination, start, end, due, owner };
      }
    },

    async *holds(now) {
      const query = firestore.collection('holds').where('until', '>', now);
      for await (const snapshot of pages(query)) {
        yield { key: snapshot.get('key'), until: dateAt(snapshot, 'until'), refusals: snapshot.get('refusals') };
      }
    },

    async lastSweep() {
      const snapshot = await firestore.doc('stats/dispatch').get();
      return snapshot.get('at') === undefined ? undefined : dateAt(snapshot, 'at');
    },
  };
}

/** The entries are counted at a document read for a thousand of them. */
export const countOf = async (query: Query): Promise<number> => (await query.count().get()).data().count;

async function sampleOf(query: Query, most: number): Promise<Sample> {
  const count = await countOf(query);
  if (count === 0) return { count, sample: [] };
  const { docs } = await query.limit(most).get();
  return { count, sample: docs.map(fileEntryOf) };
}

/** The documents of a query, however many. One that selects fields has to select those that it sorts by: pages go on from there. */
export async function* pages(query: Query): AsyncGenerator<DocumentSnapshot> {
  let last: DocumentSnapshot | undefined;
  for (;;) {
    const { docs } = await (last ? query.startAfter(last) : query).limit(PAGE).get();
    yield* docs;
    last = docs.at(-1);
    if (docs.length < PAGE || last === undefined) return;
  }
}

/** A plan is up to 200 kB of its document, and a page has 500 of them. */
const ENTRY_FIELDS = [...PLANLESS_FIELDS, 'source', 'files', 'minute'] as const;

function processEntryOf(snapshot: DocumentSnapshot): ProcessEntry {
  const { plan, jobs: _, ...process } = processOf(snapshot, planlessIn(snapshot), {});
  const { rule, destination, mode } = plan;
  return { ...process, rule, destination, mode, source: snapshot.get('source'), files: snapshot.get('files') };
}

export const fileEntryOf = (snapshot: DocumentSnapshot): FileEntry => ({
  ...fileRecordOf(snapshot),
  bucket: snapshot.get('bucket'),
  name: snapshot.get('name'),
});

/** The version that an entry is about. */
export const sourceFileIn = ({ bucket, name, generation, size, created }: FileEntry): SourceFile => ({
  ...{ bucket, name, generation, size, created: created.toISOString() },
});
