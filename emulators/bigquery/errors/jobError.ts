import type { ErrorProto } from '../rest/resources.ts';
import { ApiError } from './apiError.ts';

/** What a job fails with: `status.errors`; the first is `status.errorResult`. */
export class JobError extends Error {
  override readonly name = 'JobError';
  readonly errors: readonly [ErrorProto, ...ErrorProto[]];

  constructor(first: ErrorProto, ...others: ErrorProto[]) {
    super(first.message ?? first.reason ?? 'The job failed');
    this.errors = [first, ...others];
  }
}

/** The errors of a job that ended with this; what the stub did not foresee is an `internalError` that says so. */
export function jobErrorsOf(error: unknown): readonly [ErrorProto, ...ErrorProto[]] {
  if (error instanceof JobError) return error.errors;
  if (error instanceof ApiError) return [error.proto];
  const text = error instanceof Error ? error.message : String(error);
  return [{ reason: 'internalError', message: `The local BigQuery stub failed: ${text}` }];
}
