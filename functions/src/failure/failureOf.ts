import { messageOf } from '../common/messageOf.ts';
import { type Decision, decisionByText, type JobKind, REASONS } from './errorReasons.ts';
import { type ErrorDetail, Failure, type FailureKind, type Service } from './failure.ts';
import { rpcStatusOf } from './rpcStatus.ts';

/** 401: the token was refused, and is fetched anew; the rest as Google's error model has it (AIP-193, AIP-194). */
const TRANSIENT_STATUS = new Set([401, 408, 429, 500, 502, 503, 504]);

const isKnown = (reason: string | undefined): reason is keyof typeof REASONS =>
  reason !== undefined && Object.hasOwn(REASONS, reason);

/**
 * The failure of a job of that kind that ended with these errors; `error` is its `status.errorResult`, and `details` are its
 * `status.errors`.
 */
export function jobFailure(error: ErrorDetail, details: readonly ErrorDetail[], job: JobKind = 'load'): Failure {
  const { reason, message } = error;
  return new Failure({
    kind: kindFor(decisionOfJob(error, job)),
    reason: reason ?? 'unknown',
    message: message ?? 'BigQuery gave no reason',
    details,
  });
}

function decisionOfJob(error: ErrorDetail, job: JobKind): Decision {
  const { reason } = error;
  if (!isKnown(reason)) return 'permanent';
  const row: { job: Decision; load?: Decision } = REASONS[reason];
  return decisionByText(error, job) ?? (job === 'load' ? row.load : undefined) ?? row.job;
}

/** A limit passes, too: `heldUntil` says when. */
const kindFor = (decision: Decision): FailureKind =>
  decision === 'quota' || decision === 'rate' ? 'transient' : decision;

/**
 * The failure of a call that Google's clients rejected: sorted by reason, then by HTTP status or that of gRPC. No status at
 * all is a connection that broke, or something unforeseen: both are worth another try.
 */
export function failureOf(error: unknown, doing: string, service?: Service): Failure {
  if (error instanceof Failure) return error;
  const details = detailsOf(error);
  return new Failure({
    service,
    ...sorted(error, details[0]),
    message: `${doing}: ${messageOf(error)}`,
    details,
    cause: error,
  });
}

function sorted(
  error: unknown,
  detail: ErrorDetail | undefined,
): { kind: FailureKind; reason: string; service?: Service } {
  const rpc = rpcStatusOf(error);
  if (rpc) return { kind: rpc.mayPass ? 'transient' : 'permanent', reason: rpc.status, service: 'firestore' };
  const status = httpStatusOf(error);
  return { kind: kindOfCall(status, detail), reason: detail?.reason ?? named(error, status) };
}

function named(error: unknown, status: number | undefined): string {
  if (status !== undefined) return `http${status}`;
  // What breaks a connection has a code, such as ECONNRESET; what has none is a fault of a program.
  return error instanceof Error && 'code' in error ? 'connection' : 'unexpected';
}

function kindOfCall(status: number | undefined, detail: ErrorDetail | undefined): FailureKind {
  if (status === undefined || TRANSIENT_STATUS.has(status)) return 'transient';
  if (!detail || !isKnown(detail.reason)) return 'permanent';
  return kindFor(decisionByText(detail) ?? REASONS[detail.reason].call);
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
