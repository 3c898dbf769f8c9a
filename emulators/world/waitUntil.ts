import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** What is waited for, for the error: `the journal to be done`. */
  what: string;
  timeoutMs: number;
  pollMs?: number;
  signal?: AbortSignal;
}

/**
 * Asks again and again until the answer is neither undefined nor false, and returns it. An error of the question counts as
 * "not yet"; the last one is the cause of the error that ends a wait in vain. (p-wait-for gives up at the first error, and
 * names neither what was waited for nor why in vain: around it, this would be longer.)
 */
export async function waitUntil<T>(
  ask: () => Promise<T | undefined | false>,
  { what, timeoutMs, pollMs = 100, signal }: WaitOptions,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let cause: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await sleep(pollMs, undefined, signal ? { signal } : {});
  } while (Date.now() < deadline);
  throw new Error(`waited ${timeoutMs / 1000} s in vain for ${what}`, { cause });
}
