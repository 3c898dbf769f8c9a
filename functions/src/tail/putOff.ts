import { failureOf } from '../failure/failureOf.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';

/** The answer of an invocation that could not do now what it was asked for. What does not pass by itself is told as an error. */
export function putOff(error: unknown): TailAnswer & { error: NonNullable<TailAnswer['error']> } {
  const { kind, reason, message } = failureOf(error, 'unexpected');
  return {
    status: kind === 'transient' ? 'waiting' : 'error',
    message: `${message}; bqtail tries again later`,
    error: { kind, reason, message },
  };
}
