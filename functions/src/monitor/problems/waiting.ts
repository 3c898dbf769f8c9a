import { splitPartition } from '../../common/partition.ts';
import { earliest, grouped } from '../model/grouped.ts';
import { brief, lasting, processesInWords } from '../model/inWords.ts';
import { isHeld } from '../model/isHeld.ts';
import type { ProblemKind } from '../model/problemKind.ts';
import { stalledAmong } from '../model/stalled.ts';

/** Trouble that passes within this is nobody's business. */
const PATIENCE_MS = 10 * 60_000;

/** Processes that have waited for trouble to pass for a while, by table and reason; those that are stalled by now are told of there. */
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
    const keyOf = (process: (typeof long)[number]): string =>
      `${splitPartition(process.destination).table} ${process.waiting?.reason}`;
    return grouped(long, keyOf).map(([, group]) => {
      const [first] = group;
      const table = splitPartition(first.destination).table;
      const since = earliest(group.flatMap((process) => process.waiting?.since ?? []));
      const lasts = since ? lasting(seen.at.getTime() - since.getTime()) : '';
      return {
        status: 'late',
        subject: table,
        sentence: `${processesInWords(group.length)} of ${table} waiting, for up to ${lasts}: ${brief(first.waiting?.message ?? '')}`,
        count: group.length,
        ...(since ? { since: since.toISOString() } : undefined),
        todo: 'nothing where the trouble passes by itself: they go on by themselves then',
        commands: [commands('status', first.processId)],
      };
    });
  },
};
