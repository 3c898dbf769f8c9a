import type { ErrorDetail, Failure } from '../failure/failure.ts';

/** The good rows of a call in which another was refused. */
const STOPPED = 'stopped';

/** A row that BigQuery refused, and why. */
export interface RefusedRow extends ErrorDetail {
  insertId: string;
}

/** The rows that an answer with `insertErrors` names as bad; the others of their call were not taken either. */
export const refusedIn = (failure: Failure): RefusedRow[] =>
  rowsIn(failure.cause).flatMap(({ errors, row }) => {
    const error = errors.find(({ reason }) => reason !== STOPPED);
    return error ? [{ ...error, insertId: row.insertId ?? '' }] : [];
  });

interface RowErrors {
  errors: readonly ErrorDetail[];
  row: { insertId?: string };
}

/** What the official client rejects with (PartialFailureError) holds each row with its errors. */
function rowsIn(cause: unknown): RowErrors[] {
  if (!(cause instanceof Error) || cause.name !== 'PartialFailureError' || !('errors' in cause)) return [];
  return Array.isArray(cause.errors) ? cause.errors : [];
}

/** BigQuery's reasons for a row that may be taken later. */
const PASSING = new Set(['backendError', 'internalError', 'rateLimitExceeded', 'timeout']);

export const mayBeTakenLater = ({ reason }: RefusedRow): boolean => PASSING.has(reason ?? '');
