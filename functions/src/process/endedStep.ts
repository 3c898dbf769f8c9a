import { actionKinds } from '../action/actionKinds.ts';
import type { JobState } from '../bigquery/warehouse.ts';
import { defined } from '../common/defined.ts';
import type { Deps } from '../deps/deps.ts';
import { type Failure, permanent } from '../failure/failure.ts';
import { jobFailure } from '../failure/failureOf.ts';
import type { JobReference } from '../model/job.ts';
import { nextStep, type Process, type Step } from '../model/process.ts';
import { jobKindOf } from '../plan/jobKindOf.ts';
import { briefErrors } from '../recovery/briefErrors.ts';
import type { DueJob } from './jobReference.ts';

interface Ended {
  due: DueJob;
  job: JobReference;
  /** As BigQuery has the job, which is done. */
  state: JobState;
}

/** The next step of the process, whose job has ended. */
export async function endedStep(
  process: Process,
  { due, job, state }: Ended,
  deps: Pick<Deps, 'warehouse' | 'clock'>,
): Promise<Step> {
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

export function failureOfJob({ action, error, errors = [], partlyRun }: Step): Failure {
  const failure = jobFailure(error ?? {}, errors, jobKindOf(action, actionKinds));
  if (partlyRun === undefined) return failure;
  const ran = partlyRun.join(', ') || 'nothing';
  return permanent('partlyRun', `${failure.message}; it is not run again, since these parts of it succeeded: ${ran}`);
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
