import type { JobReference, JobState } from '../bigquery/warehouse.ts';
import type { Deps } from '../deps.ts';
import type { Process } from '../journal/process.ts';
import { answerFor, claimedByAnother, duplicate, type TailAnswer } from './answer.ts';
import { completeProcess } from './completeProcess.ts';
import { settleFailure } from './settleFailure.ts';
import type { Invocation } from './tail.ts';
import { underClaim } from './underClaim.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** Kept back for the actions and the journal once the job is done. */
const RESERVE_MS = 60_000;

interface Waiting {
  job: JobReference;
  invocation: Invocation;
}

/**
 * Sync mode: waits for the load job and completes the process. Where the invocation's time runs short, the process goes
 * on in async mode: its task file is there already, and dispatch sees the job done.
 */
export async function waitForLoad(process: Process, waiting: Waiting, deps: Deps): Promise<TailAnswer> {
  const by = waiting.invocation.id;
  const answer = await underClaim({ eventId: process.eventId, by }, deps, (latest) =>
    waitClaimed(latest, waiting, deps),
  );
  return answer === undefined || answer === 'claimed' ? claimedByAnother(process) : answer;
}

async function waitClaimed(process: Process, { job, invocation }: Waiting, deps: Deps): Promise<TailAnswer> {
  if (process.status !== 'running') return duplicate(process);
  try {
    const state = await untilDone(job, new Date(invocation.deadline.getTime() - RESERVE_MS), deps);
    if (state) return await completeProcess(process, { job, state }, deps);
  } catch (error) {
    return settleFailure(process, error, deps);
  }
  await deps.journal.release(process.eventId);
  return { ...answerFor(process), status: 'ok', message: 'load still running, handed over to dispatch', job, step: 1 };
}

/** The job once it is done; undefined where it is not by then. */
async function untilDone(job: JobReference, until: Date, { warehouse, clock }: Deps): Promise<JobState | undefined> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const state = await warehouse.job(job);
    if (state?.state === 'DONE') return state;
    if (clock.now().getTime() + pause > until.getTime()) return undefined;
    await clock.sleep(pause);
  }
}
