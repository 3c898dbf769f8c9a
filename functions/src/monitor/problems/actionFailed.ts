import { endedBadly } from '../model/endedBadly.ts';
import { brief, processesInWords } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';
import { tableOf } from '../model/tableOf.ts';

/** Processes whose rows are loaded, and an action after that failed. */
export const actionFailed: ProblemKind = {
  kind: 'actionFailed',
  find: ({ failed: ended }, commands) =>
    endedBadly(
      ended.filter(({ status }) => status === 'actionFailed'),
      (group) => {
        const [last] = group;
        return {
          sentence: `${processesInWords(group.length)} of ${tableOf(last)} loaded all rows, but an action failed; the last: ${brief(last.error?.message ?? '')}`,
          todo: 'mend the cause, then replay: each process continues with the action that failed',
        };
      },
      commands,
    ),
};
