import { type ErrorDetail, Failure, type FailureKind } from '../failure.ts';

/**
 * BigQuery's reasons (https://cloud.google.com/bigquery/docs/error-messages) and what each asks for. A reason that is
 * not here is sorted by HTTP status, and a job that failed for it has to be looked at by somebody.
 */
const KIND_BY_REASON = {
  accessDenied: 'permanent',
  backendError: 'backend',
  billingNotEnabled: 'permanent',
  billingTierLimitExceeded: 'permanent',
  blocked: 'permanent',
  duplicate: 'permanent',
  internalError: 'backend',
  invalid: 'data',
  invalidQuery: 'permanent',
  invalidUser: 'permanent',
  jobBackendError: 'backend',
  jobInternalError: 'backend',
  jobRateLimitExceeded: 'transient',
  notFound: 'permanent',
  notImplemented: 'permanent',
  quotaExceeded: 'permanent',
  rateLimitExceeded: 'transient',
  resourceInUse: 'permanent',
  resourcesExceeded: 'permanent',
  responseTooLarge: 'permanent',
  stopped: 'permanent',
  tableUnavailable: 'transient',
  timeout: 'transient',
} as const satisfies Record<string, FailureKind>;

const TRANSIENT_STATUS = new Set([408, 429, 500, 502, 503, 504]);

const isKnown = (reason: string | undefined): reason is keyof typeof KIND_BY_REASON =>
  reason !== undefined && Object.hasOwn(KIND_BY_REASON, reason);

/** The failure of a job that ended with these errors; `error` is its `status.errorResult`. */
export function jobFailure(error: ErrorDetail, details: readonly ErrorDetail[]): Failure {
  const { reason } = error;
  return new Failure({
    kind: isKnown(reason) ? KIND_BY_REASON[reason] : 'permanent',
    reason: reason ?? 'unknown',
    message: error.message ?? 'BigQuery gave no reason',
    details,
  });
}

/**
 * The failure of a call that Google's clients rejected: sorted by reason, then by HTTP status. No status at all is a
 * connection that broke, which is worth another try.
 */
export function failureOf(error: unknown, doing: string): Failure {
  if (error instanceof Failure) return error;
  const status = httpStatusOf(error);
  const [detail] = detailsOf(error);
  const message = `${doing}: ${error instanceof Error ? error.message : String(error)}`;
  return new Failure({
    kind: kindOf(status, detail?.reason),
    reason: detail?.reason ?? (status === undefined ? 'connection' : `http${status}`),
    message,
    details: detailsOf(error),
    cause: error,
  });
}

function kindOf(status: number | undefined, reason: string | undefined): FailureKind {
  if (status === undefined || TRANSIENT_STATUS.has(status)) return 'transient';
  // A call that was refused touched no data and started no job.
  if (isKnown(reason) && KIND_BY_REASON[reason] === 'transient') return 'transient';
  return 'permanent';
}

/** The HTTP status that a rejection of Google's clients carries; undefined where no answer came. */
export function httpStatusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const status = Number(error.code);
  return Number.isInteger(status) && status >= 100 ? status : undefined;
}

function detailsOf(error: unknown): ErrorDetail[] {
  const errors: unknown = error instanceof Error && 'errors' in error ? error.errors : undefined;
  return Array.isArray(errors) ? errors.filter((detail) => typeof detail === 'object' && detail !== null) : [];
}
