import { counted } from '../../common/counted.ts';
import { splitPartition } from '../../common/partition.ts';
import type { ProcessEntry } from '../../journal/register.ts';
import { earliest, grouped } from '../model/grouped.ts';
import { brief, processesInWords } from '../model/inWords.ts';
import type { FoundProblem, ProblemKind } from '../model/problemKind.ts';

const tableOf = ({ destination }: ProcessEntry): string => splitPartition(destination).table;

/** Where all its files were set aside, they are the trouble, and told of as such. */
const hasFailed = ({ status, files, summary }: ProcessEntry): boolean =>
  status === 'failed' && (files === 0 || summary?.filesSetAside !== files);

/** Processes that failed, by table and reason. */
export const failed: ProblemKind = {
  kind: 'failed',
  find: ({ failed: ended }, commands) =>
    grouped(ended.filter(hasFailed), (process) => `${tableOf(process)} ${process.error?.reason}`).map(
      ([, group]): FoundProblem => {
        const [last] = group;
        const files = group.reduce((sum, process) => sum + process.files, 0);
        return {
          ...told(group),
          sentence: `${processesInWords(group.length)} of ${tableOf(last)} failed, with ${counted(files, 'file')} that are not loaded; the last: ${brief(last.error?.message ?? '')}`,
          todo: 'mend the cause; then have them run again',
          commands: [commands('status', last.processId), commands('replay', 'failed', ...chosen(last))],
        };
      },
    ),
};

/** Processes whose rows are loaded, and an action after that failed. */
export const actionFailed: ProblemKind = {
  kind: 'actionFailed',
  find: ({ failed: ended }, commands) =>
    grouped(
      ended.filter(({ status }) => status === 'actionFailed'),
      (process) => `${tableOf(process)} ${process.error?.reason}`,
    ).map(([, group]): FoundProblem => {
      const [last] = group;
      return {
        ...told(group),
        sentence: `${processesInWords(group.length)} of ${tableOf(last)} loaded all rows, but an action failed; the last: ${brief(last.error?.message ?? '')}`,
        todo: 'mend the cause; then have them go on with the action that failed',
        commands: [commands('status', last.processId), commands('replay', 'failed', ...chosen(last))],
      };
    }),
};

const chosen = (process: ProcessEntry): string[] => ['--table', tableOf(process)];

function told(group: readonly [ProcessEntry, ...ProcessEntry[]]) {
  const since = earliest(group.map(({ ended, started }) => ended ?? started));
  return {
    ...({ status: 'error', subject: tableOf(group[0]), count: group.length } as const),
    ...(since ? { since: since.toISOString() } : undefined),
  };
}
