import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** As the kernel gives a container less than one CPU: so much of each of these, in milliseconds. */
const PERIOD_MS = 100;
const LOOK_MS = 4;

/**
 * Stops a process for the rest of each tenth of a second in which it has used up its share of a CPU, as a container is; where it used
 * more, for longer. Linux alone tells what a process has used. Returns what ends that.
 */
export function throttled({ pid }: ChildProcess, share: number): () => void {
  if (pid === undefined || share >= 1) return () => undefined;
  const allowance = PERIOD_MS * share;
  let left = allowance;
  let used = usedMs(pid);
  let periodEnds = performance.now() + PERIOD_MS;
  const timer = setInterval(() => {
    const now = usedMs(pid);
    left -= now - used;
    used = now;
    for (; performance.now() >= periodEnds; periodEnds += PERIOD_MS) left = Math.min(allowance, left + allowance);
    process.kill(pid, left > 0 ? 'SIGCONT' : 'SIGSTOP');
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    process.kill(pid, 'SIGCONT');
  };
}

/** CPU time of its main thread (Linux: /proc/‹process›/schedstat, in nanoseconds). */
function usedMs(pid: number): number {
  const [nanoseconds = '0'] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
  return Number(nanoseconds) / 1e6;
}
