import { splitPartition } from '../../common/partition.ts';
import type { ProcessEntry } from '../../journal/register.ts';
import type { Observation } from './observation.ts';

/** Whether a process waits for a hold to end, of its table or of all that is done in the project: the hold is what is told of. */
export const isHeld = ({ destination, waiting }: ProcessEntry, { at, holds }: Observation): boolean =>
  waiting !== undefined &&
  holds.some(
    ({ key, until }) =>
      until > at && (key.startsWith('project:') || key === `table:${splitPartition(destination).table}`),
  );
