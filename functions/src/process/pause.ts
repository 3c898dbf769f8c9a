import { parseJobId } from '../bigquery/jobId.ts';
import type { JobReference } from '../bigquery/warehouse.ts';
import type { Process } from '../model/process.ts';
import { sqlFollows } from '../plan/sqlFollows.ts';
import { answerFor, type TailAnswer } from './answer.ts';
import type { Walk } from './walk.ts';
import { putAway } from './walk.ts';

/** Leaves the process to dispatch, which sees the job done. */
export async function pause(process: Process, job: JobReference, walk: Walk): Promise<TailAnswer> {
  const { deps, wokenBy, patience, notes } = walk;
  const { action = 'job', step = 0 } = parseJobId(job.jobId) ?? {};
  const tooEarly = wokenBy === job.jobId;
  // In flight again, where dispatch watches it.
  if (tooEarly) {
    await deps.tasks.write(job, { sql: sqlFollows(process.plan, action) });
    await deps.tasks.removeDue(job.jobId, walk.wokenByVersion);
  }
  await putAway(walk, job.jobId);
  await deps.journal.release(process.eventId);
  const how = tooEarly ? 'is not done yet' : patience ? 'still running, handed over to dispatch' : 'submitted';
  return {
    ...answerFor(process),
    status: tooEarly ? 'duplicate' : 'ok',
    ...(notes.length > 0 ? { severity: 'WARNING' as const } : {}),
    message: [`${action} ${how}`, ...notes].join('; '),
    job,
    step,
  };
}
