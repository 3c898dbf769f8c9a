import type { Deps } from '../../functions/src/deps/deps.ts';
import { disturb, wasKilled } from '../support/disturb.ts';
import type { OwnWorld } from './ownWorld.ts';

/** Longer than a claim holds and than a task may stay as it is. */
export const LATER_MS = 10 * 60_000;

export const unlessKilled = (error: unknown): void => {
  if (!wasKilled(error)) throw error;
};

/** The calls that some invocation makes are far fewer; a loop that gets here does not end. */
const MOST_CALLS = 100;

/**
 * Does `work` in the hands of a process that dies at its first call to the outside world, then of one that dies at its
 * second, … until one survives. Answers each call that was somebody's last.
 */
export async function dieAtEachCall(
  { world, when }: { world: OwnWorld; when: 'before' | 'after' },
  work: (dying: Deps, n: number) => Promise<void>,
): Promise<string[]> {
  const lastCalls: string[] = [];
  for (let at = 0; at < MOST_CALLS; at++) {
    const dying = disturb(world.deps, ({ index }) => (index === at ? { isLast: when } : undefined));
    await work(dying.deps, at);
    if (!dying.isDead()) return lastCalls;
    lastCalls.push(dying.calls[at] ?? '');
  }
  throw new Error(`still dying after ${MOST_CALLS} calls`);
}
