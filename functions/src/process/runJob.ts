import { actionKinds } from '../action/actionKinds.ts';
import { defined } from '../common/defined.ts';
import type { Deps } from '../deps/deps.ts';
import { Failure, passing } from '../failure/failure.ts';
import { failureOf } from '../failure/failureOf.ts';
import { limitOf } from '../failure/limitOf.ts';
import type { JobConfiguration, JobReference } from '../model/job.ts';
import { nextStep, type Process, type Step } from '../model/process.ts';
import { sqlFollows } from '../plan/sqlFollows.ts';
import { traced } from '../trace/traced.ts';
import { awaitJob } from './awaitJob.ts';
import { type Context, noteNoJob, type Progress } from './context.ts';
import { endedStep, failureOfJob } from './endedStep.ts';
import { mayWait } from './giveUp.ts';
import { destinationKey, held, projectKey } from './holdKeys.ts';
import { type DueJob, referenceOf } from './jobReference.ts';
import { noteJob, stepSpan, traceJob } from './jobSpans.ts';
import { assertMayAct } from './mayAct.ts';
import { recordStep } from './record.ts';

export interface RunnableJob extends DueJob {
  /** Asked for only when the job has to be submitted. */
  configure(): Promise<JobConfiguration>;
}

/** Runs the job to its end, or as far as the invocation may wait. Throws transient failures only. */
export async function runJob(process: Process, due: RunnableJob, context: Context): Promise<Progress> {
  const earlier = process.steps.filter(({ path }) => path === due.path);
  const last = earlier.at(-1);
  if (last?.state === 'done') return { process };
  if (last && !mayRunAgain(earlier, context.deps)) return { process, failure: failureOfJob(last) };
  const span = stepSpan({ ...due, step: nextStep(process) });
  const attempt = await traced(span, () => attemptJob(process, due, context));
  if (attempt.ended === undefined || attempt.ended.state === 'done') {
    return { process: attempt.process, ...defined({ waitsFor: attempt.waitsFor }) };
  }
  const failure = failureOfJob(attempt.ended);
  if (failure.kind === 'transient') throw failure;
  return runJob(attempt.process, due, context);
}

interface Attempt {
  process: Process;
  /** The job, where it has not ended. */
  waitsFor?: JobReference;
  /** The step, where it has. */
  ended?: Step;
}

async function attemptJob(process: Process, due: RunnableJob, context: Context): Promise<Attempt> {
  const { job, isKnown } = (await findJob(process, due, context)) ?? (await submitJob(process, due, context));
  noteJob(job);
  const state = isKnown || context.waitUntil ? await awaitJob(job, context.waitUntil, context.deps) : undefined;
  if (state === undefined) return { process, waitsFor: job };
  noteNoJob(context);
  const step = await endedStep(process, { due, job, state }, context.deps);
  traceJob(step, job);
  return { process: await recordStep(process, step, context), ended: step };
}

interface Found {
  job: JobReference;
  /** BigQuery had it before. */
  isKnown: boolean;
}

/**
 * The job, where an invocation before this one submitted it: what it is made of is settled then. Where its dataset is
 * missing there is none.
 */
async function findJob(process: Process, due: RunnableJob, context: Context): Promise<Found | undefined> {
  if (context.uncertainStep !== nextStep(process)) return undefined;
  try {
    const job = await referenceOf(process, due, context.deps);
    const state = await context.deps.warehouse.job(job);
    // Only now: where BigQuery does not say, its task file, if there is one, has to stay.
    context.tasks.add(job.jobId);
    if (state) return { job, isKnown: true };
  } catch (error) {
    // BigQuery told neither that the dataset is missing nor whether it has the job: there may be such a job.
    if (!(error instanceof Failure) || error.reason !== 'notFound') throw passing(failureOf(error, 'unexpected'));
  }
  noteNoJob(context);
  return undefined;
}

/**
 * Submits the job, task file first, so that dispatch finds the job whatever becomes of this invocation. One that waits for its job needs
 * none before it hands the process over: its claim and the journal say where the process stands, and dispatch finds a process that nobody
 * has claimed. Submitting again what was submitted before changes nothing, since the ID follows from the journal.
 */
async function submitJob(process: Process, due: RunnableJob, context: Context): Promise<Found> {
  const { deps, tasks } = context;
  assertMayAct(context);
  await assertNotHeld(process, deps);
  const configuration = await due.configure();
  const job = await referenceOf(process, due, deps);
  if (isToBeWatched(process, context)) {
    tasks.add(job.jobId);
    await deps.tasks.write(job, { sql: sqlFollows(process.plan, due.action, actionKinds) });
  }
  assertMayAct(context);
  context.openJob = job.jobId;
  return { job, isKnown: (await submit(process, { job, configuration }, context)) === 'existed' };
}

/** Where jobs are limited, or spread over projects by their number, dispatch has to count them all. */
const isToBeWatched = ({ plan }: Process, { waitUntil, deps: { settings } }: Context): boolean =>
  waitUntil === undefined ||
  settings.maxConcurrentLoad > 0 ||
  settings.maxConcurrentSql > 0 ||
  plan.ingestion?.isBalanced === true;

async function assertNotHeld({ plan }: Process, { holds, clock, settings }: Deps): Promise<void> {
  const keys = [destinationKey(plan), projectKey(plan, settings)] as const;
  const now = clock.now();
  const until = await holds.heldUntil(keys, now);
  if (until === undefined) return;
  const [table, project] = keys;
  throw held((await holds.heldUntil([table], now)) ? table : project, until);
}

/**
 * A refusal counts once BigQuery says that it has no such job: an earlier try of the client may have got through. A transient
 * error leaves that open until the next time; a process without a next time settles it now.
 */
async function submit(
  process: Process,
  { job, configuration }: { job: JobReference; configuration: JobConfiguration },
  context: Context,
): Promise<'submitted' | 'existed'> {
  const { warehouse } = context.deps;
  try {
    return await warehouse.submit(job, configuration);
  } catch (error) {
    const failure = failureOf(error, 'the job could not be submitted');
    if (mayWait(process, failure, context.deps) && !limitOf(failure)) throw failure;
    if (await warehouse.job(job)) return 'existed';
    delete context.openJob;
    throw failure;
  }
}

/**
 * Whether a job that failed is submitted again, under a new ID: always where BigQuery asks to try later, and `maxAttempts` times
 * where it lost the job to a fault of its own, unless parts of it ended well.
 */
function mayRunAgain(earlier: readonly Step[], { settings }: Deps): boolean {
  const last = earlier.at(-1);
  if (last === undefined) return true;
  if (last.partlyRun) return false;
  const { kind } = failureOfJob(last);
  if (kind === 'transient') return true;
  return (
    kind === 'backend' && earlier.filter((step) => failureOfJob(step).kind === 'backend').length <= settings.maxAttempts
  );
}
