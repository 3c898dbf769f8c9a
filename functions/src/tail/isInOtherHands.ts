import type { Deps } from '../deps/deps.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';

/**
 * Whether another invocation was found at work on the process. Then the task file that brought us here is not ours to
 * remove: should that invocation die, dispatch asks for the same once more because the file is still there.
 */
export async function isInOtherHands(
  { status, eventId }: TailAnswer,
  { journal, clock }: Pick<Deps, 'journal' | 'clock'>,
): Promise<boolean> {
  return status === 'duplicate' && eventId !== undefined && journal.isClaimed(eventId, clock.now());
}
