import { DAY_MS } from '../common/dayMs.ts';

/** Clocks differ, and whoever asks takes a while, in milliseconds. */
const RESERVE_MS = 3_600_000;

/**
 * From when on the ledger knows every version that was taken in. Entries of older ones may have expired (TTL): a version that
 * it does not know may have been loaded.
 */
export const rememberedSince = (now: Date, ttlDays: number): Date =>
  new Date(now.getTime() - ttlDays * DAY_MS + RESERVE_MS);
