import { type DocumentSnapshot, FieldPath, FieldValue, type Firestore } from 'firebase-admin/firestore';
import { defined } from '../common/defined.ts';
import { Failure } from '../failure/failure.ts';
import { rpcStatusOf } from '../failure/rpcStatus.ts';
import { createBeginProcess } from './beginProcess.ts';
import { fileRecordOf, minuteOf, toldByProcess, untakenFields } from './documents.ts';
import { expireAt } from './expireAt.ts';
import type { FileRecord, Journal } from './journal.ts';
import { keepOutcomes, saidOf } from './keepOutcomes.ts';
import { isTaken, ledgerEntry } from './ledger.ts';
import type { PlanStore } from './planStore.ts';
import { readable } from './readable.ts';
import { claimIn, readProcess } from './readProcess.ts';
import { createTakeProcess } from './takeProcess.ts';
import { trailExpired } from './trailExpired.ts';
import { sourceFileOf, windowOf } from './windowDocuments.ts';
import { isUnfinished, type WindowRecord } from './windowRecord.ts';

interface Options {
  firestore: Firestore;
  plans: PlanStore;
  /** How long a trail is kept, in days. */
  ttlDays: number;
  /** Where the data files arrive: processes of other deployments are left alone. */
  triggerBucket: string;
}

