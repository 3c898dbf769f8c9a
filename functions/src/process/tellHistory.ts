import type { Outcome } from '../journal/claim.ts';
import type { Process } from '../model/process.ts';
import type { Context } from './context.ts';

/**
 * Writes what becomes of a process to the history, just before the journal says that it has ended: whoever dies in between has it
 * written again, and the same. Answers the outcome as the journal is to have it: marked where the history took nothing, so that
 * dispatch writes it later. That costs no write of its own.
 */
export async function tellHistory(process: Process, outcome: Outcome, { deps }: Context): Promise<Outcome> {
  const { outcome: written } = await deps.history.ofProcess(process, outcome);
  return written === 'written' ? outcome : { ...outcome, isUntold: true };
}
