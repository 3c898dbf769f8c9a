import { Failure } from '../../../functions/src/failure/failure.ts';
import { ServiceError } from '../../support/cloud/send.ts';
import type { World } from '../world/world.ts';
import type { Problem } from './problem.ts';

/** An invocation rejects with what a redelivery may mend, and never for a fault of the program. */
export function checkErrors({ rejections }: World): Problem[] {
  return rejections.flatMap(({ at, who, error }) => {
    const text = problemWith(error);
    return text === undefined ? [] : [{ check: 'errors', text: `${who} after ${at} ms: ${text}` }];
  });
}

function problemWith(error: unknown): string | undefined {
  if (error instanceof ServiceError) return undefined;
  if (!(error instanceof Failure)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const cause = error.cause;
  if (error.reason === 'unexpected' && !(cause instanceof ServiceError)) {
    return cause instanceof Error ? (cause.stack ?? cause.message) : error.message;
  }
  return error.kind === 'transient' ? undefined : `${error.kind}, ${error.reason}: ${error.message}`;
}
