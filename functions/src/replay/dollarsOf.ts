import { DOLLARS_A_TIB } from '../bigquery/queryPrice.ts';
import type { Item } from './item.ts';

/** What a million files cost at most, each alone through a temporary table, and in windows of 1,000 (functions/COST.md): without BigQuery. */
const ALONE = 35 / 1_000_000;
const TOGETHER = 3 / 1_000_000;

/** Queries that move rows. */
const QUERY_A_BYTE = DOLLARS_A_TIB / 2 ** 40;

/** What a replay, or whatever loads files so, costs, at most: loads and copies are free, and each query reads at most what was loaded. */
export function dollarsOf(items: readonly Pick<Item, 'group' | 'files' | 'bytes' | 'queries'>[]): number {
  const sizes = Map.groupBy(items, ({ group }) => group);
  return items.reduce((sum, { group, files, bytes, queries }) => {
    const isTogether = files + (sizes.get(group)?.length ?? 0) > 2;
    return sum + files * (isTogether ? TOGETHER : ALONE) + queries * bytes * QUERY_A_BYTE;
  }, 0);
}
