import type { DocumentSnapshot, Firestore, Timestamp } from 'firebase-admin/firestore';
import { rpcStatusOf } from '../failure/rpcStatus.ts';
import { hourOf } from '../model/book.ts';
import { eventIdOf } from '../model/eventId.ts';
import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { Claim, Claimant } from './claim.ts';
import { fileFields, forgotten, minuteOf, processFields } from './documents.ts';
import { expireAt } from './expireAt.ts';
import { firestoreClaim } from './firestoreClaim.ts';
import type { Journal, Opened, Started } from './journal.ts';
import { ledgerEntry } from './ledger.ts';
import type { PlanStore } from './planStore.ts';
import { claimIn, readProcess } from './readProcess.ts';

interface Options {
  firestore: Firestore;
  plans: PlanStore;
  /** How long a trail is kept, in days. */
  ttlDays: number;
  triggerBucket: string;
}

/** How long a new process may stay without a claim or a hand-over, in milliseconds: its invocation must have died. */
const FIRST_LOOK_MS = 3 * 60_000;

/** How a process begins, once for each version of a file, or for each window, however often its event comes. */
export function createBeginProcess({
  firestore,
  plans,
  ttlDays,
  triggerBucket,
}: Options): Pick<Journal, 'start' | 'open'> {
  const files = firestore.collection('files');
  const processes = firestore.collection('journal');

  async function newFields(process: Process, claimant: Claimant) {
    return {
      ...processFields(process, triggerBucket),
      ...(await plans.keep(process.plan)),
      claim: { by: claimant.by, until: claimant.until, epoch: 1 },
      lookAfter: minuteOf(new Date(process.started.getTime() + FIRST_LOOK_MS)),
      expireAt: expireAt(process.started, ttlDays),
    };
  }

  const claimOn = (processId: string, claimant: Claimant, epoch: number, updateTime: Timestamp): Claim =>
    firestoreClaim({ firestore, plans, processId, claimant, epoch, updateTime });

  /** What an earlier delivery began. A process of the same invocation is one whose creation was not answered. */
  async function opened(snapshot: DocumentSnapshot, claimant: Claimant): Promise<Opened> {
    const process = await readProcess(snapshot, plans);
    const { by, until, epoch } = claimIn(snapshot);
    if (process.status === 'running' && by === claimant.by && snapshot.updateTime) {
      return { process, claim: claimOn(process.processId, claimant, epoch, snapshot.updateTime) };
    }
    const isAbandoned = process.status === 'running' && by !== undefined && until <= claimant.now;
    return { process, isAbandoned };
  }

  /** Creates a process that nobody began before; without a look, since looks cost as much as they save. */
  async function create(
    process: Process,
    claimant: Claimant,
    entry?: { file: SourceFile; known: DocumentSnapshot | undefined },
  ): Promise<Claim | undefined> {
    const batch = firestore.batch();
    const own = entry && { fileHour: hourOf(new Date(entry.file.created)) };
    batch.create(processes.doc(process.processId), { ...(await newFields(process, claimant)), ...own });
    if (entry) {
      const ref = files.doc(process.processId);
      const fields = { ...fileFields(entry.file, process), expireAt: expireAt(process.started, ttlDays) };
      if (entry.known?.updateTime)
        batch.update(ref, { ...forgotten(), ...fields }, { lastUpdateTime: entry.known.updateTime });
      else batch.create(ref, fields);
    }
    try {
      const [written] = await batch.commit();
      return written && claimOn(process.processId, claimant, 1, written.writeTime);
    } catch (error) {
      const status = rpcStatusOf(error)?.status;
      if (status === 'alreadyExists' || status === 'failedPrecondition' || status === 'notFound') return undefined;
      throw error;
    }
  }

  async function startKnown(
    file: SourceFile,
    begin: (eventId: string) => Process,
    claimant: Claimant,
  ): Promise<Started> {
    for (;;) {
      const entry = await ledgerEntry({ get: (ref) => ref.get() }, { files, version: file });
      const known = await processes.doc(entry.id).get();
      if (known.exists) return opened(known, claimant);
      const window: unknown = entry.get('window');
      if (typeof window === 'string') return { window };
      const process = begin(entry.id);
      const claim = await create(process, claimant, { file, known: entry.exists ? entry : undefined });
      if (claim) return { process, claim };
    }
  }

  return {
    async start(file, begin, claimant) {
      const process = begin(eventIdOf(file));
      const claim = await create(process, claimant, { file, known: undefined });
      return claim ? { process, claim } : startKnown(file, begin, claimant);
    },

    async open(process, claimant) {
      for (;;) {
        const claim = await create(process, claimant);
        if (claim) return { process, claim };
        const known = await processes.doc(process.processId).get();
        if (known.exists) return opened(known, claimant);
      }
    },
  };
}
