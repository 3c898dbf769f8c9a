import { invalid } from '../errors/apiError.ts';
import type { QuotaLimits } from './quotas.ts';

const NAMES = [
  'tableModificationsPerDay',
  'tableModificationsPer10Seconds',
  'loadJobsPerDay',
  'dmlStatementsOutstanding',
] as const satisfies (keyof QuotaLimits)[];

/** @throws ApiError `invalid` for a name that is no quota, or a limit that is no number. */
export function parseQuotaLimits(body: Record<string, unknown>): QuotaLimits {
  for (const [name, limit] of Object.entries(body)) {
    if (!NAMES.some((known) => known === name))
      throw invalid(`${name} is no quota here; there are ${NAMES.join(', ')}.`);
    if (typeof limit !== 'number' || !(limit >= 0)) throw invalid(`${name} has to be a number.`);
  }
  return body;
}
