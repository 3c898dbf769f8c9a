import { decisionByText, REASONS } from '../failure/errorReasons.ts';
import type { Failure } from '../failure/failure.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** BigQuery's advice for `quotaExceeded` (Troubleshoot quota and limit errors): ten minutes or longer. */
const FIRST_HOLD_MS = 10 * MINUTE_MS;

interface Refusals {
  now: Date;
  /** How often in a row the quota was used up, this time included. */
  refusals: number;
}

/**
 * Until when a destination whose quota is used up is left alone; undefined for any other failure. BigQuery gives daily quotas
 * back bit by bit (Quotas and limits: quota replenishment), so the hold grows from ten minutes, and ends at midnight US Pacific
 * at the latest, when a day's quota is whole again. A quota that an administrator set is back only then (Create custom query
 * quotas).
 */
export function heldUntil({ reason, message }: Failure, { now, refusals }: Refusals): Date | undefined {
  if (!isQuota(reason) || decisionByText({ reason, message })) return undefined;
  const midnight = nextPacificMidnight(now);
  if (reason === 'usageQuotaExceeded' || /custom quota/i.test(message)) return midnight;
  return new Date(Math.min(now.getTime() + FIRST_HOLD_MS * 2 ** (refusals - 1), midnight.getTime()));
}

const isQuota = (reason: string): boolean =>
  Object.entries(REASONS).some(([name, { job }]) => name === reason && job === 'quota');

const PACIFIC = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  hourCycle: 'h23',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

/** Clocks are changed at two in the morning, so that the night may last an hour more or less than 24. */
function nextPacificMidnight(now: Date): Date {
  const start = now.getTime() - sinceMidnightMs(now);
  // 22 to 25 hours later the next day has begun, or is about to: the clock there tells how far it is off.
  const guess = new Date(start + DAY_MS);
  const past = sinceMidnightMs(guess);
  return new Date(past < DAY_MS / 2 ? guess.getTime() - past : guess.getTime() + DAY_MS - past);
}

/** What the clock shows there, in milliseconds. */
function sinceMidnightMs(time: Date): number {
  const parts = new Map(PACIFIC.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const [hour = 0, minute = 0, second = 0] = [parts.get('hour'), parts.get('minute'), parts.get('second')];
  return ((hour * 60 + minute) * 60 + second) * 1000 + time.getMilliseconds();
}
