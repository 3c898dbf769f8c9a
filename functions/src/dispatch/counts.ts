/** What a sweep saw and did in one project. */
export interface Counts {
  running: number;
  pending: number;
  /** The load jobs among those that run or are pending. */
  loadJobs: number;
  /** Handed to tail: the job is done. */
  dispatched: number;
  /** Done, but the function that waits for the job sees to it. */
  held: number;
  /** Unknown to BigQuery, and young: the function that wrote the task is about to submit the job. */
  notFound: number;
  /** Unknown to BigQuery, and old: handed to tail, which submits the job again. */
  lost: number;
  /** Windows that were handed to tail: they are due. */
  batches: number;
  /** Windows that are due, and wait until fewer load jobs run; follow-ups that wait until fewer queries do. */
  throttled: number;
  /** They wait until some of a quota is back. */
  onHold: number;
}

export const NOTHING: Readonly<Counts> = {
  running: 0,
  pending: 0,
  loadJobs: 0,
  dispatched: 0,
  held: 0,
  notFound: 0,
  lost: 0,
  batches: 0,
  throttled: 0,
  onHold: 0,
};

/** What was done adds up over the sweeps of a run; what is in flight is what the last one saw. */
export const addedUp = (before: Counts, now: Counts): Counts => ({
  ...now,
  dispatched: before.dispatched + now.dispatched,
  lost: before.lost + now.lost,
  batches: before.batches + now.batches,
});
