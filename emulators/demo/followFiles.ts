import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import { milestones, processOf } from './milestones.ts';
import { takeSnapshot } from './snapshot.ts';

const POLL_MS = 150;

export interface FollowOptions {
  startedAt: number;
  timeoutMs: number;
  signal: AbortSignal;
}

/** Prints each milestone of each file as it is reached, until the journal of all is closed or the time is over. */
export async function followFiles(
  names: readonly string[],
  { startedAt, timeoutMs, signal }: FollowOptions,
): Promise<void> {
  const told = new Set<string>();
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const snapshot = await takeSnapshot();
    for (const name of names) {
      for (const sentence of milestones(name, snapshot)) {
        if (told.has(name + sentence)) continue;
        told.add(name + sentence);
        tell(startedAt, path.basename(name), sentence);
      }
    }
    const isClosed = (name: string): boolean => {
      const process = processOf(name, snapshot);
      return process !== undefined && process['status'] !== 'running';
    };
    if (names.every(isClosed)) return;
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** One line of the demonstration: seconds since its start, whom it is about, what happened. */
export function tell(startedAt: number, who: string, what: string): void {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1).padStart(5);
  const [firstLine] = what.split('\n');
  console.log(`${styleText('dim', `${seconds} s`)}  ${styleText('cyan', who.padEnd(12))} ${firstLine}`);
}
