import type { Deps } from '../deps.ts';
import type { Process } from '../journal/process.ts';
import { answerFor, claimedByAnother, duplicate, type TailAnswer } from './answer.ts';
import { completeProcess } from './completeProcess.ts';
import { settleFailure } from './settleFailure.ts';
import { jobOf, submitLoad } from './submitLoad.ts';
import { underClaim } from './underClaim.ts';

interface DueTask {
  eventId: string;
  jobId: string;
  /** Who asks: unique for each invocation. */
  by: string;
}

/**
 * Resumes the process whose job is done. Only the name of the task file counts: what the process is and may do stands
 * in the journal, out of reach of those who upload files. Answers undefined where the journal knows no such job.
 */
export async function followUp({ eventId, jobId, by }: DueTask, deps: Deps): Promise<TailAnswer | undefined> {
  const known = await deps.journal.get(eventId);
  if (known?.plan.load?.jobId !== jobId) return undefined;
  const answer = await underClaim({ eventId, by }, deps, (process) => resume(process, jobId, deps));
  return answer === 'claimed' ? claimedByAnother(known) : answer;
}

async function resume(process: Process, jobId: string, deps: Deps): Promise<TailAnswer> {
  if (process.status !== 'running') {
    await deps.tasks.remove(jobId);
    return duplicate(process);
  }
  try {
    return await advance(process, deps);
  } catch (error) {
    return settleFailure(process, error, deps);
  }
}

async function advance(process: Process, deps: Deps): Promise<TailAnswer> {
  const { load } = process.plan;
  if (load === undefined) throw new Error(`process ${process.eventId} has no load job`);
  const job = await jobOf(load, deps);
  const state = await deps.warehouse.job(job);
  if (state?.state === 'DONE') return completeProcess(process, { job, state }, deps);
  // The task came back too early: in flight again, where dispatch watches it.
  await submitLoad(load, deps);
  await deps.tasks.removeDue(load.jobId);
  await deps.journal.release(process.eventId);
  if (state) return duplicate(process, `its job is still ${state.state.toLowerCase()}`);
  return { ...answerFor(process), status: 'ok', message: 'load submitted again', job, step: 1 };
}
