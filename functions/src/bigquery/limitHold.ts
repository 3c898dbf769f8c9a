import type { Failure } from '../failure/failure.ts';
import { limitOf } from '../failure/limitOf.ts';
import { nextQuotaDay } from './quotaDay.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** Rates are counted over ten seconds (Quotas and limits: table metadata update operations). */
const RATE_HOLD_MS = 10 * SECOND_MS;
/** BigQuery's advice for `quotaExceeded` (Troubleshoot quota and limit errors): ten minutes or longer. */
const QUOTA_HOLD_MS = 10 * MINUTE_MS;
/** What waits for a quota that comes back bit by bit goes on at most this much later than it could. */
const LONGEST_QUOTA_HOLD_MS = 60 * MINUTE_MS;
/** A service that does not answer is asked again after this. */
const AWAY_HOLD_MS = 10 * SECOND_MS;
const LONGEST_HOLD_MS = 10 * MINUTE_MS;

interface Refusals {
  now: Date;
  /** How often in a row the limit was met, this time included. */
  refusals: number;
}

/**
 * Until when the destination, or the project, of a job that failed is left alone; undefined for a failure that says nothing of
 * others. BigQuery gives daily quotas back bit by bit (Quotas and limits: quota replenishment), so their hold grows from ten
 * minutes to an hour, and ends at midnight US Pacific at the latest, when a day's quota is whole again. A quota that an administrator set
 * is back only then (Create custom query quotas). All other holds grow from ten seconds to ten minutes.
 */
export function heldUntil(failure: Failure, { now, refusals }: Refusals): Date | undefined {
  const growth = 2 ** (refusals - 1);
  const after = (ms: number): Date => new Date(now.getTime() + ms);
  switch (limitOf(failure)) {
    case 'rate':
      return after(Math.min(RATE_HOLD_MS * growth, LONGEST_HOLD_MS));
    case 'quota': {
      const midnight = nextQuotaDay(now);
      if (failure.reason === 'usageQuotaExceeded' || /custom quota/i.test(failure.message)) return midnight;
      const hold = Math.min(QUOTA_HOLD_MS * growth, LONGEST_QUOTA_HOLD_MS);
      return new Date(Math.min(now.getTime() + hold, midnight.getTime()));
    }
    default:
      return failure.kind === 'transient' && failure.service === 'bigquery'
        ? after(Math.min(AWAY_HOLD_MS * growth, LONGEST_HOLD_MS))
        : undefined;
  }
}
