import { type ErrorDetail, Failure } from '../failure/failure.ts';

/** BigQuery's reasons for a row that may be taken later. */
const PASSING = new Set(['backendError', 'internalError', 'rateLimitExceeded', 'timeout']);

/** The good rows of a call in which another was refused. */
const STOPPED = 'stopped';

const MAX_TOLD = 3;

interface RefusedRow {
  errors: readonly ErrorDetail[];
  row: { insertId?: string };
}

/**
 * The failure of an insert that BigQuery answered with `insertErrors`: which rows it refused, and why. Any other failure is
 * answered as it is.
 */
export function refusedRows(failure: Failure): Failure {
  const rows = rowsIn(failure.cause);
  const refused = rows.flatMap(({ errors, row }) => {
    const error = errors.find(({ reason }) => reason !== STOPPED);
    return error ? [{ ...error, index: Number(row.insertId?.split('_').at(-1) ?? 0) }] : [];
  });
  const [first] = refused;
  if (first === undefined) return failure;
  const told = refused.slice(0, MAX_TOLD).map(({ index, message, reason }) => `row ${index + 1}: ${message || reason}`);
  const rest = refused.length > MAX_TOLD ? `; and ${refused.length - MAX_TOLD} more` : '';
  return new Failure({
    kind: refused.every(({ reason }) => PASSING.has(reason ?? '')) ? 'transient' : 'permanent',
    reason: first.reason ?? 'invalid',
    message: `BigQuery refused ${refused.length} of the rows, and so took none of their call: ${told.join('; ')}${rest}`,
    details: refused.slice(0, MAX_TOLD).map(({ reason, message, location }) => ({ reason, message, location })),
    cause: failure,
  });
}

/** What the official client rejects with (PartialFailureError) holds each row with its errors. */
function rowsIn(cause: unknown): RefusedRow[] {
  if (!(cause instanceof Error) || cause.name !== 'PartialFailureError' || !('errors' in cause)) return [];
  return Array.isArray(cause.errors) ? cause.errors : [];
}
