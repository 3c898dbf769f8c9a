import { Failure } from '../failure/failure.ts';
import { failureOf } from '../failure/failureOf.ts';
import { isClaimLost } from '../journal/claim.ts';
import { ERRORS, gsUrl, nameBelow } from '../model/places.ts';
import type { Process, ProcessError } from '../model/process.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { aboutProcess } from './answer.ts';
import { areRowsThere } from './areRowsThere.ts';
import { type Context, removeTasks } from './context.ts';
import { dropTemporaryTables } from './dropTemporaryTables.ts';
import { hasWaitedLongEnough, mayWait } from './giveUp.ts';
import { handOver } from './handOver.ts';
import { leaveGroup } from './leaveGroup.ts';
import { endReplacing } from './replace.ts';
import { runActions } from './runActions.ts';
import { summaryOf } from './summary.ts';
import { tellHistory } from './tellHistory.ts';
import { withAdvice } from './withAdvice.ts';

/**
 * Ends a process that cannot go on: `OnFailure` runs, the error report is written, temporary tables are dropped, the journal
 * says `failed`, or `actionFailed` where the rows are where the rule wants them. Data files stay where they are. The journal
 * says first that the process fails: whoever resumes it meanwhile goes on with its end.
 */
export async function failProcess(process: Process, failure: Failure, context: Context): Promise<TailAnswer> {
  const { deps, claim } = context;
  const failing = await beginToFail(process, failure, context);
  const { error } = failing;
  const { progress, trouble } = await runOnFailure(failing, context);
  if (progress.waitsFor) return handOver(progress.process, progress.waitsFor, context);
  const report = await writeReport(progress.process, error, context);
  const undropped = await dropTemporaryTables(process, deps);
  const status = areRowsThere(process) ? 'actionFailed' : 'failed';
  if (status === 'failed') await endReplacing(process, false, deps);
  const ended = deps.clock.now();
  const summary = summaryOf(progress.process, ended);
  const outcome = await tellHistory(progress.process, { status, error, ended, summary }, context);
  await claim.finish(progress.process, outcome);
  await leaveGroup(process, deps);
  await removeTasks(context);
  const what = status === 'failed' ? 'failed' : 'loaded, but an action failed';
  const why = `${what} (${error.kind}, ${error.reason}): ${error.message}`;
  return {
    ...aboutProcess(process),
    status: 'error',
    message: [why, ...trouble, ...undropped, report].join('; '),
    waits: process.waits,
    summary,
    error: { kind: error.kind, reason: error.reason, message: error.message },
  };
}

type Failing = Process & { error: ProcessError };

async function beginToFail(process: Process, failure: Failure, context: Context): Promise<Failing> {
  if (process.error) return { ...process, error: process.error };
  const { claim, deps } = context;
  const { kind, reason, details } = failure;
  const since = hasWaitedLongEnough(process, deps)
    ? ` (given up: no progress since ${process.progressed.toISOString()})`
    : '';
  const error: ProcessError = {
    kind,
    reason,
    message: withAdvice(failure, process.plan) + since,
    details: [...details],
  };
  const now = deps.clock.now();
  await claim.beginToFail(error, now);
  const { waiting: _, ...rest } = process;
  const failing = { ...rest, error, progressed: now };
  context.latest = failing;
  return failing;
}

/** `OnFailure` may fail too: that is told, and stops nothing, since the process ends here anyway. */
async function runOnFailure(process: Failing, context: Context) {
  try {
    const branch = { actions: process.plan.onFailure, path: 'OnFailure', error: process.error };
    const progress = await runActions(process, branch, context);
    return { progress, trouble: progress.failure ? [`and its OnFailure failed: ${progress.failure.message}`] : [] };
  } catch (thrown) {
    if (!(thrown instanceof Failure) || isClaimLost(thrown) || mayWait(context.latest, thrown, context.deps))
      throw thrown;
    return { progress: { process: context.latest }, trouble: [`and its OnFailure failed: ${thrown.message}`] };
  }
}

/** Answers what to say about the report: without one the process ends, too. */
async function writeReport(process: Process, error: ProcessError, { deps }: Context): Promise<string> {
  const { processId, plan, steps, started, waits } = process;
  const { objects, settings, clock } = deps;
  const folder = plan.destination.replace(/[^\w.$-]/g, '_');
  const place = { bucket: settings.opsBucket, name: nameBelow(`${ERRORS}${folder}/`, `${processId}.json`) };
  const { rule, destination, mode, sources } = plan;
  const failed = clock.now();
  const report = { eventId: processId, error, rule, destination, mode, sources, started, failed, waits, steps };
  const url = gsUrl(place.bucket, place.name);
  try {
    await objects.write(place, { content: JSON.stringify(report, null, 2), contentType: 'application/json' });
    return `report: ${url}`;
  } catch (thrown) {
    const failure = failureOf(thrown, `the report ${url} was not written`);
    if (mayWait(process, failure, deps)) throw failure;
    return failure.message;
  }
}
