import type { World } from '../world/world.ts';
import type { Problem } from './problem.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * Invocations of tail: what a file takes where little goes wrong, and what it takes for each hour that it waits. Who waits comes
 * back after any time up to ten minutes, so that on average it takes twelve an hour.
 */
const PER_FILE = 10;
const PER_FILE_AN_HOUR = 13;
const AT_LEAST = 10;

/** Requests to services: of each invocation, and of dispatch, which sweeps every five seconds while something is in flight. */
const PER_INVOCATION = 40;
const PER_MINUTE = 80;

/** No storm: what is done has a bound, whatever fails, and however often. */
export function checkBounds({ versions, invocations, requests, now }: World): Problem[] {
  const perFile = PER_FILE + (PER_FILE_AN_HOUR * now()) / HOUR_MS;
  const most = Math.ceil(AT_LEAST + versions.length * perFile);
  const asked = [...requests.values()].reduce((sum, count) => sum + count, 0);
  const mostAsked = Math.ceil(invocations * PER_INVOCATION + (now() / MINUTE_MS) * PER_MINUTE);
  return [
    ...(invocations > most ? [`${invocations} invocations for ${versions.length} files, not ${most} at most`] : []),
    ...(asked > mostAsked ? [`${asked} requests to services, not ${mostAsked} at most`] : []),
  ].map((text) => ({ check: 'bounds', text }));
}
