import { jobIdStart, parseJobId } from '../bigquery/jobId.ts';
import type { Deps } from '../deps/deps.ts';
import type { JobReference } from '../model/job.ts';
import { nextStep, type Process } from '../model/process.ts';

/** The job of the step that comes next, where its task file says that it was asked for. */
export async function jobInFlight(process: Process, { tasks }: Pick<Deps, 'tasks'>): Promise<JobReference | undefined> {
  const { processId, plan } = process;
  const step = nextStep(process);
  const jobs = await tasks.inFlight(jobIdStart(plan.destination, { processId, step }));
  return jobs.find(({ jobId }) => {
    const name = parseJobId(jobId);
    return name?.processId === processId && name.step === step;
  });
}
