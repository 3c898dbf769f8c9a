import { counted } from '../../common/counted.ts';
import type { ProcessEntry } from '../../journal/register.ts';
import { endedBadly } from '../model/endedBadly.ts';
import { brief, processesInWords } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';
import { tableOf } from '../model/tableOf.ts';

/** Where all its files were set aside, they are the trouble, and told of as such. */
const hasFailed = ({ status, files, summary }: ProcessEntry): boolean =>
  status === 'failed' && (files === 0 || summary?.filesSetAside !== files);

/** Processes that failed: their rows are not loaded. */
export const failed: ProblemKind = {
  kind: 'failed',
  find: ({ failed: ended }, commands) =>
    endedBadly(
      ended.filter(hasFailed),
      (group) => {
        const [last] = group;
        const files = group.reduce((sum, process) => sum + process.files, 0);
        return {
          sentence: `${processesInWords(group.length)} of ${tableOf(last)} failed, with ${counted(files, 'file')} not loaded; the last: ${brief(last.error?.message ?? '')}`,
          todo: 'mend the cause, then replay the processes',
        };
      },
      commands,
    ),
};
