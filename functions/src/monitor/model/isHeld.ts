import type { HoldEntry, ProcessEntry } from '../../journal/register.ts';
import type { Observation } from './observation.ts';
import { tableOf } from './tableOf.ts';

/** Whether a process waits for a hold to end, of its table or of all that is done in the project: the hold is the problem that is named. */
export const isHeld = (process: ProcessEntry, { at, holds }: Pick<Observation, 'at' | 'holds'>): boolean =>
  holds.some((hold) => isHeldBy(process, hold, at));

export const isHeldBy = (process: ProcessEntry, { key, until }: HoldEntry, at: Date): boolean =>
  process.waiting !== undefined && until > at && (key.startsWith('project:') || key === `table:${tableOf(process)}`);
