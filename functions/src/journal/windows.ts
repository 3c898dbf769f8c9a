import {
  type DocumentData,
  type DocumentSnapshot,
  FieldPath,
  type Firestore,
  Timestamp,
  type Transaction,
} from 'firebase-admin/firestore';
import type { BatchWindow } from '../batch/batchWindow.ts';
import { nextFree } from '../batch/nextFree.ts';
import { eventIdOf } from './eventId.ts';
import { ledgerEntry } from './ledger.ts';
import type { SourceFile } from './process.ts';

/** A window that a file may open. */
export interface PlannedWindow extends BatchWindow {
  /** From when on dispatch looks after it: not before it closes. */
  due: Date;
}

/** `open`: files may join. `closed`: none may, its process is about to be created. `done`: its process exists. */
export interface WindowRecord extends PlannedWindow {
  state: 'open' | 'closed' | 'done';
  /** The event that opened it, and the ID of its process. */
  owner: string;
}

export type Joined = { eventId: string } & (
  | { outcome: 'opened' | 'joined'; window: WindowRecord }
  /** An earlier delivery of the event joined; the window as it is now. */
  | { outcome: 'known'; window: WindowRecord | undefined }
  /** The version was taken in when its rule had no Batch: it has a process of its own. */
  | { outcome: 'alone' }
);

interface Joining {
  /** The window that so many windows follow the file's own by. */
  windowAt(offset: number): PlannedWindow;
  received: Date;
}

/** The windows, and which files are in them: joining and closing exclude each other, so that a file is in exactly one. */
export interface Windows {
  /** Puts the file into its window, or, where that is closed, into one after it. Opens the window where there is none. */
  join(file: SourceFile, joining: Joining): Promise<Joined>;
  /** The window, closed now unless it closes later than this; undefined where there is none. */
  close(windowId: string, latest: Date): Promise<WindowRecord | undefined>;
  find(windowId: string): Promise<WindowRecord | undefined>;
  /** The files of a window, all of them once it is closed. */
  files(windowId: string): Promise<SourceFile[]>;
  /** Its process exists. */
  finish(windowId: string): Promise<void>;
  /** The windows of a bucket that are due and have no process yet, the longest due first; the first few hundred. */
  overdue(bucket: string, now: Date): Promise<WindowRecord[]>;
  /** Whether files are gathering whose process will belong to the group. */
  isGathering(groupId: string): Promise<boolean>;
}

interface Options {
  firestore: Firestore;
  /** How long a trail is kept, in days. */
  ttlDays: number;
}

const DAY_MS = 86_400_000;

/** A window must outlive the entries of its files, or a file that comes very late could open it once more with them in it. */
const TTL_RESERVE_DAYS = 7;

/** Files in one page of a closed window. */
const PAGE = 5_000;

const MAX_OVERDUE = 500;

/** A window that thousands of events find missing at once is opened by one of them, while the others try again. */
const MAX_ATTEMPTS = 20;

