/**
 * What a failure asks for:
 * - `transient`: the same again, later;
 * - `backend`: BigQuery lost the job to a fault of its own;
 * - `data`: the files are at fault;
 * - `permanent`: somebody has to mend something first.
 */
export type FailureKind = 'transient' | 'backend' | 'data' | 'permanent';

/** One error as BigQuery words it (ErrorProto in its REST reference). */
export interface ErrorDetail {
  reason?: string | undefined;
  location?: string | undefined;
  message?: string | undefined;
}

/** Who did not answer, or refused. */
export type Service = 'bigquery' | 'firestore' | 'storage';

interface FailureOptions {
  kind: FailureKind;
  service?: Service | undefined;
  /** BigQuery's reason, or our own: a short camelCase word to filter by. */
  reason: string;
  message: string;
  details?: readonly ErrorDetail[];
  cause?: unknown;
}

/** A failure with the decision it asks for. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  readonly service: Service | undefined;
  readonly reason: string;
  readonly details: readonly ErrorDetail[];

  constructor({ kind, service, reason, message, details = [], cause }: FailureOptions) {
    super(message, { cause });
    this.kind = kind;
    this.service = service;
    this.reason = reason;
    this.details = details.map(plainDetail);
  }
}

/** Firestore takes no undefined values, and clients hand errors over with more in them than BigQuery said. */
function plainDetail({ reason, location, message }: ErrorDetail): ErrorDetail {
  const fields = { reason, location, message };
  return Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (value ? [[key, String(value)]] : [])));
}

/** A failure that no repetition mends. */
export const permanent = (reason: string, message: string): Failure =>
  new Failure({ kind: 'permanent', reason, message });

/** A failure that passes by itself. */
export const transient = (reason: string, message: string): Failure =>
  new Failure({ kind: 'transient', reason, message });

/**
 * The same, but it passes: whoever does not know what became of a job must not decide as if it had failed. A refusal says nothing
 * of others, which need not be held for it.
 */
export const passing = (failure: Failure): Failure =>
  failure.kind === 'transient'
    ? failure
    : new Failure({ ...failure, kind: 'transient', service: undefined, message: failure.message });

/** The failure that was written down. */
export const failureFrom = (written: Pick<Failure, 'kind' | 'reason' | 'message' | 'details'>): Failure =>
  new Failure(written);
