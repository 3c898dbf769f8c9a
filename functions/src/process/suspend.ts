import { jobIdOf } from '../bigquery/jobId.ts';
import { heldUntil } from '../bigquery/limitHold.ts';
import { defined } from '../common/defined.ts';
import type { Failure } from '../failure/failure.ts';
import { failureOf } from '../failure/failureOf.ts';
import { limitOf } from '../failure/limitOf.ts';
import { nextStep, type Process, type Waiting } from '../model/process.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { backOffMs, type Wait } from '../task/wait.ts';
import { aboutProcess } from './answer.ts';
import { type Context, removeTasks } from './context.ts';
import { destinationKey, heldReason, projectKey } from './holdKeys.ts';

/** Once its time has come, and nobody has taken it up after this, somebody is to look, in milliseconds. */
const GRACE_MS = 3 * 60_000;

/**
 * Puts a process off that cannot go on now, for a reason that passes: its task file waits for its time, and so does the journal.
 * One of the two is enough to bring the process back; rejects where neither could be written, so that the event comes again.
 */
export async function suspend(process: Process, failure: Failure, context: Context): Promise<TailAnswer> {
  const { deps, claim } = context;
  const { key, until, isNew } = await holdFor(process, failure, context);
  const now = deps.clock.now();
  const times = (process.waiting?.times ?? 0) + 1;
  const earliest = Math.max(now.getTime(), until?.getTime() ?? 0);
  const notBefore = new Date(earliest + (failure.reason === 'outOfTime' ? 0 : backOffMs(times, deps.random())));
  const waiting: Waiting = {
    since: process.waiting?.since ?? now,
    until: notBefore,
    times,
    reason: failure.reason,
    message: failure.message,
  };
  const isTaskThere = await attempt(() => putTaskOff(process, { notBefore, times, ...defined({ key }) }, context));
  const lookAfter = new Date(notBefore.getTime() + (isTaskThere.ok ? GRACE_MS : 0));
  const isReleased = await attempt(() => claim.release({ lookAfter, waiting }));
  if (!isTaskThere.ok && !isReleased.ok) throw failureOf(isReleased.error, 'the process could not be put off');
  return {
    ...aboutProcess(process),
    status: 'waiting',
    ...defined({ severity: isNew ? ('WARNING' as const) : undefined }),
    message: `waits until ${notBefore.toISOString()}: ${failure.message}`,
    waits: process.waits + 1,
    error: { kind: failure.kind, reason: failure.reason, message: failure.message },
  };
}

/**
 * The task that woke the invocation waits again; a process that has none gets one, named after its next job. If a job
 * may still write, its task waits instead: as long as the file is there, nobody decides that the process fails.
 */
async function putTaskOff(process: Process, wait: Wait, context: Context): Promise<void> {
  const { deps, wokenBy, due, tasks, openJob } = context;
  const jobId = openJob ?? wokenBy ?? [...tasks].at(-1) ?? waitingId(process);
  await deps.tasks.postpone(jobId, wait);
  if (wokenBy && due !== undefined) await deps.tasks.removeDue(wokenBy, due);
  await removeTasks(context, jobId);
}

const waitingId = (process: Process): string =>
  jobIdOf(process.plan.destination, {
    processId: process.processId,
    step: nextStep(process),
    action: 'wait',
    mode: 'nop',
  });

/** What others need not even try: the destination whose limit was met, or all of a project that does not answer. */
async function holdFor(process: Process, failure: Failure, { deps }: Context) {
  const now = deps.clock.now();
  const known = heldReason(failure);
  if (known) return { ...known, isNew: false };
  const first = heldUntil(failure, { now, refusals: 1 });
  if (first === undefined) return { key: undefined, until: undefined, isNew: false };
  const key = limitOf(failure) ? destinationKey(process.plan) : projectKey(process.plan, deps.settings);
  const untilAfter = (refusals: number): Date => heldUntil(failure, { now, refusals }) ?? first;
  const held = await attempt(() => deps.holds.hold(key, { now, untilAfter }));
  return held.ok ? { key, ...held.value } : { key, until: first, isNew: false };
}

type Attempt<T> = { ok: true; value: T } | { ok: false; error: unknown };

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error };
  }
}
