import { defined } from '../common/defined.ts';
import { failureFrom } from '../failure/failure.ts';
import type { Process } from '../model/process.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { MOVE } from '../plan/move/moveJob.ts';
import { isSuperseded } from '../plan/remainingLoads.ts';
import { noteInSpan, tracedProcess } from '../trace/traced.ts';
import { completeProcess } from './completeProcess.ts';
import { type Context, isBlocked, type Progress } from './context.ts';
import { failProcess } from './failProcess.ts';
import { handOver } from './handOver.ts';
import { hasActed } from './hasActed.ts';
import { traceRecorded } from './jobSpans.ts';
import { loadFiles } from './loadFiles.ts';
import { moveRows } from './moveRows.ts';
import { beginReplacing, endReplacing } from './replace.ts';
import { runActions } from './runActions.ts';
import { runOnBadFiles } from './runOnBadFiles.ts';
import { endOrSuspend, settleFailure } from './settleFailure.ts';
import { whileRenewing } from './underClaim.ts';

/**
 * Takes a process as far as it goes now: load jobs, moves, actions, housekeeping, from where the journal says it stands to
 * its end, to the first job that is not done, or to the first thing that has to be waited for. Ends the claim. Rejects only
 * where neither Firestore nor Cloud Storage can hold the process.
 */
export const advance = (process: Process, context: Context): Promise<TailAnswer> =>
  tracedProcess(process.processId, invocationSpan(process, context), async () => {
    if (context.recorded) await traceRecorded(context.recorded);
    const answer = await whileRenewing(context.claim, context.deps, () => goThrough(process, context));
    noteInSpan({ 'bqtail.status': answer.status });
    return answer;
  });

const invocationSpan = ({ plan }: Process, { invocation, wokenBy }: Context) => ({
  name: 'invocation',
  attributes: {
    ...{ 'faas.invocation_id': invocation.id, 'bqtail.rule': plan.rule, 'bqtail.dest_table': plan.destination },
    ...(wokenBy === undefined ? {} : { 'bqtail.woken_by': wokenBy }),
  },
});

async function goThrough(process: Process, context: Context): Promise<TailAnswer> {
  let progress: Progress;
  try {
    if (process.error) return await failProcess(process, failureFrom(process.error), context);
    progress = await runSteps(process, context);
    if (progress.failure) return await failProcess(progress.process, progress.failure, context);
  } catch (error) {
    return settleFailure(error, context);
  }
  const { process: latest, waitsFor } = progress;
  // A job runs, or all is done: what goes wrong with the rest is no failure of the process, however long it takes.
  return endOrSuspend(
    () => (waitsFor ? handOver(latest, waitsFor, context) : completeProcess(latest, context)),
    context,
  );
}

async function runSteps(process: Process, context: Context): Promise<Progress> {
  const loaded = await loadFiles(process, context);
  if (isBlocked(loaded)) return loaded;
  if (isSuperseded(loaded.process)) return loaded;
  const allowed = await beforeMoves(loaded.process, context);
  if (isSuperseded(allowed)) return { process: allowed };
  const moved = await moveRows(allowed, context);
  if (isBlocked(moved)) return moved;
  // The next may replace it: actions can take long.
  await endReplacing(moved.process, true, context.deps);
  await setExpiry(moved.process, context);
  return runOwnActions(moved.process, context);
}

/** What is done about bad files has no say in what is done with the good ones. */
async function runOwnActions(process: Process, context: Context): Promise<Progress> {
  const told = await runOnBadFiles(process, context);
  if (told.waitsFor) return told;
  const { onSuccess: actions } = process.plan;
  const done = await runActions(told.process, { actions, path: 'OnSuccess' }, context);
  return isBlocked(done) ? done : { ...done, ...defined({ failure: told.failure }) };
}

/** A destination is replaced only by newer files; once moves are planned that is settled. */
const beforeMoves = async (process: Process, context: Context): Promise<Process> =>
  process.plan.ingestion?.transient && process.jobs[MOVE] === undefined ? beginReplacing(process, context) : process;

/** Counted from the last job, so that a repetition changes nothing. */
async function setExpiry(process: Process, { deps }: Context): Promise<void> {
  const { expiryMs, destinations = [] } = process.plan.ingestion ?? {};
  const last = process.steps.findLast(({ path }) => /^(?:Load|Move)\[/.test(path));
  // Actions may have moved on by then, and have dropped the destination.
  if (expiryMs === undefined || last === undefined || hasActed(process)) return;
  for (const table of destinations) await deps.tables.setExpiry(table, new Date(last.ended.getTime() + expiryMs));
}
