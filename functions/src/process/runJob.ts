import { actionKinds } from '../action/actionKinds.ts';
import type { JobState } from '../bigquery/warehouse.ts';
import { defined } from '../common/defined.ts';
import type { Deps } from '../deps/deps.ts';
import { Failure, passing, permanent } from '../failure/failure.ts';
import { failureOf, jobFailure } from '../failure/failureOf.ts';
import { limitOf } from '../failure/limitOf.ts';
import type { JobConfiguration, JobReference } from '../model/job.ts';
import { nextStep, type Process, type Step } from '../model/process.ts';
import { jobKindOf } from '../plan/jobKindOf.ts';
import { sqlFollows } from '../plan/sqlFollows.ts';
import { briefErrors } from '../recovery/briefErrors.ts';
import { noteInSpan, traced, tracePast } from '../trace/traced.ts';
import { awaitJob } from './awaitJob.ts';
import { type Context, noteNoJob, type Progress } from './context.ts';
import { mayWait } from './giveUp.ts';
import { destinationKey, held, projectKey } from './holdKeys.ts';
import { type DueJob, referenceOf } from './jobReference.ts';
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
  const attempt = await traced(stepSpan(process, due), () => attemptJob(process, due, context));
  if (attempt.ended === undefined || attempt.ended.state === 'done') {
    return { process: attempt.process, ...defined({ waitsFor: attempt.waitsFor }) };
  }
  const failure = failureOfJob(attempt.ended);
  if (failure.kind === 'transient') throw failure;
  return runJob(attempt.process, due, context);
}

const stepSpan = (process: Process, { action, path }: DueJob) => ({
  name: `step ${action}`,
  attributes: { 'bqtail.step': nextStep(process), 'bqtail.path': path },
});

interface Attempt {
  process: Process;
  /** The job, where it has not ended. */
  waitsFor?: JobReference;
  /** The step, where it has. */
  ended?: Step;
}

async function attemptJob(process: Process, due: RunnableJob, context: Context): Promise<Attempt> {
  const { job, isKnown } = (await findJob(process, due, context)) ?? (await submitJob(process, due, context));
  noteInSpan(jobAttributes(job));
  const state = isKnown || context.waitUntil ? await awaitJob(job, context.waitUntil, context.deps) : undefined;
  if (state === undefined) return { process, waitsFor: job };
  noteNoJob(context);
  const step = await endedStep(process, { due, job, state }, context);
  traceJob(step, job);
  return { process: await recordStep(process, step, context), ended: step };
}

const jobAttributes = ({ projectId, location, jobId }: JobReference) => ({
  ...{ 'bigquery.project_id': projectId, 'bigquery.location': location, 'bigquery.job_id': jobId },
});

/** The job as BigQuery had it, whichever invocations looked at it. */
function traceJob({ action, started, ended, error }: Step, job: JobReference): void {
  const spec = { name: `BigQuery ${action}`, attributes: jobAttributes(job) };
  tracePast({ ...spec, started: started ?? ended, ended, error: error?.message });
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
    context.tasks.add(job.jobId);
    if (await context.deps.warehouse.job(job)) return { job, isKnown: true };
  } catch (error) {
    // Where the dataset lies is not told: whether there is such a job is not known either.
    if (!(error instanceof Failure) || error.reason !== 'notFound') throw passing(failureOf(error, 'unexpected'));
  }
  noteNoJob(context);
  return undefined;
}

/**
 * Submits the job, task file first: a job that exists has one, so that dispatch finds it whatever becomes of this
 * invocation. Submitting again what was submitted before changes nothing, since the ID follows from the journal.
 */
async function submitJob(process: Process, due: RunnableJob, context: Context): Promise<Found> {
  const { deps, tasks } = context;
  assertMayAct(context);
  await assertNotHeld(process, deps);
  const configuration = await due.configure();
  const job = await referenceOf(process, due, deps);
  tasks.add(job.jobId);
  await deps.tasks.write(job, { sql: sqlFollows(process.plan, due.action, actionKinds) });
  assertMayAct(context);
  context.openJob = job.jobId;
  return { job, isKnown: (await submit(process, { job, configuration }, context)) === 'existed' };
}

async function assertNotHeld({ plan }: Process, { holds, clock, settings }: Deps): Promise<void> {
  const keys = [destinationKey(plan), projectKey(plan, settings)] as const;
  const now = clock.now();
  const until = await holds.heldUntil(keys, now);
  if (until === undefined) return;
  const [table, project] = keys;
  throw held((await holds.heldUntil([table], now)) ? table : project, until);
}

/**
 * A refusal is believed once BigQuery says that it has no such job: an earlier try of the client's may have got through. What
 * passes leaves that open, to be settled the next time; a process that has no next time settles it now.
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

function failureOfJob({ action, error, errors = [], partlyRun }: Step): Failure {
  const failure = jobFailure(error ?? {}, errors, jobKindOf(action, actionKinds));
  if (partlyRun === undefined) return failure;
  const ran = partlyRun.join(', ') || 'nothing';
  return permanent('partlyRun', `${failure.message}; it is not run again, since these parts of it succeeded: ${ran}`);
}

interface Ended {
  due: RunnableJob;
  job: JobReference;
  state: JobState;
}

async function endedStep(process: Process, { due, job, state }: Ended, { deps }: Context): Promise<Step> {
  const { started, rows, bytes, badRecords, usage, error, errors, childJobs } = state;
  const step: Step = {
    step: nextStep(process),
    action: due.action,
    path: due.path,
    state: error ? 'failed' : 'done',
    job,
    ended: state.ended ?? deps.clock.now(),
    ...defined({ started, rows, bytes, badRecords, usage, error, errors: error ? briefErrors(errors) : undefined }),
  };
  if (!error) return withNotes(step);
  if (childJobs === 0) return step;
  const { kind } = failureOfJob(step);
  if (kind !== 'transient' && kind !== 'backend') return step;
  const ran = await deps.warehouse.endedChildren(job);
  return ran.length > 0 ? { ...step, partlyRun: ran } : step;
}

/** What a load that ended well is to be looked at for. */
function withNotes(step: Step): Step {
  const { action, rows, bytes = 0, badRecords = 0 } = step;
  if (action !== 'load') return step;
  const dropped =
    badRecords > 0 ? [`${badRecords} bad ${badRecords === 1 ? 'row was' : 'rows were'} dropped (MaxBadRecords)`] : [];
  const empty = rows === 0 && bytes > 0 ? [`the load gave no rows out of ${bytes} bytes`] : [];
  const notes = [...dropped, ...empty];
  return notes.length > 0 ? { ...step, notes } : step;
}
