import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface PeakMemory {
  /** Looks now, which matters where the system keeps no peak. */
  look(): void;
  /** The largest resident memory so far, in MB. */
  peakMb(): number;
}

/** Linux keeps the peak of a process by itself; elsewhere it is the largest that was seen. */
export function watchMemory(pid: number): PeakMemory {
  let peakKb = 0;
  const look = (): void => {
    peakKb = Math.max(peakKb, process.platform === 'linux' ? peakOf(pid) : residentNow(pid));
  };
  return {
    look,
    peakMb() {
      look();
      return (peakKb * 1024) / 1_000_000;
    },
  };
}

/** proc(5): VmHWM, in kB of 1,024 bytes. */
function peakOf(pid: number): number {
  const [, kb] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return numberOf(kb, `the peak memory of process ${pid}`);
}

/** ps(1): rss, in units of 1,024 bytes. */
const residentNow = (pid: number): number =>
  numberOf(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim(), `the memory of ${pid}`);

function numberOf(text: string | undefined, what: string): number {
  if (!text || !Number.isFinite(Number(text))) throw new Error(`${what} cannot be read`);
  return Number(text);
}
