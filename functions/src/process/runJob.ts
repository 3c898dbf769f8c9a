import { actionKinds } from '../action/actionKinds.ts';
import { jobIdOf } from '../bigquery/jobId.ts';
import type { JobState } from '../bigquery/warehouse.ts';
import type { Deps } from '../deps/deps.ts';
import { Failure } from '../failure/failure.ts';
import { jobFailure } from '../failure/failureOf.ts';
import type { JobConfiguration, JobReference } from '../model/job.ts';
import type { PlannedJob, Process, Step } from '../model/process.ts';
import { jobKindOf } from '../plan/jobKindOf.ts';
import { sqlFollows } from '../plan/sqlFollows.ts';
import { briefErrors } from '../recovery/briefErrors.ts';
import { awaitJob } from './awaitJob.ts';
import type { Context, Progress } from './context.ts';
import { destinationHeld } from './holdDestination.ts';

/** A job whose turn has come. */
export interface DueJob {
  /** The project that it runs in. */
  projectId: string;
  action: string;
  /** What it is done for; a job that was done for it is not run again. */
  path: string;
  dataset: PlannedJob['dataset'];
  /** Asked for only when the job has to be submitted. */
  configure(): Promise<JobConfiguration>;
}

/**
 * Submits the job, task file first: a job that exists has one, so that dispatch finds it whatever becomes of this
 * invocation. Submitting again what was submitted before changes nothing, since the ID follows from the journal.
 */
export async function submitJob(process: Process, due: DueJob, { deps, tasks }: Context): Promise<JobReference> {
  const configuration = await due.configure();
  const job = await referenceOf(process, due, deps);
  tasks.add(job.jobId);
  await deps.tasks.write(job, { sql: sqlFollows(process.plan, due.action, actionKinds) });
  const until = await deps.holds.heldUntil(process.plan.destination, deps.clock.now());
  if (until) throw destinationHeld(until);
  await deps.warehouse.submit(job, configuration);
  return job;
}

/** The reference that the job has, or will have, as the next step of its process. */
export async function referenceOf(process: Process, due: DueJob, { warehouse }: Deps): Promise<JobReference> {
  const { processId, plan } = process;
  const mode = plan.mode === 'async' ? 'dispatch' : 'tail';
  return {
    projectId: due.projectId,
    jobId: jobIdOf(plan.destination, { processId: processId, step: nextStep(process), action: due.action, mode }),
    location: await warehouse.locationOf(due.dataset),
  };
}

/** The job, if BigQuery knows it; where its dataset is missing there is none. */
async function existingJob(process: Process, due: DueJob, deps: Deps): Promise<JobReference | undefined> {
  try {
    const job = await referenceOf(process, due, deps);
    return (await deps.warehouse.job(job)) ? job : undefined;
  } catch (error) {
    if (error instanceof Failure && error.reason === 'notFound') return undefined;
    throw error;
  }
}

export const nextStep = ({ steps }: Process): number => 1 + Math.max(0, ...steps.map(({ step }) => step));

/** Runs the job to its end, or as far as the context's patience goes. Throws only what may pass. */
export async function runJob(process: Process, due: DueJob, context: Context): Promise<Progress> {
  const { deps } = context;
  const earlier = process.steps.filter(({ path }) => path === due.path);
  const last = earlier.at(-1);
  if (last?.state === 'done') return { process };
  if (last && !mayRunAgain(earlier, deps)) return { process, failure: failureOfStep(last) };
  const known = await resumed(process, due, context);
  const job = known ?? (await submitJob(process, due, context));
  const state = known || context.waitUntil ? await awaitJob(job, context.waitUntil, deps) : undefined;
  if (state === undefined) return { process, waitsFor: job };
  const step = stepOf(process, { due, job, state }, deps);
  await deps.journal.addStep(process.processId, step);
  const recorded = { ...process, steps: [...process.steps, step] };
  if (step.state === 'done') return { process: recorded };
  const failure = failureOfStep(step);
  // BigQuery asks for patience: the event, or dispatch, comes again.
  if (failure.kind === 'transient') throw failure;
  return runJob(recorded, due, context);
}

/** The job that woke this invocation, if it is this one and BigQuery knows it. */
async function resumed(process: Process, due: DueJob, { deps, submitted }: Context): Promise<JobReference | undefined> {
  if (submitted === undefined) return undefined;
  const job = await existingJob(process, due, deps);
  return job?.jobId === submitted ? job : undefined;
}

/** A job that BigQuery lost to a fault of its own is run again under a new ID, as often as a process may fail. */
function mayRunAgain(earlier: readonly Step[], { settings }: Deps): boolean {
  const last = earlier.at(-1);
  if (last === undefined) return true;
  const { kind } = failureOfStep(last);
  return (kind === 'backend' || kind === 'transient') && earlier.length <= settings.maxRetries;
}

const failureOfStep = ({ action, error, errors = [] }: Step): Failure =>
  jobFailure(error ?? {}, errors, jobKindOf(action, actionKinds));

interface Ended {
  due: DueJob;
  job: JobReference;
  state: JobState;
}

function stepOf(process: Process, { due, job, state }: Ended, { clock }: Deps): Step {
  const { started, rows, bytes, badRecords, error, errors } = state;
  return {
    step: nextStep(process),
    action: due.action,
    path: due.path,
    state: error ? 'failed' : 'done',
    job,
    ended: state.ended ?? clock.now(),
    ...(started ? { started } : {}),
    ...(rows === undefined ? {} : { rows }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(badRecords === undefined ? {} : { badRecords }),
    ...(error ? { error, errors: briefErrors(errors) } : {}),
  };
}
