import { jobIdStart, parseJobId } from '../bigquery/jobId.ts';
import type { Context } from './context.ts';
import { knownJob } from './jobInFlight.ts';

/**
 * Whether a job that was submitted for the process, or may have been, may still write. If an invocation before this one may have
 * submitted it, in async mode the task files tell, whatever BigQuery says: no job is submitted before it has one. In sync mode only
 * BigQuery knows.
 */
export async function mayStillWrite({ latest, openJob, uncertainStep, deps }: Context): Promise<boolean> {
  if (openJob !== undefined) return true;
  if (uncertainStep === undefined) return false;
  try {
    if (latest.plan.mode === 'sync') return (await knownJob(latest, deps)) !== undefined;
    const { processId, destination } = latest.plan;
    const jobIds = await deps.tasks.startingWith(jobIdStart(destination, { processId, step: uncertainStep }));
    return jobIds.some((jobId) => {
      const job = parseJobId(jobId);
      return job?.processId === processId && job.step === uncertainStep && job.mode !== 'nop';
    });
  } catch {
    return true;
  }
}
