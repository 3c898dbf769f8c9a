import { lasting } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';

/** Dispatch sweeps each minute; a few may be lost to a deployment, or to Pub/Sub. */
const SILENCE_MS = 5 * 60_000;

export const dispatchSilent: ProblemKind = {
  kind: 'dispatchSilent',
  find({ at, lastSweep }, commands) {
    const silence = lastSweep && at.getTime() - lastSweep.getTime();
    if (silence !== undefined && silence <= SILENCE_MS) return [];
    const sentence =
      silence === undefined
        ? 'dispatch has never run: no job is followed up, and no window is loaded'
        : `dispatch has not run for ${lasting(silence)}: finished jobs are not followed up, and windows are not loaded`;
    return [
      {
        ...{ status: 'error', subject: 'bqDispatch', sentence, count: 1 },
        ...(lastSweep ? { since: lastSweep.toISOString() } : undefined),
        todo: 'see whether bqTick and its schedule run, and whether bqDispatch fails',
        commands: [commands('doctor')],
      },
    ];
  },
};
