import { DOLLARS_A_TIB } from '../bigquery/queryPrice.ts';
import type { Item } from './item.ts';

/**
 * What a process costs at most, in async mode and through a temporary table, and each of its files besides: so that a million files cost
 * 35 dollars one by one, and 3 in windows of 1,000 (functions/COST.md, Files). Without BigQuery.
 */
const PROCESS = 32 / 1_000_000;
const FILE = 3 / 1_000_000;

/** Queries that move rows. */
const QUERY_A_BYTE = DOLLARS_A_TIB / 2 ** 40;

/** What a replay, or whatever loads files so, costs, at most: loads and copies are free, and each query reads at most what was loaded. */
export function dollarsOf(items: readonly Pick<Item, 'group' | 'files' | 'bytes' | 'queries'>[]): number {
  const processes = new Set(items.map(({ group }) => group)).size;
  return items.reduce(
    (sum, { files, bytes, queries }) => sum + files * FILE + queries * bytes * QUERY_A_BYTE,
    processes * PROCESS,
  );
}
