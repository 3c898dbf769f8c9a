/**
 * The instances of functions whose load does not depend on how many files come. Those of less than one CPU take one message at a time
 * (Cloud Run: CPU limits).
 */
export const SIZES = {
  // A run sleeps most of its time, and is paid for as long as it lasts: with the least CPU that Cloud Run has, a dispatch that is busy
  // all day costs some $6 a month instead of $55. One instance is for the run of the minute; where job-completed log entries are
  // routed to the topic, the others take those.
  dispatch: { cpu: 0.08, memory: '256MiB', concurrency: 1, maxInstances: 5 },
  tick: { cpu: 'gcf_gen1', memory: '256MiB', concurrency: 1, maxInstances: 1 },
} as const;
