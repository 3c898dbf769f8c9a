import type { DocumentSnapshot, Firestore } from 'firebase-admin/firestore';
import { defined } from '../common/defined.ts';
import { rpcStatusOf } from '../failure/rpcStatus.ts';
import { type Process, type Step, withStep } from '../model/process.ts';
import type { Claimant } from './claim.ts';
import { stepWritten } from './documents.ts';
import { firestoreClaim } from './firestoreClaim.ts';
import type { Claimed, JobEnd, Journal } from './journal.ts';
import type { PlanStore } from './planStore.ts';
import { claimIn, readProcess } from './readProcess.ts';

interface Options {
  firestore: Firestore;
  plans: PlanStore;
}

/** How an invocation takes a process that was begun before it. */
export function createTakeProcess({ firestore, plans }: Options): Pick<Journal, 'claim'> {
  const processes = firestore.collection('journal');

  /** Writes that the process is claimed, with the step of its job. Undefined where somebody else wrote to it since it was read. */
  async function take(
    snapshot: DocumentSnapshot,
    { process, claimant, recorded }: { process: Process; claimant: Claimant; recorded: Step | undefined },
  ): Promise<Claimed | undefined> {
    const known = claimIn(snapshot);
    const epoch = known.by === claimant.by ? known.epoch : known.epoch + 1;
    const { id: processId, updateTime: lastUpdateTime } = snapshot;
    if (lastUpdateTime === undefined) return undefined;
    const claim = { by: claimant.by, until: claimant.until, epoch };
    const step = recorded ? stepWritten(recorded, claimant.now) : [];
    try {
      const { writeTime } = await snapshot.ref.update('claim', claim, ...step, { lastUpdateTime });
      return {
        state: 'claimed',
        process: recorded ? withStep(process, recorded, claimant.now) : process,
        claim: firestoreClaim({ firestore, plans, processId, claimant, epoch, updateTime: writeTime }),
        ...defined({ recorded }),
      };
    } catch (error) {
      if (rpcStatusOf(error)?.status === 'failedPrecondition') return undefined;
      throw error;
    }
  }

  async function tryToClaim(
    snapshot: DocumentSnapshot,
    claimantNow: () => Claimant,
    jobEnd: (process: Process) => Promise<JobEnd | undefined>,
  ): Promise<Claimed | undefined> {
    const process = await readProcess(snapshot, plans);
    if (process.status !== 'running') return { state: 'ended', process };
    const { by, until } = claimIn(snapshot);
    const ended = await jobEnd(process);
    const claimant = claimantNow();
    const isFree = by === claimant.by || until <= claimant.now;
    if (!isFree && ended === undefined) return { state: 'busy', process };
    return take(snapshot, { process, claimant, recorded: ended?.step });
  }

  return {
    async claim(processId, claimant, jobEnd = async () => undefined) {
      for (;;) {
        const snapshot = await processes.doc(processId).get();
        if (!snapshot.exists) return undefined;
        const claimed = await tryToClaim(snapshot, claimant, jobEnd);
        if (claimed) return claimed;
      }
    },
  };
}
