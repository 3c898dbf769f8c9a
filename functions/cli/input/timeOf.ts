import { InvalidArgumentError } from 'commander';
import { durationMs } from '../../src/rule/duration.ts';

/** The time that an option names: ISO 8601, or how long ago it is. */
export function timeOf(text: string): Date {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time;
  try {
    return new Date(Date.now() - durationMs(text));
  } catch {
    throw new InvalidArgumentError('It is neither a time, as 2026-01-31T08:00Z, nor a while, as 90min or 2hours.');
  }
}
