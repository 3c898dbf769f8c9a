import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { RetryLoad, SourceRange } from '../model/sourceRange.ts';
import { loadParts } from './loadParts.ts';

export interface RemainingLoads {
  /** What has to be loaded still, in this order. */
  queue: readonly RetryLoad[];
  /** Sources that were taken out, by position. */
  removed: ReadonlySet<number>;
  /** How many loads are behind: done, or given up in favour of others. */
  settled: number;
}

/** What is left to be loaded, as the steps of the process tell. */
export function remainingLoads({ plan, steps }: Pick<Process, 'plan' | 'steps'>): RemainingLoads {
  const removed = new Set(emptyFiles(plan.sources));
  const isWorthIt = ({ from, to }: SourceRange): boolean =>
    plan.sources.slice(from, to).some((_, index) => !removed.has(from + index));
  const parts = loadParts(plan.sources).filter(isWorthIt);
  let queue: readonly RetryLoad[] = parts.map((part) => ({ ...part, round: 0 }));
  let settled = 0;
  for (const { action, path, state, next } of steps) {
    if (action !== 'load' || !path.startsWith(LOAD) || (state === 'failed' && next === undefined)) continue;
    queue = [...(next?.loads ?? []), ...queue.slice(1)];
    for (const index of next?.removed ?? []) removed.add(index);
    settled++;
  }
  return { queue, removed, settled };
}

/** The positions of files without a byte: they are set aside before anything is loaded. */
export const emptyFiles = (sources: readonly SourceFile[]): number[] =>
  sources.flatMap(({ size }, index) => (size === 0 ? [index] : []));

const LOAD = 'Load[';

/** What the journal calls the load that comes after so many. */
export const loadPath = (settled: number): string => `${LOAD}${settled}]`;
