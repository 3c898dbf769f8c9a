import type { Process, ProcessSummary } from '../model/process.ts';
import { goodLoads, hasLoaded, remainingLoads } from '../plan/remainingLoads.ts';

/** What became of a process that ends at that time, in numbers. */
export function summaryOf(process: Process, ended: Date): ProcessSummary {
  const { sources } = process.plan;
  const { removed, setAside } = remainingLoads(process);
  const loaded = hasLoaded(process) ? sources.filter((_, index) => !removed.has(index)) : [];
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const oldest = Math.min(...sources.map(({ created }) => Date.parse(created)));
  return {
    filesLoaded: loaded.length,
    filesSetAside: setAside.size,
    rows: sum(goodLoads(process).map(({ rows = 0 }) => rows)),
    bytes: sum(loaded.map(({ size }) => size)),
    ...(Number.isFinite(oldest) ? { lagMs: ended.getTime() - oldest } : undefined),
  };
}
