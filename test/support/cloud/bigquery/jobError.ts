import type { ErrorDetail } from '../../../../functions/src/failure/failure.ts';

/** Why a job failed: what its `status.errorResult` and `status.errors` say. */
export class JobError extends Error {
  override readonly name = 'JobError';
  readonly errorResult: ErrorDetail;
  readonly errors: readonly ErrorDetail[];

  constructor(errorResult: ErrorDetail, errors: readonly ErrorDetail[] = []) {
    super(errorResult.message);
    this.errorResult = errorResult;
    this.errors = [errorResult, ...errors];
  }
}
