import { actionKinds } from '../action/actionKinds.ts';
import { parseJobId } from '../bigquery/jobId.ts';
import { defined } from '../common/defined.ts';
import type { JobReference } from '../model/job.ts';
import type { Process } from '../model/process.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { sqlFollows } from '../plan/sqlFollows.ts';
import { aboutProcess } from './answer.ts';
import type { Context } from './context.ts';
import { removeTasks } from './context.ts';
import { isLeftTo } from './jobEnd.ts';

/** Jobs that take longer are rare: somebody looks whether their task file is still there, in milliseconds. */
const LOOK_AFTER_MS = 3_600_000;

/** Leaves the process to dispatch, which sees the job done. */
export async function handOver(process: Process, job: JobReference, context: Context): Promise<TailAnswer> {
  const { deps, claim, wokenBy, due, waitUntil, notes } = context;
  const { action = 'job', step = 0 } = parseJobId(job.jobId) ?? {};
  if (wokenBy === job.jobId || waitUntil) {
    // Where dispatch watches it: in flight again, or for the first time.
    await deps.tasks.write(job, { sql: sqlFollows(process.plan, action, actionKinds) });
    if (wokenBy === job.jobId && due !== undefined) await deps.tasks.removeDue(job.jobId, due);
  }
  await removeTasks(context, job.jobId);
  const lookAfter = new Date(deps.clock.now().getTime() + LOOK_AFTER_MS);
  await (isLeftTo(process, job.jobId) ? claim.leaveToJob({ lookAfter }) : claim.release({ lookAfter }));
  return {
    ...aboutProcess(process),
    status: 'ok',
    ...defined({ severity: notes.length > 0 ? ('WARNING' as const) : undefined }),
    message: [`${action} ${waitUntil ? 'still running, handed over to dispatch' : 'submitted'}`, ...notes].join('; '),
    ...defined({ job, step }),
  };
}
