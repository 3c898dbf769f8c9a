import type { JobReference } from '../bigquery/warehouse.ts';
import type { Deps } from '../deps.ts';
import type { LoadPlan } from '../plan/plan.ts';

/** The reference of a load job: its location is that of the dataset it writes to. */
export async function jobOf({ projectId, jobId, dataset }: LoadPlan, { warehouse }: Deps): Promise<JobReference> {
  return { projectId, jobId, location: await warehouse.locationOf(dataset) };
}

/**
 * Submits the load job of a process, task file first: a job that exists has one, so that dispatch finds it whatever
 * becomes of this invocation. Submitting again what was submitted before changes nothing.
 */
export async function submitLoad(load: LoadPlan, deps: Deps): Promise<JobReference> {
  const job = await jobOf(load, deps);
  await deps.tasks.write(job);
  await deps.warehouse.submit(job, load.configuration);
  return job;
}
