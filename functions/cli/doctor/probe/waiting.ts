import type { Clock } from '../../../src/deps/deps.ts';

/** Somebody has interrupted the probe. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

interface Options {
  clock: Clock;
  signal: AbortSignal;
}

/** Asks each second until there is an answer; undefined where none came in so many milliseconds. @throws Interrupted */
export type WaitFor = <T>(ask: () => Promise<T | undefined>, timeoutMs: number) => Promise<T | undefined>;

const EVERY_MS = 1_000;

export function createWaitFor({ clock, signal }: Options): WaitFor {
  return async (ask, timeoutMs) => {
    const end = clock.now().getTime() + timeoutMs;
    for (;;) {
      if (signal.aborted) throw new Interrupted('the probe was interrupted');
      const answer = await ask();
      if (answer !== undefined || clock.now().getTime() >= end) return answer;
      await clock.sleep(EVERY_MS);
    }
  };
}
