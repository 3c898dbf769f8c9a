import { DAY_MS } from '../common/dayMs.ts';

// The day of BigQuery's daily quotas, which begins at midnight US Pacific (Quotas and limits).

let pacific: Intl.DateTimeFormat | undefined;

/** Made where it is first needed: it takes as long as dozens of modules, and every cold start would pay for it. */
function pacificClock(): Intl.DateTimeFormat {
  pacific ??= new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Los_Angeles',
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return pacific;
}

/** When the day began that this time is in. */
export const quotaDayBegan = (time: Date): Date => midnightNear(new Date(time.getTime() - sinceMidnightMs(time)));

/** When the day after it begins. */
export const nextQuotaDay = (time: Date): Date => midnightNear(new Date(quotaDayBegan(time).getTime() + DAY_MS));

/** Clocks are changed at two in the morning, so that a day may last an hour more or less than 24: what is near a midnight is meant to be it. */
function midnightNear(time: Date): Date {
  const past = sinceMidnightMs(time);
  return new Date(past < DAY_MS / 2 ? time.getTime() - past : time.getTime() + DAY_MS - past);
}

/** What the clock shows there, in milliseconds. */
function sinceMidnightMs(time: Date): number {
  const parts = new Map(
    pacificClock()
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [hour = 0, minute = 0, second = 0] = [parts.get('hour'), parts.get('minute'), parts.get('second')];
  return ((hour * 60 + minute) * 60 + second) * 1000 + time.getMilliseconds();
}
