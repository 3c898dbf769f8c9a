import type { Deps } from '../deps/deps.ts';
import type { JobEnd } from '../journal/journal.ts';
import type { Process } from '../model/process.ts';
import { dueJob } from './dueJob.ts';
import { endedStep } from './endedStep.ts';
import { jobIdOfNext, referenceOf } from './jobReference.ts';

/**
 * Whether the process waits for this load or move, and no function waits for it: in async mode an invocation is done with the process once it
 * has submitted the job.
 */
export function isLeftTo(process: Process, jobId: string): boolean {
  const due = dueJob(process);
  return process.plan.mode === 'async' && due !== undefined && jobIdOfNext(process, due) === jobId;
}

/**
 * Looks whether a job has ended to which its process was left. Undefined also where BigQuery does not say: whoever works on the process asks
 * again, and sees to the failure.
 */
export async function jobEnd(process: Process, jobId: string, deps: Deps): Promise<JobEnd | undefined> {
  const due = dueJob(process);
  if (due === undefined || !isLeftTo(process, jobId)) return undefined;
  try {
    const job = await referenceOf(process, due, deps);
    const state = await deps.warehouse.job(job);
    if (state?.state !== 'DONE') return undefined;
    return state.error ? {} : { step: await endedStep(process, { due, job, state }, deps) };
  } catch {
    return undefined;
  }
}
