import type { TailAnswer } from '../model/tailAnswer.ts';
import { takenOver } from './answer.ts';
import type { Context } from './context.ts';
import { dropTemporaryTables } from './dropTemporaryTables.ts';

/**
 * Leaves a process to the invocation that has taken it over. If that has brought the process to its end meanwhile, a temporary table may
 * have been made once more since: nobody else would drop it before it expires.
 */
export async function giveWay({ latest, deps }: Context): Promise<TailAnswer> {
  const known = await deps.journal.get(latest.processId);
  if (known !== undefined && known.status !== 'running') await dropTemporaryTables(known, deps);
  return takenOver(latest);
}
