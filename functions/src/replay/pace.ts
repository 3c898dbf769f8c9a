import { DAY_MS } from '../common/dayMs.ts';
import { MODIFICATIONS_A_DAY } from '../rule/modificationLimits.ts';
import type { Item } from './item.ts';

/** What one table bears. */
export interface TableLimit {
  /** Modifications a day. */
  aDay: number;
  /** Those of them that are left. */
  left: number;
}

const MINUTE_MS = 60_000;

/** What BigQuery takes at once: 5 modifications of a table in 10 s, 50 of a column-partitioned one (quotas and limits: standard tables). */
const BURST_MS = { standard: 2_000, partitioned: 200 };

interface Pace {
  /** Files a minute. */
  rate: number;
  limits: ReadonlyMap<string, TableLimit>;
}

/**
 * Says of each item when it is woken, so that no table is modified more often than BigQuery takes: what is left today as fast as it
 * takes them in a row, the rest as a day's share comes back. What belongs together is woken together. Answers them by that time.
 */
export function pace<T extends Item>(items: readonly T[], { rate, limits }: Pace): T[] {
  let atMs = 0;
  const tables = new Map<string, { done: number; freeMs: number }>();
  const paced: T[] = [];
  for (const own of Map.groupBy(items, ({ group }) => group).values()) {
    const modifications = Object.entries(
      Object.assign({}, ...own.map((item) => item.modifications)) as Item['modifications'],
    );
    const free = modifications.map(([table]) => tables.get(table)?.freeMs ?? 0);
    const afterMs = Math.max(atMs, ...free);
    for (const [table, count] of modifications) {
      const { done } = tables.get(table) ?? { done: 0 };
      const pauseMs = count * pauseAfter(limits.get(table), done + count);
      tables.set(table, { done: done + count, freeMs: afterMs + pauseMs });
    }
    paced.push(...own.map((item) => ({ ...item, afterMs: Math.round(afterMs) })));
    atMs += (own.reduce((sum, { files }) => sum + files, 0) / rate) * MINUTE_MS;
  }
  return paced.toSorted((a, b) => a.afterMs - b.afterMs);
}

function pauseAfter(limit: TableLimit | undefined, done: number): number {
  if (limit === undefined) return BURST_MS.standard;
  if (done >= limit.left) return DAY_MS / limit.aDay;
  return limit.aDay >= MODIFICATIONS_A_DAY.byColumn ? BURST_MS.partitioned : BURST_MS.standard;
}
