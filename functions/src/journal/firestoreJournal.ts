import {
  type DocumentSnapshot,
  FieldPath,
  FieldValue,
  type Firestore,
  Timestamp,
  type Transaction,
} from 'firebase-admin/firestore';
import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import {
  fileFields,
  fileOutcome,
  fileRecordOf,
  hourOf,
  processFields,
  processOf,
  stepFields,
  stepKey,
} from './documents.ts';
import { expireAt } from './expireAt.ts';
import type { Journal, Started } from './journal.ts';
import { ledgerEntry } from './ledger.ts';
import type { PlanStore } from './planStore.ts';

interface Options {
  firestore: Firestore;
  plans: PlanStore;
  /** How long a trail is kept, in days. */
  ttlDays: number;
}

/** The journal in Firestore: `files/‹event ID›`, `journal/‹event ID›` and `stats/dispatch`. */
export function createFirestoreJournal({ firestore, plans, ttlDays }: Options): Journal {
  const files = firestore.collection('files');
  const processes = firestore.collection('journal');
  const statistics = firestore.doc('stats/dispatch');
  const search = firestore.doc('stats/search');

  const read = async (snapshot: DocumentSnapshot): Promise<Process> =>
    processOf(snapshot, await plans.read(snapshot.data() ?? {}));

  async function create(transaction: Transaction, process: Process): Promise<Timestamp> {
    const expires = expireAt(process.started, ttlDays);
    const fields = { ...processFields(process), ...(await plans.keep(process.plan)), expireAt: expires };
    transaction.create(processes.doc(process.processId), fields);
    return expires;
  }

  async function startIn(
    transaction: Transaction,
    file: SourceFile,
    begin: (eventId: string) => Process,
  ): Promise<Started> {
    const entry = await ledgerEntry(transaction, { files, version: file });
    const known = entry.exists ? await transaction.get(processes.doc(entry.id)) : undefined;
    if (known?.exists) return { process: await read(known), created: false };
    const window: unknown = entry.get('window');
    if (typeof window === 'string') return { window };
    const process = begin(entry.id);
    const expires = await create(transaction, process);
    transaction.set(entry.ref, { ...fileFields(file, process), expireAt: expires });
    return { process, created: true };
  }

  async function openIn(transaction: Transaction, process: Process) {
    const known = await transaction.get(processes.doc(process.processId));
    if (known.exists) return { process: await read(known), created: false };
    await create(transaction, process);
    return { process, created: true };
  }

  return {
    start: (file, begin) => firestore.runTransaction((transaction) => startIn(transaction, file, begin)),

    open: (process) => firestore.runTransaction((transaction) => openIn(transaction, process)),

    find: (version) =>
      firestore.runTransaction(
        async (transaction) => {
          const entry = await ledgerEntry(transaction, { files, version });
          const process = entry.exists ? await transaction.get(processes.doc(entry.id)) : undefined;
          return process?.exists ? read(process) : undefined;
        },
        { readOnly: true },
      ),

    async get(eventId) {
      const snapshot = await processes.doc(eventId).get();
      return snapshot.exists ? read(snapshot) : undefined;
    },

    claim: (eventId, claim, now) =>
      firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(processes.doc(eventId));
        if (!snapshot.exists) return undefined;
        const process = await read(snapshot);
        if (process.status !== 'running') return process;
        if (isHeld(snapshot, now) && snapshot.get('claim.by') !== claim.by) return 'claimed';
        transaction.update(snapshot.ref, { claim });
        return process;
      }),

    async isClaimed(eventId, now) {
      return isHeld(await processes.doc(eventId).get(), now);
    },

    async renew(eventId, claim) {
      await processes.doc(eventId).update({ claim });
    },

    async release(eventId) {
      await processes.doc(eventId).update({ claim: null });
    },

    async addStep(eventId, step) {
      await processes.doc(eventId).update(new FieldPath('steps', stepKey(step)), stepFields(step));
    },

    async addJobs(eventId, path, jobs) {
      await processes.doc(eventId).update(new FieldPath('jobs', path), JSON.stringify(jobs));
    },

    async addNotes(eventId, notes) {
      await processes.doc(eventId).update({ notes: FieldValue.arrayUnion(...notes) });
    },

    async beginToFail(eventId, error) {
      await processes.doc(eventId).update({ error });
    },

    addAttempt: (eventId) =>
      firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(processes.doc(eventId));
        const attempts = Number(snapshot.get('attempts') ?? 0) + 1;
        transaction.update(snapshot.ref, { attempts });
        return attempts;
      }),

    async finish(process, outcome) {
      const batch = firestore.batch();
      batch.update(processes.doc(process.processId), { ...outcome, claim: null });
      // The files of a batch tell which process they belong to; a write for each would cost more than loading them.
      if (process.plan.sources.length === 1) batch.update(files.doc(process.processId), fileOutcome(process, outcome));
      await batch.commit();
    },

    async versions({ bucket, name }) {
      const found = await files.where('name', '==', name).where('bucket', '==', bucket).get();
      return found.docs.map(fileRecordOf).sort((a, b) => b.received.getTime() - a.received.getTime());
    },

    async longRunning(bucket, startedBefore) {
      const running = processes.where('bucket', '==', bucket).where('status', '==', 'running');
      const found = await running.where('date', '<', hourOf(startedBefore)).limit(LATEST).get();
      return Promise.all(found.docs.map(read));
    },

    async newest(limit) {
      const found = await processes.orderBy('date', 'desc').limit(Math.max(limit, LATEST)).get();
      const latest = found.docs.toSorted((a, b) => startedAt(b) - startedAt(a)).slice(0, limit);
      return Promise.all(latest.map(read));
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
        ...(typeof page === 'string' ? { page } : {}),
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

/** The time itself has no index: one that grows with every write takes 500 writes a second at most. The hour has. */
const LATEST = 500;

const startedAt = (snapshot: DocumentSnapshot): number => snapshot.get('started').toMillis();

function isHeld(snapshot: DocumentSnapshot, now: Date): boolean {
  const until: unknown = snapshot.get('claim.until');
  return until instanceof Timestamp && until.toMillis() > now.getTime();
}