/** The journal in Firestore: `files/‹event ID›`, `journal/‹process ID›` and `stats/…`. */
export function createFirestoreJournal({ firestore, plans, ttlDays, triggerBucket }: Options): Journal {
  const files = firestore.collection('files');
  const processes = firestore.collection('journal');
  const windows = firestore.collection('windows');
  const statistics = firestore.doc('stats/dispatch');
  const search = firestore.doc('stats/search');
  const unruledRound = firestore.doc('stats/unruled');

  /** The window of a version; one that was loaded with its window, and is loaded once more since, has a process of its own. */
  async function windowOfRecord({ process, window }: FileRecord): Promise<WindowRecord | undefined> {
    if (process !== undefined || window === undefined) return undefined;
    const snapshot = await windows.doc(window).get();
    return snapshot.exists ? windowOf(snapshot) : undefined;
  }

  async function toldRecord(snapshot: DocumentSnapshot): Promise<FileRecord> {
    const record = fileRecordOf(snapshot);
    if (record.status !== 'loading' && record.status !== 'batched') return record;
    const window = await windowOfRecord(record);
    const owner = record.process ?? window?.owner;
    const known = owner === undefined ? undefined : await processes.doc(owner).get();
    if (!known?.exists) return isUnfinished(window) ? record : expired(record);
    const told = await readable(readProcess(known, plans));
    return told === undefined || told instanceof Failure ? record : toldByProcess(record, told);
  }

  return {
    ...createBeginProcess({ firestore, plans, ttlDays, triggerBucket }),
    ...createTakeProcess({ firestore, plans }),

    async leave(file, why, received) {
      const entry = await ledgerEntry({ get: (ref) => ref.get() }, { files, version: file });
      // One that was refused stays so, whatever comes again: the history has it under the time at which it came first.
      if (isTaken(entry) || (why.status === 'refused' && entry.get('status') === 'refused')) return;
      const fields = { ...untakenFields(file, why, received), expireAt: expireAt(received, ttlDays) };
      const written = entry.updateTime
        ? entry.ref.update(fields, { lastUpdateTime: entry.updateTime })
        : entry.ref.create(fields);
      await written.catch((error: unknown) => {
        // Somebody else has just told what became of it.
        const status = rpcStatusOf(error)?.status;
        if (status !== 'alreadyExists' && status !== 'failedPrecondition') throw error;
      });
    },

    tellOf: ({ plan }, told, now) =>
      keepOutcomes(
        firestore,
        told.flatMap(({ index, reason, to }) => {
          const source = plan.sources[index];
          return source ? [[source, defined({ error: reason, quarantinedTo: to, ended: now })] as const] : [];
        }),
      ),

    saidOf: (asked) => saidOf(firestore, asked),

    supersede: (superseded, now) =>
      keepOutcomes(
        firestore,
        superseded.map((file) => {
          // No process writes the history of it.
          return [file, { status: 'superseded', error: OVERWRITTEN, ended: now, historyDue: minuteOf(now) }] as const;
        }),
      ),

    find: (version) =>
      firestore.runTransaction(
        async (transaction) => {
          const entry = await ledgerEntry(transaction, { files, version });
          const process = entry.exists ? await transaction.get(processes.doc(entry.id)) : undefined;
          return process?.exists ? readProcess(process, plans) : undefined;
        },
        { readOnly: true },
      ),

    async get(processId) {
      const snapshot = await processes.doc(processId).get();
      return snapshot.exists ? readProcess(snapshot, plans) : undefined;
    },

    async isClaimed(processId, now) {
      return claimIn(await processes.doc(processId).get()).until > now;
    },

    async warn(processId, note) {
      await processes
        .doc(processId)
        .update({ notes: FieldValue.arrayUnion(note) })
        .catch((error: unknown) => {
          if (rpcStatusOf(error)?.status !== 'notFound') throw error;
        });
    },

    async versions({ bucket, name }) {
      const found = await files.where('name', '==', name).where('bucket', '==', bucket).get();
      const records = await Promise.all(found.docs.map(toldRecord));
      return records.sort((a, b) => b.received.getTime() - a.received.getTime());
    },

    async neglected(now) {
      const running = processes.where('bucket', '==', triggerBucket).where('status', '==', 'running');
      const late = running.where('lookAfter', '<', minuteOf(now)).orderBy('lookAfter').limit(PAGE);
      const found = await late.select('claim', 'destTable', 'mode').get();
      return found.docs
        .filter((snapshot) => claimIn(snapshot).until <= now)
        .map((snapshot) => ({
          processId: snapshot.id,
          destination: snapshot.get('destTable'),
          mode: snapshot.get('mode'),
        }));
    },

    async unruled(after) {
      const all = files.where('status', '==', 'unruled').orderBy(FieldPath.documentId());
      const { docs } = await (after === undefined ? all : all.startAfter(after)).limit(PAGE).get();
      const next = docs.length < PAGE ? undefined : docs.at(-1)?.id;
      return defined({ files: docs.map(sourceFileOf).filter(({ bucket }) => bucket === triggerBucket), next });
    },

    async unruledRound() {
      const snapshot = await unruledRound.get();
      return defined({ after: snapshot.get('after'), asked: snapshot.get('asked')?.toDate() });
    },

    async writeUnruledRound(round) {
      await unruledRound.set(round);
    },

    async assertAnswers() {
      await statistics.get();
    },

    async lookAfter(processId, time) {
      await processes.doc(processId).update({ lookAfter: minuteOf(time) });
    },

    isKnown: async (version) => (await ledgerEntry({ get: (ref) => ref.get() }, { files, version })).exists,

    async search() {
      const snapshot = await search.get();
      if (!snapshot.exists) return undefined;
      const page: unknown = snapshot.get('page');
      return {
        from: snapshot.get('from').toDate(),
        to: snapshot.get('to').toDate(),
        isDone: snapshot.get('isDone'),
        isWhole: snapshot.get('isWhole') ?? true,
        ...defined({ page: typeof page === 'string' ? page : undefined, ended: snapshot.get('ended')?.toDate() }),
      };
    },

    async writeSearch(state) {
      await search.set(state);
    },

    async loadJobs() {
      const counted: Record<string, { loadJobs?: number }> = (await statistics.get()).get('projects') ?? {};
      return Object.fromEntries(Object.entries(counted).map(([id, { loadJobs = 0 }]) => [id, loadJobs]));
    },

    async writeStatistics(counts) {
      await statistics.set({ ...counts, at: FieldValue.serverTimestamp() });
    },
  };
}

const expired = (record: FileRecord): FileRecord => ({ ...record, status: 'expired', error: trailExpired().message });

const OVERWRITTEN = 'overwritten before its window closed; the newer version is loaded instead';

/** Documents that one query answers at most. */
const PAGE = 500;
