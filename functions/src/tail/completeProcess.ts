import { forEachTarget, liveTarget, targetsOf } from '../action/objects.ts';
import { jobFailure } from '../bigquery/failureOf.ts';
import type { JobReference, JobState } from '../bigquery/warehouse.ts';
import type { Deps } from '../deps.ts';
import type { Process, Step } from '../journal/process.ts';
import { gsUrl } from '../places.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { answerFor, type TailAnswer } from './answer.ts';
import { runActions } from './runActions.ts';

/**
 * What comes after a load job that is done: its result into the journal, the rule's `OnSuccess` actions, the end of the
 * process. Throws the failure of the job or of an action. Must run under a claim; continues where another invocation
 * left off.
 */
export async function completeProcess(
  process: Process,
  { job, state }: { job: JobReference; state: JobState },
  deps: Deps,
): Promise<TailAnswer> {
  const loaded = await recordLoad(process, { job, state }, deps);
  if (state.error) throw jobFailure(state.error, state.errors);
  const finished = await runActions(loaded, { actions: process.plan.onSuccess, path: 'OnSuccess' }, deps);
  await deps.journal.finish(finished, { status: 'done', ended: deps.clock.now() });
  await deps.tasks.remove(job.jobId);
  const notes = finished.steps.flatMap((step) => step.notes ?? []);
  return {
    ...answerFor(process),
    status: 'ok',
    ...(notes.length > 0 ? { severity: 'WARNING' as const } : {}),
    message: [`done, ${state.rows ?? 0} rows`, ...notes].join('; '),
    job,
    step: Math.max(...finished.steps.map(({ step }) => step)),
  };
}

async function recordLoad(
  process: Process,
  { job, state }: { job: JobReference; state: JobState },
  { journal, clock, objects }: Deps,
): Promise<Process> {
  if (process.steps.some(({ action }) => action === 'load')) return process;
  const { started, rows, bytes, badRecords, error } = state;
  const notes = await overwrittenSources(process, objects);
  const step: Step = {
    step: 1,
    action: 'load',
    state: error ? 'failed' : 'done',
    job,
    ended: state.ended ?? clock.now(),
    ...(started ? { started } : {}),
    ...(rows === undefined ? {} : { rows }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(badRecords === undefined ? {} : { badRecords }),
    ...(error ? { error } : {}),
    ...(notes.length > 0 ? { notes } : {}),
  };
  await journal.addStep(process.eventId, step);
  return { ...process, steps: [...process.steps, step] };
}

/** BigQuery reads the version that is live when its job runs, and has no way to be told which one is meant. */
function overwrittenSources(process: Process, objects: ObjectStore): Promise<string[]> {
  const uris = process.plan.sources.map(({ bucket, name }) => gsUrl(bucket, name));
  return forEachTarget(targetsOf(uris, process), async (target) => {
    if ((await liveTarget(target, objects)) !== 'overwritten') return undefined;
    return `${target.url} was overwritten since; its load job may have read the newer version`;
  });
}
