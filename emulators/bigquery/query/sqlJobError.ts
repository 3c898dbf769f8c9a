import { JobError } from '../errors/jobError.ts';
import { SqlError } from '../errors/sqlError.ts';

/** What a query job ends with where its SQL is at fault; any other error stays as it is. */
export function sqlJobError(error: unknown): unknown {
  if (!(error instanceof SqlError)) return error;
  const { reason, message } = error;
  return new JobError({ reason, ...(reason === 'invalidQuery' ? { location: 'query' } : {}), message });
}
