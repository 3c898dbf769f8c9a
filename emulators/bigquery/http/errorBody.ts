import { ApiError } from '../errors/apiError.ts';
import { JobError } from '../errors/jobError.ts';
import { statusOfReason } from '../errors/statusOfReason.ts';

/** google.rpc.Code of an HTTP status. */
const STATUS: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  412: 'FAILED_PRECONDITION',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

/** An error as BigQuery answers it. */
export function errorBody(error: ApiError): object {
  const { status, reason, message, location } = error;
  const place = location === undefined ? {} : { location, locationType: 'other' };
  return {
    error: {
      code: status,
      message,
      errors: [{ message, domain: 'global', reason, ...place }],
      status: STATUS[status] ?? 'UNKNOWN',
    },
  };
}

/** What the stub did not foresee is its own fault and says so. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof JobError) {
    const { reason = 'internalError', message = '', location } = error.errors[0];
    return new ApiError(statusOfReason(reason), reason, message, location);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ApiError(500, 'internalError', `The local BigQuery stub failed: ${text}`);
}
