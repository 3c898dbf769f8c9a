import { splitPartition } from '../../common/partition.ts';
import { earliest, grouped } from '../model/grouped.ts';
import { brief, lasting, processesInWords } from '../model/inWords.ts';
import { isHeld } from '../model/isHeld.ts';
import type { ProblemKind } from '../model/problemKind.ts';
import { stalledAmong } from '../model/stalled.ts';

/** Processes that run for longer than their rules expect, by table. */
export const stalled: ProblemKind = {
  kind: 'stalled',
  find: (seen, commands) =>
    grouped(
      stalledAmong(seen).filter((process) => !isHeld(process, seen)),
      ({ destination }) => splitPartition(destination).table,
    ).map(([table, group]) => {
      const oldest = group.reduce((a, b) => (a.started <= b.started ? a : b));
      const { waiting, progressed, processId } = oldest;
      const ranFor = lasting(seen.at.getTime() - oldest.started.getTime());
      const why = waiting
        ? `waits since ${waiting.since.toISOString()}: ${brief(waiting.message)}`
        : `no step has ended since ${progressed.toISOString()}`;
      const since = earliest(group.map(({ started }) => started));
      return {
        status: 'stalled',
        subject: table,
        sentence: `${processesInWords(group.length)} of ${table} stalled; the oldest runs for ${ranFor}, and ${why}`,
        count: group.length,
        ...(since ? { since: since.toISOString() } : undefined),
        todo: 'see what it waits for; then wake it, which does nothing twice. A job that hangs is stopped, and what fails of that is replayed',
        commands: [commands('status', processId), commands('replay', 'stalled', '--table', table)],
      };
    }),
};
