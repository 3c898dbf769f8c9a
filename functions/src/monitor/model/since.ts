import { lasting } from './inWords.ts';

/** The earliest of some times; undefined where there is none. */
export const earliest = (times: readonly Date[]): Date | undefined =>
  times.length === 0
    ? undefined
    : new Date(times.reduce((least, time) => Math.min(least, time.getTime()), Number.POSITIVE_INFINITY));

/** Since when a problem has lasted, as a report says it. */
export function since(times: readonly Date[]): { since?: string } {
  const first = earliest(times);
  return first ? { since: first.toISOString() } : {};
}

/** How long the earliest of them is ago, in words. */
export function lastingSince(times: readonly Date[], at: Date): string {
  const first = earliest(times);
  return first ? lasting(at.getTime() - first.getTime()) : '';
}
