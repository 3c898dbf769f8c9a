import type { ErrorProto } from '../rest/resources.ts';

/**
 * An error that a call is answered with.
 *
 * Reasons and statuses: https://cloud.google.com/bigquery/docs/error-messages
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly reason: string;
  readonly location: string | undefined;

  constructor(status: number, reason: string, message: string, location?: string) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.location = location;
  }

  /** The same error as an entry of `errors` lists has it. */
  get proto(): ErrorProto {
    return { reason: this.reason, message: this.message, ...(this.location ? { location: this.location } : {}) };
  }
}

export const invalid = (message: string, location?: string): ApiError =>
  new ApiError(400, 'invalid', message, location);

export const notFound = (message: string): ApiError => new ApiError(404, 'notFound', message);

export const duplicate = (message: string): ApiError => new ApiError(409, 'duplicate', message);

/** What BigQuery can do and this stub cannot: said, never passed over. Not 501, which clients would try again. */
export const unsupported = (what: string): ApiError =>
  new ApiError(400, 'notImplemented', `not supported by the local BigQuery stub: ${what}`);

/** Whether the stub, and not the request or a file, is at fault. */
export const isUnsupported = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.reason === 'notImplemented';
