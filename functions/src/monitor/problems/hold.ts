import { counted } from '../../common/counted.ts';
import { processesInWords } from '../model/inWords.ts';
import { isHeldBy } from '../model/isHeld.ts';
import type { ProblemKind } from '../model/problemKind.ts';

/** Tables and projects that are left alone for a while, since BigQuery refused more. */
export const hold: ProblemKind = {
  kind: 'hold',
  find({ at, holds, running }, commands) {
    return holds
      .filter(({ until }) => until > at)
      .map((held) => {
        const { key, until, refusals } = held;
        const waiting = running.filter((process) => isHeldBy(process, held, at)).length;
        return {
          status: 'late',
          subject: key,
          sentence: `${key} is on hold until ${until.toISOString()}, after ${counted(refusals, 'refusal')} in a row, with ${processesInWords(waiting)} waiting`,
          count: 1,
          todo: 'nothing if a limit of the day was met: bqtail tries again by itself; otherwise load fewer, larger batches, or raise the quota',
          commands: [commands('status')],
        };
      });
  },
};
