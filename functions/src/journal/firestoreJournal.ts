import {
  type DocumentSnapshot,
  FieldPath,
  FieldValue,
  type Firestore,
  Timestamp,
  type Transaction,
} from 'firebase-admin/firestore';
import { fileFields, fileOutcome, processFields, processOf, stepFields, stepKey } from './documents.ts';
import { eventIdOf, type ObjectVersion } from './eventId.ts';
import type { Journal } from './journal.ts';
import type { Process, SourceFile } from './process.ts';

/** Enough to tell versions apart whose event IDs collide: 63 bits make even a second collision a matter of centuries. */
const MAX_SALT = 8;

interface Options {
  firestore: Firestore;
  /** How long a trail is kept, in days. */
  ttlDays: number;
}

/** The journal in Firestore: `files/‹event ID›`, `journal/‹event ID›` and `stats/dispatch`. */
export function createFirestoreJournal({ firestore, ttlDays }: Options): Journal {
  const files = firestore.collection('files');
  const processes = firestore.collection('journal');

  /** The version's own ledger entry, or the free one that it may take; the rest belong to versions that collide with it. */
  async function ledgerEntry(transaction: Transaction, version: ObjectVersion): Promise<DocumentSnapshot> {
    for (let salt = 0; salt < MAX_SALT; salt++) {
      const entry = await transaction.get(files.doc(eventIdOf(version, salt)));
      if (!entry.exists || isOf(version, entry)) return entry;
    }
    throw new Error(`the event IDs of ${JSON.stringify(version)} are all taken by other object versions`);
  }

  async function startIn(transaction: Transaction, file: SourceFile, begin: (eventId: string) => Process) {
    const entry = await ledgerEntry(transaction, file);
    const known = entry.exists ? await transaction.get(processes.doc(entry.id)) : undefined;
    if (known?.exists) return { process: processOf(known), created: false };
    const process = begin(entry.id);
    const expireAt = Timestamp.fromMillis(process.started.getTime() + ttlDays * 86_400_000);
    transaction.set(entry.ref, { ...fileFields(file, process), expireAt });
    transaction.create(processes.doc(entry.id), { ...processFields(process), expireAt });
    return { process, created: true };
  }

  return {
    start: (file, begin) => firestore.runTransaction((transaction) => startIn(transaction, file, begin)),

    find: (version) =>
      firestore.runTransaction(
        async (transaction) => {
          const entry = await ledgerEntry(transaction, version);
          const process = entry.exists ? await transaction.get(processes.doc(entry.id)) : undefined;
          return process?.exists ? processOf(process) : undefined;
        },
        { readOnly: true },
      ),

    async get(eventId) {
      const snapshot = await processes.doc(eventId).get();
      return snapshot.exists ? processOf(snapshot) : undefined;
    },

    claim: (eventId, claim, now) =>
      firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(processes.doc(eventId));
        if (!snapshot.exists) return undefined;
        const process = processOf(snapshot);
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

    addAttempt: (eventId) =>
      firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(processes.doc(eventId));
        const attempts = Number(snapshot.get('attempts') ?? 0) + 1;
        transaction.update(snapshot.ref, { attempts });
        return attempts;
      }),

    async finish(process, outcome) {
      const batch = firestore.batch();
      batch.update(processes.doc(process.eventId), { ...outcome, claim: null });
      batch.update(files.doc(process.eventId), fileOutcome(process, outcome));
      await batch.commit();
    },

    async writeStatistics(statistics) {
      await firestore.doc('stats/dispatch').set({ ...statistics, at: FieldValue.serverTimestamp() });
    },
  };
}

const isOf = ({ bucket, name, generation }: ObjectVersion, entry: DocumentSnapshot): boolean =>
  entry.get('bucket') === bucket && entry.get('name') === name && entry.get('generation') === generation;

function isHeld(snapshot: DocumentSnapshot, now: Date): boolean {
  const until: unknown = snapshot.get('claim.until');
  return until instanceof Timestamp && until.toMillis() > now.getTime();
}
