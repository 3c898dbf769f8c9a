import { failureFrom } from '../failure/failure.ts';
import type { Process } from '../model/process.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { completeProcess } from './completeProcess.ts';
import { type Context, isBlocked, type Progress } from './context.ts';
import { failProcess } from './failProcess.ts';
import { loadFiles } from './loadFiles.ts';
import { moveRows } from './moveRows.ts';
import { pause } from './pause.ts';
import { runActions } from './runActions.ts';
import { settleFailure } from './settleFailure.ts';

/**
 * Takes a process as far as it goes now: load jobs, moves, actions, housekeeping, from where the journal says it stands to
 * its end or to the first job that is not done. Must run under a claim. Throws what asks for a redelivery.
 */
export async function advance(process: Process, context: Context): Promise<TailAnswer> {
  let progress: Progress;
  try {
    if (process.error) return await failProcess(process, failureFrom(process.error), context);
    progress = await runSteps(process, context);
    if (progress.failure) return await failProcess(progress.process, progress.failure, context);
  } catch (error) {
    return settleFailure(process, error, context);
  }
  // A job runs, or all is done: what goes wrong with the rest is no failure of the process, however often it does.
  if (progress.waitsFor) return pause(progress.process, progress.waitsFor, context);
  return completeProcess(progress.process, context);
}

async function runSteps(process: Process, context: Context): Promise<Progress> {
  const loaded = await loadFiles(process, context);
  if (isBlocked(loaded)) return loaded;
  const moved = await moveRows(loaded.process, context);
  if (isBlocked(moved)) return moved;
  await setExpiry(moved.process, context);
  return runActions(moved.process, { actions: process.plan.onSuccess, path: 'OnSuccess' }, context);
}

/** Counted from the last job, so that a repetition changes nothing. */
async function setExpiry(process: Process, { deps }: Context): Promise<void> {
  const { expiryMs, destinations = [] } = process.plan.ingestion ?? {};
  const last = process.steps.findLast(({ path }) => /^(?:Load|Move)\[/.test(path));
  // Actions may have moved on by then, and have dropped the destination.
  const isBehind = process.steps.some(({ path }) => path.startsWith('OnSuccess'));
  if (expiryMs === undefined || last === undefined || isBehind) return;
  for (const table of destinations) await deps.tables.setExpiry(table, new Date(last.ended.getTime() + expiryMs));
}
