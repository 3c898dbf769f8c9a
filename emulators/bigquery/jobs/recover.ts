import { readEntries, removeEntries } from '../catalog/store.ts';
import type { StubContext } from '../state/context.ts';
import { type Job, jobName } from '../state/job.ts';
import type { JobOutcome } from './executor.ts';
import type { Runner } from './runner.ts';

/**
 * Takes up the jobs that a server which was killed has left: one whose work was committed is done, any other runs
 * again from the start, as none of its work is there.
 */
export async function recoverJobs(context: StubContext, runner: Runner): Promise<void> {
  const finished = await finishedJobs(context);
  for (const job of [...context.jobs.all()].filter(({ record }) => record.state !== 'DONE')) {
    const outcome = finished.get(jobName(job.record.ref));
    if (outcome) markFinished(context, job, outcome);
    else if (job.record.isUnrepeatable) markBroken(context, job);
    else restart(runner, job);
  }
  for (const projectId of context.catalog.projects()) {
    await context.catalog.transact(projectId, ({ session }) => removeEntries(session, projectId, 'jobs'));
  }
}

async function finishedJobs({ catalog }: StubContext): Promise<Map<string, JobOutcome>> {
  const finished = new Map<string, JobOutcome>();
  for (const projectId of catalog.projects()) {
    const entries = await catalog.engine.use((session) => readEntries(session, projectId, 'jobs'));
    for (const [name, outcome] of entries) finished.set(name, outcome as JobOutcome);
  }
  return finished;
}

function markFinished({ jobs }: StubContext, job: Job, { statistics, warnings = [], result }: JobOutcome): void {
  const { record } = job;
  record.statistics = { ...record.statistics, ...statistics };
  if (warnings.length > 0) record.errors = warnings;
  if (result) record.result = result;
  end(record);
  jobs.save(job);
  job.markDone();
}

/** Some of a script's statements may have run: running it again could do them twice. */
function markBroken({ jobs }: StubContext, job: Job): void {
  const error = { reason: 'jobInternalError', message: 'The local BigQuery stub was ended while this script ran.' };
  job.record.errorResult = error;
  job.record.errors = [error];
  end(job.record);
  jobs.save(job);
  job.markDone();
}

function end(record: Job['record']): void {
  record.state = 'DONE';
  record.endTime = Date.now();
  record.startTime ??= record.endTime;
}

function restart(runner: Runner, job: Job): void {
  job.record.state = 'PENDING';
  delete job.record.startTime;
  runner.start(job);
}
