import type { Deps } from '../deps.ts';
import { Failure } from '../failure.ts';
import type { Process, ProcessError } from '../journal/process.ts';
import { ERRORS, gsUrl, nameBelow } from '../places.ts';
import { answerFor, type TailAnswer } from './answer.ts';
import { runActions } from './runActions.ts';

/**
 * Ends a process that cannot go on: `OnFailure` runs, the error report is written, the journal says `failed`. Data files
 * stay where they are. Must run under a claim.
 */
export async function failProcess(process: Process, failure: Failure, deps: Deps): Promise<TailAnswer> {
  const { kind, reason, message, details } = failure;
  const error: ProcessError = { kind, reason, message, details: [...details] };
  const { finished, trouble } = await runOnFailure(process, { failure, error }, deps);
  const report = await writeReport(finished, error, deps);
  await deps.journal.finish(finished, { status: 'failed', error, ended: deps.clock.now() });
  await putTaskAway(process, failure, deps);
  return {
    ...answerFor(process),
    status: 'error',
    message: [`failed (${kind}, ${reason}): ${message}`, ...trouble, `report: ${report}`].join('; '),
    attempts: process.attempts,
    error: { kind, reason, message },
  };
}

/** `OnFailure` may fail too: that is told, and stops nothing, since the process ends here anyway. */
async function runOnFailure(
  process: Process,
  { failure, error }: { failure: Failure; error: ProcessError },
  deps: Deps,
): Promise<{ finished: Process; trouble: string[] }> {
  try {
    const branch = { actions: process.plan.onFailure, path: 'OnFailure', error };
    return { finished: await runActions(process, branch, deps), trouble: [] };
  } catch (thrown) {
    // A process that is being given up has had its retries.
    if (!(thrown instanceof Failure) || (thrown.kind === 'transient' && failure.kind !== 'transient')) throw thrown;
    return { finished: process, trouble: [`and its OnFailure failed: ${thrown.message}`] };
  }
}

async function writeReport({ eventId, plan, steps, started, attempts }: Process, error: ProcessError, deps: Deps) {
  const { objects, settings, clock } = deps;
  const folder = plan.destination.replace(/[^\w.$-]/g, '_');
  const place = { bucket: settings.opsBucket, name: nameBelow(`${ERRORS}${folder}/`, `${eventId}.json`) };
  const { rule, destination, mode, sources } = plan;
  const report = { eventId, error, rule, destination, mode, sources, started, failed: clock.now(), attempts, steps };
  await objects.write(place, { content: JSON.stringify(report, null, 2), contentType: 'application/json' });
  return gsUrl(place.bucket, place.name);
}

/** A process given up after its retries keeps its task, for a person to look at. */
async function putTaskAway({ plan: { load } }: Process, { kind }: Failure, deps: Deps): Promise<void> {
  if (load === undefined) return;
  if (kind === 'transient') await deps.tasks.giveUp(load.jobId);
  else await deps.tasks.remove(load.jobId);
}
