import { Failure } from '../failure/failure.ts';
import { failureOf } from '../failure/failureOf.ts';
import { ERRORS, gsUrl, nameBelow } from '../model/places.ts';
import type { Process, ProcessError } from '../model/process.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { aboutProcess } from './answer.ts';
import type { Context } from './context.ts';
import { removeTasks } from './context.ts';
import { dropTemporaryTables } from './dropTemporaryTables.ts';
import { leaveGroup } from './leaveGroup.ts';
import { mayComeAgain } from './mayComeAgain.ts';
import { pause } from './pause.ts';
import { runActions } from './runActions.ts';

/**
 * Ends a process that cannot go on: `OnFailure` runs, the error report is written, temporary tables are dropped, the journal
 * says `failed`. Data files stay where they are. That it fails is in the journal first: whoever resumes it meanwhile goes
 * on with its end. Must run under a claim.
 */
export async function failProcess(process: Process, failure: Failure, context: Context): Promise<TailAnswer> {
  const { deps } = context;
  const { kind, reason, message, details } = failure;
  const error: ProcessError = process.error ?? { kind, reason, message, details: [...details] };
  if (process.error === undefined) await deps.journal.beginToFail(process.processId, error);
  const { progress, trouble } = await runOnFailure({ ...process, error }, context);
  if (progress.waitsFor) return pause(progress.process, progress.waitsFor, context);
  const report = await writeReport(progress.process, error, context);
  const undropped = await dropTemporaryTables(process, deps);
  await leaveGroup(process, deps);
  await deps.journal.finish(progress.process, { status: 'failed', error, ended: deps.clock.now() });
  if (error.kind === 'transient') await giveUp(context);
  else await removeTasks(context);
  const why = `failed (${error.kind}, ${error.reason}): ${error.message}`;
  return {
    ...aboutProcess(process),
    status: 'error',
    message: [why, ...trouble, ...undropped, report].join('; '),
    attempts: process.attempts,
    error: { kind: error.kind, reason: error.reason, message: error.message },
  };
}

/** `OnFailure` may fail too: that is told, and stops nothing, since the process ends here anyway. */
async function runOnFailure(process: Process, context: Context) {
  try {
    const branch = { actions: process.plan.onFailure, path: 'OnFailure', error: process.error };
    const progress = await runActions(process, branch, context);
    return { progress, trouble: progress.failure ? [`and its OnFailure failed: ${progress.failure.message}`] : [] };
  } catch (thrown) {
    if (!(thrown instanceof Failure) || mayComeAgain(process, thrown, context.deps)) throw thrown;
    return { progress: { process }, trouble: [`and its OnFailure failed: ${thrown.message}`] };
  }
}

/** Answers what to tell of the report: without one the process ends, too. */
async function writeReport(process: Process, error: ProcessError, { deps }: Context): Promise<string> {
  const { processId, plan, steps, started, attempts } = process;
  const { objects, settings, clock } = deps;
  const folder = plan.destination.replace(/[^\w.$-]/g, '_');
  const place = { bucket: settings.opsBucket, name: nameBelow(`${ERRORS}${folder}/`, `${processId}.json`) };
  const { rule, destination, mode, sources } = plan;
  const report = {
    eventId: processId,
    error,
    rule,
    destination,
    mode,
    sources,
    started,
    failed: clock.now(),
    attempts,
    steps,
  };
  const url = gsUrl(place.bucket, place.name);
  try {
    await objects.write(place, { content: JSON.stringify(report, null, 2), contentType: 'application/json' });
    return `report: ${url}`;
  } catch (thrown) {
    const failure = failureOf(thrown, `the report ${url} was not written`);
    if (mayComeAgain(process, failure, deps)) throw failure;
    return failure.message;
  }
}

/** A process given up after its retries keeps its task, for a person to look at. */
async function giveUp({ deps, tasks }: Context): Promise<void> {
  await Promise.all([...tasks].map((jobId) => deps.tasks.giveUp(jobId)));
}
