import { ok, wrong } from '../model/check.ts';
import { loadJobOf, processOf } from './processOf.ts';
import { type Stage, since } from './stage.ts';

/** A small load takes seconds; slots may have to be waited for. */
const JOB_MS = 300_000;

export const load: Stage = {
  id: 'probe:load',
  right:
    'BigQuery loads the file: the functions may run jobs and write to the dataset, and the bucket is in a location that fits.',
  todo: ({ projectId }) =>
    `Mend the error of BigQuery; the checks roles and datasets show rights and locations, and npm run bqtail -- status --project ${projectId} shows why processes wait.`,
  async run(probe) {
    const start = probe.deps.clock.now();
    const done = await probe.waitFor(async () => {
      const process = await processOf(probe);
      if (process === undefined) return undefined;
      if (process.status !== 'running' || process.steps.length > 0) return { error: process.error?.message };
      const job = await loadJobOf(process, probe);
      return job?.state === 'DONE' ? { error: job.error?.message } : undefined;
    }, JOB_MS);
    const time = since(start, probe.deps);
    if (done === undefined) {
      const { waiting } = (await processOf(probe)) ?? {};
      return wrong(`the load job is not done after ${time}${waiting ? `; the process waits: ${waiting.message}` : ''}`);
    }
    return done.error === undefined ? ok(`the load job was done in ${time}`) : wrong(`the load failed: ${done.error}`);
  },
};
