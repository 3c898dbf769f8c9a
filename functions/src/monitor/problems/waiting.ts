import { grouped } from '../../common/grouped.ts';
import { brief, processesInWords } from '../model/inWords.ts';
import { isHeld } from '../model/isHeld.ts';
import type { ProblemKind } from '../model/problemKind.ts';
import { lastingSince, since } from '../model/since.ts';
import { stalledAmong } from '../model/stalled.ts';
import { tableOf } from '../model/tableOf.ts';

/** Trouble that passes within this is nobody's business. */
const PATIENCE_MS = 10 * 60_000;

/** Processes that have waited for trouble to pass for a while, by table and reason; processes that are stalled by now are named there. */
export const waiting: ProblemKind = {
  kind: 'waiting',
  find(seen, commands) {
    const stalled = new Set(stalledAmong(seen));
    const long = seen.running.filter(
      (process) =>
        !stalled.has(process) &&
        process.waiting !== undefined &&
        !isHeld(process, seen) &&
        seen.at.getTime() - process.waiting.since.getTime() > PATIENCE_MS,
    );
    const keyOf = (process: (typeof long)[number]): string => `${tableOf(process)} ${process.waiting?.reason}`;
    return grouped(long, keyOf).map(([, group]) => {
      const [process] = group;
      const table = tableOf(process);
      const times = group.flatMap(({ waiting: wait }) => wait?.since ?? []);
      const lasts = lastingSince(times, seen.at);
      return {
        status: 'late',
        subject: table,
        sentence: `${processesInWords(group.length)} of ${table} waiting, for up to ${lasts}: ${brief(process.waiting?.message ?? '')}`,
        count: group.length,
        ...since(times),
        todo: 'nothing if the service recovers: the processes then continue by themselves',
        commands: [commands('status', process.processId)],
      };
    });
  },
};
