import { transient } from '../failure/failure.ts';
import { claimLost } from '../journal/claim.ts';
import type { Context } from './context.ts';

/** Kept back for putting the process where it is found again, in milliseconds. */
const RESERVE_MS = 10_000;

/**
 * To be called before everything that changes the world outside the journal. Throws where the claim has run out, since
 * another invocation may be at work on the process by now, and where the time of this invocation is over: Cloud Run ends a
 * request at its timeout, but the code may go on when the instance gets its next request.
 */
export function assertMayAct({ claim, invocation, latest, deps: { clock } }: Context): void {
  const now = clock.now().getTime();
  if (now >= claim.until.getTime()) throw claimLost(latest.processId);
  if (now >= invocation.deadline.getTime() - RESERVE_MS) {
    throw transient('outOfTime', 'the invocation ran out of time; the next one continues');
  }
}
