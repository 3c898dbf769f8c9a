import { failureOf } from '../failure/failureOf.ts';
import type { Process } from '../model/process.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import type { Context } from './context.ts';
import { failProcess } from './failProcess.ts';
import { holdDestination } from './holdDestination.ts';

/**
 * Decides what becomes of a process whose work was cut short: thrown again where a redelivery may mend it, else the
 * process is failed; so is one that was tried too often. Must run under a claim.
 */
export async function settleFailure(process: Process, thrown: unknown, context: Context): Promise<TailAnswer> {
  const { journal, settings } = context.deps;
  const failure = failureOf(thrown, 'unexpected');
  // Steps that the failed work added are in the journal only.
  const latest = (await journal.get(process.processId)) ?? process;
  // Only task files are left to be put away.
  if (latest.status !== 'running') throw failure;
  if (failure.kind !== 'transient') return failProcess(latest, failure, context);
  const held = await holdDestination(latest, failure, context);
  if (held) return held;
  const attempts = await journal.addAttempt(process.processId);
  if (attempts <= settings.maxRetries) throw failure;
  return failProcess({ ...latest, attempts }, failure, context);
}
