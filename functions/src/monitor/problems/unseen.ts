import type { ProblemKind } from '../model/problemKind.ts';

/** What the monitor could not look at: nothing is known of it. */
export const unseen: ProblemKind = {
  kind: 'unseen',
  find: (seen, commands) =>
    seen.unseen.map((why) => ({
      ...{ status: 'ok', subject: 'bqMonitor', sentence: why, count: 1 },
      todo: 'see whether the service answers, and whether the functions may ask it',
      commands: [commands('doctor')],
    })),
};
