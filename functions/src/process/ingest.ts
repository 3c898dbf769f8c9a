import type { Deps } from '../deps/deps.ts';
import { Failure } from '../failure/failure.ts';
import type { JobReference } from '../model/job.ts';
import type { Plan } from '../model/plan.ts';
import type { Process } from '../model/process.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { advance } from './advance.ts';
import { aboutProcess, claimedByAnother, duplicate } from './answer.ts';
import { type Context, jobDeadline, newContext } from './context.ts';
import type { Invocation } from './invocation.ts';
import { dueLoad } from './loadFiles.ts';
import { type DueJob, referenceOf, submitJob } from './runJob.ts';
import { setAsideEmpty } from './setAsideEmpty.ts';
import { settleFailure } from './settleFailure.ts';
import { underClaim } from './underClaim.ts';

interface Start {
  /** false: an earlier delivery of the event created the process, and may have died since. */
  created: boolean;
  invocation: Invocation;
}

/**
 * Begins a process that the journal has: submits its first load job, and in sync mode takes it to its end. Doing it again
 * changes nothing: where the load job is known, dispatch looks after the process. Throws what asks for a redelivery.
 */
export async function ingest(process: Process, { created, invocation }: Start, deps: Deps): Promise<TailAnswer> {
  const alone = (work: Work): Promise<TailAnswer> => orAgain(exclusively(process, { invocation, deps }, work));
  if (process.error || hasNothingToLoad(process.plan)) return alone((latest) => advance(latest, newContext(deps)));
  const context = newContext(deps);
  let job: JobReference | undefined;
  try {
    job = await beginLoading(process, created, context);
  } catch (error) {
    return alone((latest) => settleFailure(latest, error, context));
  }
  if (job === undefined) return duplicate(process, 'its load job is submitted already');
  const { jobId } = job;
  if (process.plan.mode === 'sync') {
    const wait: Work = (latest) =>
      advance(latest, { ...context, submitted: jobId, ...jobDeadline(latest, invocation) });
    return (await exclusively(process, { invocation, deps }, wait)) ?? claimedByAnother(process);
  }
  return {
    ...aboutProcess(process),
    status: 'ok',
    ...(context.notes.length > 0 ? { severity: 'WARNING' as const } : {}),
    message: [`load submitted${created ? '' : ' again'}`, ...context.notes].join('; '),
    job,
    step: 1,
  };
}

const hasNothingToLoad = ({ ingestion, refusal }: Plan): boolean => ingestion === undefined && refusal === undefined;

/** Submits the first load job; undefined where an earlier delivery did. */
async function beginLoading(process: Process, created: boolean, context: Context): Promise<JobReference | undefined> {
  if (process.steps.length > 0) return undefined;
  await setAsideEmpty(process, context);
  const due = dueLoad(process, context);
  if (due === undefined) return undefined;
  if (!created && (await isSubmitted(process, due, context))) return undefined;
  return submitJob(process, due, context);
}

/** Where a dataset is missing, no job was submitted into it. The job's task goes when the process fails here. */
async function isSubmitted(process: Process, due: DueJob, { deps, tasks }: Context): Promise<boolean> {
  try {
    const job = await referenceOf(process, due, deps);
    tasks.add(job.jobId);
    return (await deps.warehouse.job(job)) !== undefined;
  } catch (error) {
    if (error instanceof Failure && error.reason === 'notFound') return false;
    throw error;
  }
}

type Work = (latest: Process) => Promise<TailAnswer>;

/** Does the work on the process, unless it has ended; undefined where another invocation is at work on it. */
async function exclusively(
  process: Process,
  { invocation, deps }: { invocation: Invocation; deps: Deps },
  work: Work,
): Promise<TailAnswer | undefined> {
  const claim = { eventId: process.processId, by: invocation.id };
  const answer = await underClaim(claim, deps, async (latest) =>
    latest.status === 'running' ? work(latest) : duplicate(latest),
  );
  return answer === 'claimed' ? undefined : answer;
}

/** Nothing but the event brings a process back that has no task file, should the other invocation be a dead one. */
async function orAgain(answer: Promise<TailAnswer | undefined>): Promise<TailAnswer> {
  const given = await answer;
  if (given) return given;
  throw new Failure({ kind: 'transient', reason: 'claimed', message: 'another invocation is at work on its process' });
}
