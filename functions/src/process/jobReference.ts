import { jobIdOf } from '../bigquery/jobId.ts';
import type { Deps } from '../deps/deps.ts';
import type { JobReference } from '../model/job.ts';
import type { Plan } from '../model/plan.ts';
import { nextStep, type PlannedJob, type Process } from '../model/process.ts';

/** A job whose turn has come. */
export interface DueJob {
  /** The project that it runs in. */
  projectId: string;
  action: string;
  /** What it is done for; a job that was done for it is not run again. */
  path: string;
  dataset: PlannedJob['dataset'];
}

/** The ID of a step's job: a function of the process and the step alone. */
export const jobIdFor = (
  { processId, destination, mode }: Plan,
  { step, action }: { step: number; action: string },
): string => jobIdOf(destination, { processId, step, action, mode: mode === 'async' ? 'dispatch' : 'tail' });

/** The ID of the job, as the next step of its process. */
export const jobIdOfNext = (process: Process, { action }: Pick<DueJob, 'action'>): string =>
  jobIdFor(process.plan, { step: nextStep(process), action });

/** The reference that the job has, or will have, as the next step of its process. */
export async function referenceOf(
  process: Process,
  due: Omit<DueJob, 'path'>,
  { warehouse }: Deps,
): Promise<JobReference> {
  return {
    projectId: due.projectId,
    jobId: jobIdOfNext(process, due),
    location: await warehouse.locationOf(due.dataset),
  };
}
