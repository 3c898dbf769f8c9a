import type { VirtualClock } from './virtualClock.ts';

/** The time of this machine, for services in memory beside others that are real processes. */
export function realClock(): VirtualClock {
  const after = (ms: number, work: () => void): (() => void) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  };
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => void after(ms, resolve));
  return {
    now: () => new Date(),
    time: () => Date.now(),
    after,
    sleep,
    every(ms, work) {
      const timer = setInterval(work, ms);
      return () => clearInterval(timer);
    },
    settle: (work) => work,
    async passUntil(end) {
      await sleep(end - Date.now());
    },
  };
}
