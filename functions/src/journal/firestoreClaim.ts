import { FieldPath, FieldValue, type Firestore, type Timestamp } from 'firebase-admin/firestore';
import type { SourceFile } from '../model/sourceFile.ts';
import { loadedHours } from '../plan/loadedHours.ts';
import { type Claim, type Claimant, claimLost, type HandOver } from './claim.ts';
import { entryOutcomes, minuteOf, stepFields, stepKey, stepWritten } from './documents.ts';
import { type Fields, fencedDocument } from './fencedDocument.ts';
import { keepOutcomes } from './keepOutcomes.ts';
import type { PlanStore } from './planStore.ts';

interface Options {
  firestore: Firestore;
  plans: PlanStore;
  processId: string;
  claimant: Claimant;
  epoch: number;
  /** When the document was written that says who has the claim. */
  updateTime: Timestamp;
}

/** A claim on `journal/‹process ID›`, which was written there already. */
export function firestoreClaim({ firestore, plans, processId, claimant, epoch, updateTime }: Options): Claim {
  const document = fencedDocument(firestore, {
    ref: firestore.collection('journal').doc(processId),
    epoch,
    updateTime,
  });
  let until = claimant.until;
  let hasEnded = false;
  /** The write that ends the claim is on its way: a renewal after it would give the process back to an invocation that is done with it. */
  let isEnding = false;

  /** Steps that go with the next write, and when the last of them was done. */
  let deferred: { steps: readonly unknown[]; progressed?: Date } = { steps: [] };

  async function write(fields: Fields, also?: Parameters<typeof document.write>[1]): Promise<void> {
    if (hasEnded) throw claimLost(processId);
    const due = deferred;
    deferred = { steps: [] };
    const isWritten = (name: string): boolean => fields.some((field, index) => index % 2 === 0 && field === name);
    const unless = (name: string, value: unknown): unknown[] => (isWritten(name) ? [] : [name, value]);
    const progress = due.progressed ? [...unless('progressed', due.progressed), ...unless('waiting', null)] : [];
    try {
      const [field, value, ...more] = fields;
      await document.write([field, value, ...more, ...due.steps, ...progress], also);
    } catch (error) {
      deferred = { ...due, ...deferred, steps: [...due.steps, ...deferred.steps] };
      throw error;
    }
  }

  const end: typeof write = async (fields, also) => {
    isEnding = true;
    try {
      await write(fields, also);
      hasEnded = true;
    } finally {
      isEnding = false;
    }
  };

  async function release({ lookAfter, waiting }: HandOver): Promise<void> {
    const waits = waiting ? ['waiting', waiting, 'waits', FieldValue.increment(1)] : [];
    await end(['claim', free(epoch), 'lookAfter', minuteOf(lookAfter), ...waits]);
  }

  /**
   * Whether there is an entry of that ID, and it is the version's. TTL may have taken it before the process. A window is opened by one
   * version, and may hold only a newer one in the end.
   */
  async function isEntryOf(id: string, source: SourceFile): Promise<boolean> {
    const entry = await firestore.collection('files').doc(id).get();
    return entry.get('name') === source.name && entry.get('generation') === source.generation;
  }

  return {
    epoch,
    get until() {
      return until;
    },

    async renew(next) {
      if (hasEnded) throw claimLost(processId);
      if (isEnding) return;
      await document.write(['claim', { by: claimant.by, epoch, until: next }]);
      until = next;
    },

    release,

    async leaveToJob(handOver) {
      if (deferred.steps.length > 0) await release(handOver);
      else hasEnded = true;
    },

    async addStep(step, now, isDeferred = false) {
      if (!isDeferred) return write(stepWritten(step, now));
      const told = [new FieldPath('steps', stepKey(step)), stepFields(step)];
      deferred = { steps: [...deferred.steps, ...told], progressed: now };
    },

    async addJobs(path, jobs) {
      await write([new FieldPath('jobs', path), await plans.keepJobs(processId, jobs)]);
    },

    async addNotes(notes) {
      await write(['notes', FieldValue.arrayUnion(...notes)]);
    },

    async addEmpty(files) {
      await write(['empty', FieldValue.arrayUnion(...files)]);
    },

    async addSuperseded(positions) {
      await write(['superseded', FieldValue.arrayUnion(...positions)]);
    },

    async beginToFail(error, now) {
      await write(['error', error, 'progressed', now, 'waiting', null]);
    },

    async finish(process, outcome) {
      const { status, ended, error, summary, isUntold } = outcome;
      const loaded = ['summary', summary, 'loadedHours', loadedHours(process, status)];
      const due = isUntold ? ['historyDue', minuteOf(ended)] : [];
      const said = [...loaded, ...(error ? ['error', error] : []), ...due];
      const outcomes = entryOutcomes(process, outcome);
      const [[source, told] = []] = process.plan.sources.length === 1 ? outcomes : [];
      const isOwner = source !== undefined && (await isEntryOf(processId, source));
      if (!isOwner) await keepOutcomes(firestore, outcomes);
      await end(['status', status, 'ended', ended, 'waiting', null, 'claim', free(epoch), ...said], (batch) => {
        if (isOwner && told) batch.update(firestore.collection('files').doc(processId), told);
      });
    },
  };
}

/** Nobody has the process; the next claim has a later epoch. */
const free = (epoch: number) => ({ by: null, until: null, epoch });