export function createWindows({ firestore, ttlDays }: Options): Windows {
  const files = firestore.collection('files');
  const windows = firestore.collection('windows');
  const after = (time: Date, days: number): Timestamp => Timestamp.fromMillis(time.getTime() + days * DAY_MS);

  async function joinIn(transaction: Transaction, file: SourceFile, { windowAt, received }: Joining): Promise<Joined> {
    const own = windowAt(0);
    const refs = [files.doc(eventIdOf(file)), windows.doc(own.id)] as const;
    const [first, current] = (await transaction.getAll(...refs)) as [DocumentSnapshot, DocumentSnapshot];
    const entry = await ledgerEntry(transaction, { files, version: file, first });
    if (entry.exists) return joinedBefore(transaction, entry);
    const { window, snapshot } = isClosed(current)
      ? await windowAfter(transaction, windowAt)
      : { window: own, snapshot: current };
    transaction.create(entry.ref, {
      ...fileFields(file, { window, received }),
      expireAt: after(received, ttlDays),
    });
    if (snapshot.exists) return { outcome: 'joined', window: recordOf(snapshot), eventId: entry.id };
    const record: WindowRecord = { ...window, state: 'open', owner: entry.id };
    const last = window.closes > received ? window.closes : received;
    transaction.create(snapshot.ref, { ...windowFields(record), expireAt: after(last, ttlDays + TTL_RESERVE_DAYS) });
    return { outcome: 'opened', window: record, eventId: entry.id };
  }

  async function joinedBefore(transaction: Transaction, entry: DocumentSnapshot): Promise<Joined> {
    const windowId: unknown = entry.get('window');
    if (typeof windowId !== 'string') return { outcome: 'alone', eventId: entry.id };
    const snapshot = await transaction.get(windows.doc(windowId));
    return { outcome: 'known', window: snapshot.exists ? recordOf(snapshot) : undefined, eventId: entry.id };
  }

  async function windowAfter(transaction: Transaction, windowAt: Joining['windowAt']) {
    const looked = new Map<number, DocumentSnapshot>();
    const offset = await nextFree(async (candidate) => {
      const snapshot = await transaction.get(windows.doc(windowAt(candidate).id));
      looked.set(candidate, snapshot);
      return isClosed(snapshot);
    });
    const snapshot = looked.get(offset);
    if (snapshot === undefined) throw new Error(`window ${windowAt(offset).id} was not looked at`);
    return { window: windowAt(offset), snapshot };
  }

  async function closeIn(transaction: Transaction, windowId: string, latest: Date): Promise<WindowRecord | undefined> {
    const snapshot = await transaction.get(windows.doc(windowId));
    if (!snapshot.exists) return undefined;
    const record = recordOf(snapshot);
    if (record.state !== 'open' || record.closes > latest) return record;
    transaction.update(snapshot.ref, { state: 'closed' });
    return { ...record, state: 'closed' };
  }

  const unfinished = windows.where('state', 'in', ['open', 'closed']);

  return {
    join: (file, joining) =>
      firestore.runTransaction((transaction) => joinIn(transaction, file, joining), { maxAttempts: MAX_ATTEMPTS }),

    close: (windowId, latest) =>
      firestore.runTransaction((transaction) => closeIn(transaction, windowId, latest), { maxAttempts: MAX_ATTEMPTS }),

    async find(windowId) {
      const snapshot = await windows.doc(windowId).get();
      return snapshot.exists ? recordOf(snapshot) : undefined;
    },

    async files(windowId) {
      const pages = files
        .where('window', '==', windowId)
        .orderBy(FieldPath.documentId())
        .select('bucket', 'name', 'generation', 'size', 'created')
        .limit(PAGE);
      const found: SourceFile[] = [];
      for (let page = await pages.get(); ; ) {
        found.push(...page.docs.map(sourceFileOf));
        const last = page.docs.at(-1);
        if (last === undefined || page.size < PAGE) return found;
        page = await pages.startAfter(last).get();
      }
    },

    async finish(windowId) {
      await windows.doc(windowId).update({ state: 'done' });
    },

    async overdue(bucket, now) {
      const query = unfinished.where('bucket', '==', bucket).where('due', '<=', now).orderBy('due').limit(MAX_OVERDUE);
      return (await query.get()).docs.map(recordOf);
    },

    async isGathering(groupId) {
      return !(await unfinished.where('group.id', '==', groupId).limit(1).get()).empty;
    },
  };
}

const isClosed = (snapshot: DocumentSnapshot): boolean => snapshot.exists && snapshot.get('state') !== 'open';

/** `files/‹event ID›` of a file that waits in a window. */
function fileFields(file: SourceFile, { window, received }: { window: BatchWindow; received: Date }): DocumentData {
  return {
    bucket: file.bucket,
    name: file.name,
    generation: file.generation,
    size: file.size,
    created: new Date(file.created),
    received,
    rule: window.rule.url,
    window: window.id,
    status: 'batched',
  };
}

const sourceFileOf = (entry: DocumentSnapshot): SourceFile => ({
  bucket: entry.get('bucket'),
  name: entry.get('name'),
  generation: entry.get('generation'),
  size: entry.get('size'),
  created: dateAt(entry, 'created').toISOString(),
});

/** The rule as text: a rule that is changed meanwhile changes nothing. */
function windowFields({ id: _, rule, group, ...record }: WindowRecord): DocumentData {
  return { ...record, rule: JSON.stringify(rule), group: group ?? null };
}

function recordOf(snapshot: DocumentSnapshot): WindowRecord {
  const groupId: unknown = snapshot.get('group.id');
  return {
    id: snapshot.id,
    state: snapshot.get('state'),
    bucket: snapshot.get('bucket'),
    destination: snapshot.get('destination'),
    start: dateAt(snapshot, 'start'),
    end: dateAt(snapshot, 'end'),
    closes: dateAt(snapshot, 'closes'),
    due: dateAt(snapshot, 'due'),
    rule: JSON.parse(snapshot.get('rule')),
    owner: snapshot.get('owner'),
    ...(typeof groupId === 'string'
      ? { group: { id: groupId, destination: snapshot.get('group.destination'), ends: dateAt(snapshot, 'group.ends') } }
      : {}),
  };
}

function dateAt(snapshot: DocumentSnapshot, field: string): Date {
  const value: unknown = snapshot.get(field);
  if (value instanceof Timestamp) return value.toDate();
  throw new Error(`${snapshot.ref.path} has no time ${field}`);
}
