import { heldUntil } from '../bigquery/quotaHold.ts';
import { Failure } from '../failure/failure.ts';
import type { Process } from '../model/process.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { aboutProcess } from './answer.ts';
import type { Context } from './context.ts';

const HELD = 'destinationHeld';

/** Why a job is not submitted: BigQuery has refused others for the same destination. */
export const destinationHeld = (until: Date): Failure =>
  new Failure({ kind: 'transient', reason: HELD, message: `a quota is used up; held until ${until.toISOString()}` });

/**
 * Leaves a process whose destination's quota is used up to dispatch, which takes it up when some of the quota is back; such
 * a refusal is no failed attempt. The first to be refused says so, the others wait in silence. Answers undefined where
 * the failure is about something else, or where nothing would wake the process. Must run under a claim.
 */
export async function holdDestination(
  process: Process,
  failure: Failure,
  context: Context,
): Promise<TailAnswer | undefined> {
  const { deps, tasks } = context;
  const [jobId] = [...tasks].slice(-1);
  const hold = await holdFor(process, failure, context);
  if (hold === undefined || jobId === undefined) return undefined;
  if (!(await deps.tasks.park(jobId, hold.until))) return undefined;
  await deps.journal.release(process.processId);
  const time = hold.until.toISOString();
  return {
    ...aboutProcess(process),
    status: 'ok',
    ...(hold.isNew ? { severity: 'WARNING' as const } : {}),
    message: hold.isNew
      ? `held: nothing is written there until ${time}, since BigQuery says: ${failure.message}`
      : `held until ${time}`,
  };
}

async function holdFor(
  { plan }: Process,
  failure: Failure,
  { deps }: Context,
): Promise<{ until: Date; isNew: boolean } | undefined> {
  const now = deps.clock.now();
  if (failure.reason === HELD) {
    const until = await deps.holds.heldUntil(plan.destination, now);
    return { until: until ?? now, isNew: false };
  }
  const first = heldUntil(failure, { now, refusals: 1 });
  if (first === undefined) return undefined;
  const untilAfter = (refusals: number): Date => heldUntil(failure, { now, refusals }) ?? first;
  return deps.holds.hold(plan.destination, { now, untilAfter });
}
