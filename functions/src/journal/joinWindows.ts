import type { DocumentSnapshot, Firestore } from 'firebase-admin/firestore';
import { nextFree } from '../batch/nextFree.ts';
import { rpcStatusOf } from '../failure/rpcStatus.ts';
import { eventIdOf } from '../model/eventId.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { forgotten } from './documents.ts';
import { expireAt } from './expireAt.ts';
import { isTaken, ledgerEntry } from './ledger.ts';
import { waitingFileFields, windowFields, windowOf } from './windowDocuments.ts';
import type { Joined, Joining, PlannedWindow, WindowRecord, Windows } from './windowRecord.ts';

interface Options {
  firestore: Firestore;
  ttlDays: number;
}

/** What a file meets that is to join. */
interface WindowChoice {
  /** The file's entry in the ledger, or the free one that it may take. */
  entry: DocumentSnapshot;
  /** The window that it may join, or open where the snapshot shows none. */
  window: PlannedWindow;
  snapshot: DocumentSnapshot;
}

interface Arrival {
  file: SourceFile;
  received: Date;
}

/** A window must outlive the entries of its files, or a file that comes very late could open it once more with them in it. */
const TTL_RESERVE_DAYS = 7;

/** More windows than an instance meets at a time; forgetting one costs a read. */
const MAX_SEEN = 10_000;

/**
 * How files join windows. A file that joins an open window reads it in the transaction that creates the file's entry, so
 * that it is closed before or after, never in between. That is the one document which most files cost to read: whether the file
 * has an entry is not asked, since creating it tells. A window is opened without a transaction, by creating it and the
 * opener's entry, both or neither: transactions that find it missing would wait for each other's locks, and of hundreds
 * of events at once most would give up.
 */
export function createJoin({ firestore, ttlDays }: Options): Windows['join'] {
  const files = firestore.collection('files');
  const windows = firestore.collection('windows');
  /** Windows that this instance has met. */
  const seen = new Set<string>();

  const entryFields = (window: PlannedWindow, { file, received }: Arrival) => ({
    ...waitingFileFields(file, { window, received }),
    expireAt: expireAt(received, ttlDays),
  });

  /** Undefined where the file has an entry, or the window is not there, or not open (any more). */
  async function enterNew(window: PlannedWindow, arrival: Arrival): Promise<Joined | undefined> {
    const ref = windows.doc(window.id);
    const eventId = eventIdOf(arrival.file);
    // Transactions that find it missing would wait for each other.
    if (!seen.has(window.id) && !(await ref.get()).exists) return undefined;
    try {
      return await firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(ref);
        if (!snapshot.exists || isClosed(snapshot)) return undefined;
        transaction.create(files.doc(eventId), entryFields(window, arrival));
        return { outcome: 'joined', window: windowOf(snapshot), eventId };
      });
    } catch (error) {
      if (rpcStatusOf(error)?.status === 'alreadyExists') return undefined;
      throw error;
    }
  }

  async function look({ file }: Arrival, windowAt: Joining['windowAt']): Promise<WindowChoice> {
    const own = windowAt(0);
    const [first, snapshot] = await pair(firestore.getAll(files.doc(eventIdOf(file)), windows.doc(own.id)));
    const entry = await ledgerEntry({ get: (ref) => ref.get() }, { files, version: file, first });
    if (isTaken(entry) || !isClosed(snapshot)) return { entry, window: own, snapshot };
    const looked = new Map<number, DocumentSnapshot>([[0, snapshot]]);
    const offset = await nextFree(async (candidate) => {
      const later = await windows.doc(windowAt(candidate).id).get();
      looked.set(candidate, later);
      return isClosed(later);
    });
    return { entry, window: windowAt(offset), snapshot: looked.get(offset) ?? snapshot };
  }

  /** Undefined where the window, or the file's entry, was created meanwhile. */
  async function open({ entry, window }: WindowChoice, arrival: Arrival): Promise<Joined | undefined> {
    const record: WindowRecord = { ...window, state: 'open', owner: entry.id };
    const last = new Date(Math.max(window.closes.getTime(), arrival.received.getTime()));
    const batch = firestore.batch();
    const fields = entryFields(window, arrival);
    if (entry.updateTime) batch.update(entry.ref, { ...forgotten(), ...fields }, { lastUpdateTime: entry.updateTime });
    else batch.create(entry.ref, fields);
    batch.create(windows.doc(window.id), {
      ...windowFields(record),
      expireAt: expireAt(last, ttlDays + TTL_RESERVE_DAYS),
    });
    try {
      await batch.commit();
      return { outcome: 'opened', window: record, eventId: entry.id };
    } catch (error) {
      const status = rpcStatusOf(error)?.status;
      if (status === 'alreadyExists' || status === 'failedPrecondition') return undefined;
      throw error;
    }
  }

  /** A file that may have an entry already, or whose window was opened meanwhile. Undefined where the window is not open (any more), or the file was put somewhere. */
  const enterKnown = (window: PlannedWindow, arrival: Arrival): Promise<Joined | undefined> =>
    firestore.runTransaction(async (transaction) => {
      const { file } = arrival;
      const [first, snapshot] = await pair(transaction.getAll(files.doc(eventIdOf(file)), windows.doc(window.id)));
      const entry = await ledgerEntry(transaction, { files, version: file, first });
      if (isTaken(entry) || !snapshot.exists || isClosed(snapshot)) return undefined;
      transaction.set(entry.ref, entryFields(window, arrival));
      return { outcome: 'joined', window: windowOf(snapshot), eventId: entry.id };
    });

  async function joinedBefore(entry: DocumentSnapshot): Promise<Joined> {
    const windowId: unknown = entry.get('window');
    if (typeof windowId !== 'string') return { outcome: 'alone', eventId: entry.id };
    const snapshot = await windows.doc(windowId).get();
    return { outcome: 'known', window: snapshot.exists ? windowOf(snapshot) : undefined, eventId: entry.id };
  }

  /** Undefined where somebody else was quicker, so that things look different now. */
  async function tryToJoin(arrival: Arrival, { windowAt, admit }: Joining): Promise<Joined | undefined> {
    const choice = await look(arrival, windowAt);
    if (isTaken(choice.entry)) return joinedBefore(choice.entry);
    if (choice.snapshot.exists) return enterKnown(choice.window, arrival);
    return (await admit(choice.window)) ? open(choice, arrival) : undefined;
  }

  return async (file, joining) => {
    const { windowAt, received } = joining;
    const arrival = { file, received };
    const own = windowAt(0);
    let joined = await enterNew(own, arrival);
    while (joined === undefined) joined = await tryToJoin(arrival, joining);
    if (seen.size >= MAX_SEEN) seen.clear();
    seen.add(own.id);
    return joined;
  };
}

const pair = async (read: Promise<DocumentSnapshot[]>) => (await read) as [DocumentSnapshot, DocumentSnapshot];

const isClosed = (snapshot: DocumentSnapshot): boolean => snapshot.exists && snapshot.get('state') !== 'open';
