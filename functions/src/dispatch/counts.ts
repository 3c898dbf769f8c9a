import type { Counts } from '../model/dispatchRun.ts';

export const NOTHING: Readonly<Counts> = {
  running: 0,
  pending: 0,
  loadJobs: 0,
  dispatched: 0,
  awaited: 0,
  notFound: 0,
  lost: 0,
  batches: 0,
  throttled: 0,
};

/** What was done adds up over the sweeps of a run; what is in flight is what the last one saw. */
export const addedUp = (before: Counts, now: Counts): Counts => ({
  ...now,
  dispatched: before.dispatched + now.dispatched,
  lost: before.lost + now.lost,
  batches: before.batches + now.batches,
});

/** The same, of a sweep that has not asked for the jobs: what is in flight is what the one before saw. */
export const alsoDone = (before: Counts, now: Counts): Counts => ({
  ...before,
  dispatched: before.dispatched + now.dispatched,
  lost: before.lost + now.lost,
  batches: before.batches + now.batches,
});
