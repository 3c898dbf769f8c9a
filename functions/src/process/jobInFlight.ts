import { jobIdStart, parseJobId } from '../bigquery/jobId.ts';
import type { Deps } from '../deps/deps.ts';
import { Failure } from '../failure/failure.ts';
import type { JobReference } from '../model/job.ts';
import { nextStep, type Process } from '../model/process.ts';
import { dueJob } from './dueJob.ts';
import { type DueJob, referenceOf } from './jobReference.ts';

/** The job of the step that comes next, where it was asked for: its task file says so, or BigQuery, while a function waits for it. */
export async function jobInFlight(process: Process, deps: Deps): Promise<JobReference | undefined> {
  const { processId, plan } = process;
  const step = nextStep(process);
  const jobs = await deps.tasks.inFlight(jobIdStart(plan.destination, { processId, step }));
  const named = jobs.find(({ jobId }) => {
    const name = parseJobId(jobId);
    return name?.processId === processId && name.step === step;
  });
  return named ?? (plan.mode === 'sync' ? knownJob(process, deps) : undefined);
}

/**
 * The job of the step that comes next, where BigQuery has it: that is a load, or one of the jobs that were worked out, which the journal has
 * before they are submitted. Rejects where BigQuery does not say.
 */
export async function knownJob(process: Process, deps: Deps): Promise<JobReference | undefined> {
  const projectId = process.plan.ingestion?.projectId ?? deps.settings.projectId;
  const planned = Object.values(process.jobs)
    .flat()
    .map((job) => ({ ...job, projectId }));
  const due = dueJob(process);
  for (const candidate of due ? [due, ...planned] : planned) {
    const job = await jobThere(process, candidate, deps);
    if (job) return job;
  }
  return undefined;
}

/** The job, where BigQuery has it. Where its dataset is missing there is none. */
async function jobThere(process: Process, due: Omit<DueJob, 'path'>, deps: Deps): Promise<JobReference | undefined> {
  try {
    const job = await referenceOf(process, due, deps);
    return (await deps.warehouse.job(job)) ? job : undefined;
  } catch (error) {
    if (error instanceof Failure && error.reason === 'notFound') return undefined;
    throw error;
  }
}
