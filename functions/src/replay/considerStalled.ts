import { sha256 } from '../common/sha256.ts';
import type { Deps } from '../deps/deps.ts';
import { Failure } from '../failure/failure.ts';
import type { JobReference } from '../model/job.ts';
import { begunAt, type Process } from '../model/process.ts';
import { jobInFlight } from '../process/jobInFlight.ts';
import { stalledAfterSec } from '../rule/stalledAfterSec.ts';
import { firstUrl } from './considerProcess.ts';
import { NO_EFFORT } from './effort.ts';
import type { Considered, Left } from './item.ts';

/**
 * Whether a process that runs has to be woken. `afterSec`: how long it may run; by default as its rule says. Only where it is
 * stalled is its job stopped.
 */
export async function considerStalled(process: Process, deps: Deps, afterSec?: number): Promise<Considered> {
  const { processId, plan, waiting, steps } = process;
  const now = deps.clock.now();
  const stalledSec = stalledAfterSec((await deps.rules.current()).rules)(plan.rule);
  const ranSec = (now.getTime() - begunAt(process).getTime()) / 1000;
  if (ranSec < (afterSec ?? stalledSec)) return undefined;
  const leave = (why: string, left: Left['left'] = 'skipped'): Left => ({
    left,
    url: firstUrl(process),
    processId,
    why,
  });
  if (waiting && waiting.until > now) return leave(`it waits until ${waiting.until.toISOString()}: ${waiting.message}`);
  if (await deps.journal.isClaimed(processId, now)) return leave('an invocation works on it');
  const stops = ranSec < stalledSec ? undefined : await runningJob(process, deps);
  if (stops instanceof Failure) return leave(`whether its job runs is not told: ${stops.message}`, 'refused');
  const bytes = plan.sources.reduce((sum, { size }) => sum + size, 0);
  return {
    ...{ does: 'wake', processId, url: firstUrl(process), files: plan.sources.length, bytes },
    ...{ destination: plan.destination, rule: plan.rule, ...NO_EFFORT, group: processId, afterMs: 0 },
    ...(stops ? { stops } : undefined),
    fingerprint: sha256(JSON.stringify(['running', steps.length])),
  };
}

/** The job that the process waits for, where it has not ended; or why nobody knows, which keeps no other process from being woken. */
async function runningJob(process: Process, deps: Deps): Promise<JobReference | Failure | undefined> {
  try {
    const job = await jobInFlight(process, deps);
    const known = job && (await deps.warehouse.job(job));
    return known && known.state !== 'DONE' ? job : undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
