import { failureOf } from '../failure/failureOf.ts';
import { isClaimLost } from '../journal/claim.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import type { Context } from './context.ts';
import { failProcess } from './failProcess.ts';
import { mayWait } from './giveUp.ts';
import { giveWay } from './giveWay.ts';
import { mayStillWrite } from './mayStillWrite.ts';
import { suspend } from './suspend.ts';

/**
 * Decides what becomes of a process whose work was cut short: it waits where the reason passes, else it fails. One that
 * somebody else has taken over is left alone.
 */
export async function settleFailure(thrown: unknown, context: Context): Promise<TailAnswer> {
  const { latest, deps } = context;
  if (isClaimLost(thrown)) return giveWay(context);
  const failure = failureOf(thrown, 'unexpected');
  if (failure.kind !== 'transient') return endOrSuspend(() => failProcess(latest, failure, context), context);
  // Nobody decides anything while a job that was asked for may still write.
  if (mayWait(latest, failure, deps) || (await mayStillWrite(context))) return suspend(latest, failure, context);
  return endOrSuspend(() => failProcess(latest, failure, context), context);
}

/** An end that is cut short, too, is gone on with later, however long that takes. */
export async function endOrSuspend(end: () => Promise<TailAnswer>, context: Context): Promise<TailAnswer> {
  try {
    return await end();
  } catch (thrown) {
    if (isClaimLost(thrown)) return giveWay(context);
    return suspend(context.latest, failureOf(thrown, 'unexpected'), context);
  }
}
