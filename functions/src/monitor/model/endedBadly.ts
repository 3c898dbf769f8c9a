import { grouped } from '../../common/grouped.ts';
import type { ProcessEntry } from '../../journal/register.ts';
import type { Commands, FoundProblem } from './problemKind.ts';
import { since } from './since.ts';
import { tableOf } from './tableOf.ts';

type Processes = readonly [ProcessEntry, ...ProcessEntry[]];

/** What the monitor says about processes that ended badly, by table and reason: the newest of each first. `inWords` says what, and what to do. */
export const endedBadly = (
  processes: readonly ProcessEntry[],
  inWords: (group: Processes) => Pick<FoundProblem, 'sentence' | 'todo'>,
  commands: Commands,
): FoundProblem[] =>
  grouped(processes, (process) => `${tableOf(process)} ${process.error?.reason}`).map(([, group]) => {
    const [last] = group;
    const table = tableOf(last);
    return {
      ...{ status: 'error', subject: table, count: group.length },
      ...since(group.map(({ ended, started }) => ended ?? started)),
      ...inWords(group),
      commands: [commands('status', last.processId), commands('replay', 'failed', '--table', table)],
    };
  });
