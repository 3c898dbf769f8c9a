import { actionKinds } from '../action/actionKinds.ts';
import { parseJobId } from '../bigquery/jobId.ts';
import type { JobReference } from '../model/job.ts';
import type { Process } from '../model/process.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { sqlFollows } from '../plan/sqlFollows.ts';
import { aboutProcess } from './answer.ts';
import type { Context } from './context.ts';
import { removeTasks } from './context.ts';

/** Leaves the process to dispatch, which sees the job done. */
export async function pause(process: Process, job: JobReference, context: Context): Promise<TailAnswer> {
  const { deps, wokenBy, waitUntil, notes } = context;
  const { action = 'job', step = 0 } = parseJobId(job.jobId) ?? {};
  const tooEarly = wokenBy === job.jobId;
  // In flight again, where dispatch watches it.
  if (tooEarly) {
    await deps.tasks.write(job, { sql: sqlFollows(process.plan, action, actionKinds) });
    await deps.tasks.removeDue(job.jobId, context.wokenByVersion);
  }
  await removeTasks(context, job.jobId);
  await deps.journal.release(process.processId);
  const how = tooEarly ? 'is not done yet' : waitUntil ? 'still running, handed over to dispatch' : 'submitted';
  return {
    ...aboutProcess(process),
    status: tooEarly ? 'duplicate' : 'ok',
    ...(notes.length > 0 ? { severity: 'WARNING' as const } : {}),
    message: [`${action} ${how}`, ...notes].join('; '),
    job,
    step,
  };
}
