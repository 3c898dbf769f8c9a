import type { JobReference } from '../model/job.ts';
import type { Step } from '../model/process.ts';
import { noteInSpan, traced, tracePast } from '../trace/traced.ts';

export const stepSpan = ({ action, path, step }: Pick<Step, 'action' | 'path' | 'step'>) => ({
  name: `step ${action}`,
  attributes: { 'bqtail.step': step, 'bqtail.path': path },
});

const jobAttributes = ({ projectId, location, jobId }: JobReference) => ({
  ...{ 'bigquery.project_id': projectId, 'bigquery.location': location, 'bigquery.job_id': jobId },
});

/** The span that is open is about this job. */
export const noteJob = (job: JobReference): void => noteInSpan(jobAttributes(job));

/** The job as BigQuery had it, whichever invocations looked at it. */
export function traceJob({ action, started, ended, error }: Step, job: JobReference): void {
  const spec = { name: `BigQuery ${action}`, attributes: jobAttributes(job) };
  tracePast({ ...spec, started: started ?? ended, ended, error: error?.message });
}

/** A step that was in the journal when the invocation began with the process. */
export const traceRecorded = (step: Step): Promise<void> =>
  traced(stepSpan(step), async () => {
    if (step.job === undefined) return;
    noteJob(step.job);
    traceJob(step, step.job);
  });
