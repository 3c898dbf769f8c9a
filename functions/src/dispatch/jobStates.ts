import type { JobState, Warehouse } from '../bigquery/warehouse.ts';
import type { JobReference } from '../model/job.ts';
import type { Troubles } from './troubles.ts';

type States = Map<string, JobState['state']>;

/** Up to so many jobs are asked for one by one: cheaper than a page that lists a busy project's. */
const FEW = 5;

/** Task files are written just before their job; this allows for clocks that differ and for a slow insert. */
const SLACK_MS = 10 * 60_000;

interface Wanted {
  projectId: string;
  jobs: readonly JobReference[];
  /** When the oldest of them was submitted, as far as one knows. */
  since: Date;
}

/**
 * The states of one project's jobs; one that BigQuery does not know (yet), or did not answer for, is missing. Rejects where the
 * jobs cannot be listed.
 */
export async function jobStates(
  { projectId, jobs, since }: Wanted,
  warehouse: Warehouse,
  troubles: Troubles,
): Promise<States> {
  if (jobs.length <= FEW) return oneByOne(jobs, warehouse, troubles);
  const states: States = new Map();
  const missing = new Set(jobs.map(({ jobId }) => jobId));
  for await (const page of warehouse.jobPages(projectId, new Date(since.getTime() - SLACK_MS))) {
    for (const [jobId, state] of page) if (missing.delete(jobId)) states.set(jobId, state);
    if (missing.size === 0) break;
  }
  return states;
}

async function oneByOne(jobs: readonly JobReference[], warehouse: Warehouse, troubles: Troubles): Promise<States> {
  const states: States = new Map();
  for (const job of jobs) {
    await troubles.contain(`the state of job ${job.jobId} is not known`, async () => {
      const found = await warehouse.job(job);
      if (found) states.set(job.jobId, found.state);
    });
  }
  return states;
}
