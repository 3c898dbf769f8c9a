import { counted } from '../../common/counted.ts';
import type { ProblemKind } from '../model/problemKind.ts';

/** Tables and projects that are left alone for a while, since BigQuery refused more. */
export const hold: ProblemKind = {
  kind: 'hold',
  find({ at, holds, running }, commands) {
    return holds
      .filter(({ until }) => until > at)
      .map(({ key, until, refusals }) => {
        const waiting = running.filter((process) => process.waiting !== undefined).length;
        return {
          status: 'late',
          subject: key,
          sentence: `${key} is on hold until ${until.toISOString()}, after ${counted(refusals, 'refusal')} in a row; ${waiting} of all processes wait`,
          count: 1,
          todo: 'nothing where a limit of the day was met: it is tried again by itself; else load fewer, larger batches, or raise the quota',
          commands: [commands('status')],
        };
      });
  },
};
