import { jobIdStart, parseJobId } from '../bigquery/jobId.ts';
import type { Deps } from '../deps/deps.ts';
import type { Process } from '../model/process.ts';
import type { Context } from './context.ts';
import { dueJob } from './dueJob.ts';
import { referenceOf } from './jobReference.ts';

/**
 * Whether a job of the process that was asked for may still write. Of one that an invocation before this one may have submitted the
 * task files tell, whatever BigQuery says: in async mode no job is submitted before it has one. In sync mode BigQuery alone knows.
 */
export async function mayStillWrite({ latest, openJob, uncertainStep, deps }: Context): Promise<boolean> {
  if (openJob !== undefined) return true;
  if (uncertainStep === undefined) return false;
  try {
    if (latest.plan.mode === 'sync') return await isNextJobThere(latest, deps);
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

/** Whether BigQuery has the job of the next step: that is a load, or one of the jobs that were worked out, which the journal has before they are submitted. */
async function isNextJobThere(process: Process, deps: Deps): Promise<boolean> {
  const projectId = process.plan.ingestion?.projectId ?? deps.settings.projectId;
  const planned = Object.values(process.jobs)
    .flat()
    .map((job) => ({ ...job, projectId }));
  const due = dueJob(process);
  for (const job of due ? [due, ...planned] : planned) {
    if (await deps.warehouse.job(await referenceOf(process, job, deps))) return true;
  }
  return false;
}
