import { jobIdOf } from '../../../src/bigquery/jobId.ts';
import type { JobState } from '../../../src/bigquery/warehouse.ts';
import type { Process } from '../../../src/model/process.ts';
import type { Probe } from './stage.ts';

/** The process that took the newest version of the probe's file. */
export async function processOf({ plan, deps: { journal } }: Probe): Promise<Process | undefined> {
  const [newest] = await journal.versions(plan.file);
  return newest?.process === undefined ? undefined : journal.get(newest.process);
}

/** The process's load job; undefined where BigQuery does not know it, or does not tell the caller, who may not see others' jobs. */
export async function loadJobOf(
  { processId, plan }: Process,
  { plan: { table }, deps }: Probe,
): Promise<JobState | undefined> {
  const jobId = jobIdOf(plan.destination, { processId, step: 1, action: 'load', mode: 'dispatch' });
  try {
    const location = await deps.warehouse.locationOf(table);
    return await deps.warehouse.job({ projectId: table.projectId, location, jobId });
  } catch {
    return undefined;
  }
}
