import { mayBeTakenLater, refusedIn } from '../bigquery/insertErrors.ts';
import { Failure } from '../failure/failure.ts';

const MAX_TOLD = 3;

/**
 * The failure of an insert that BigQuery answered with `insertErrors`: which rows it refused, and why. Any other failure is
 * answered as it is.
 */
export function refusedRows(failure: Failure): Failure {
  const refused = refusedIn(failure);
  const [first] = refused;
  if (first === undefined) return failure;
  const told = refused
    .slice(0, MAX_TOLD)
    .map(({ insertId, message, reason }) => `row ${1 + Number(insertId.split('_').at(-1))}: ${message || reason}`);
  const rest = refused.length > MAX_TOLD ? `; and ${refused.length - MAX_TOLD} more` : '';
  return new Failure({
    kind: refused.every(mayBeTakenLater) ? 'transient' : 'permanent',
    reason: first.reason ?? 'invalid',
    message: `BigQuery refused ${refused.length} of the rows, and took no row of that call: ${told.join('; ')}${rest}`,
    details: refused.slice(0, MAX_TOLD).map(({ reason, message, location }) => ({ reason, message, location })),
    cause: failure,
  });
}
