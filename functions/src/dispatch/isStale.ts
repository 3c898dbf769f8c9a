import type { Deps } from '../deps/deps.ts';

/** However often a task was asked for in vain, it is asked for again after this. */
const LONGEST_MS = 3_600_000;

interface Asked {
  /** When the task was written, moved or touched. */
  created: Date;
  /** How often it was touched. */
  touched?: string | undefined;
}

/**
 * Nobody has taken the task further for so long that its holder must have died. The limit grows with each time that the task was
 * asked for in vain.
 */
export function isStale(
  { created, touched = '0' }: Asked,
  { settings, clock }: Pick<Deps, 'settings' | 'clock'>,
): boolean {
  const first = settings.staleTaskSec * 1000;
  const after = Math.max(first, Math.min(first * 2 ** Number(touched), LONGEST_MS));
  return clock.now().getTime() - created.getTime() > after;
}
