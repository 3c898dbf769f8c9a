import { grouped } from '../../common/grouped.ts';
import { brief, lasting, processesInWords } from '../model/inWords.ts';
import { isHeld } from '../model/isHeld.ts';
import type { ProblemKind } from '../model/problemKind.ts';
import { since } from '../model/since.ts';
import { stalledAmong } from '../model/stalled.ts';
import { tableOf } from '../model/tableOf.ts';

/** Processes that run for longer than their rules expect, by table. */
export const stalled: ProblemKind = {
  kind: 'stalled',
  find: (seen, commands) =>
    grouped(
      stalledAmong(seen).filter((process) => !isHeld(process, seen)),
      tableOf,
    ).map(([table, group]) => {
      const oldest = group.reduce((a, b) => (a.started <= b.started ? a : b));
      const { waiting, progressed, processId } = oldest;
      const ranFor = lasting(seen.at.getTime() - oldest.started.getTime());
      const why = waiting
        ? `waits since ${waiting.since.toISOString()}: ${brief(waiting.message)}`
        : `no step has ended since ${progressed.toISOString()}`;
      return {
        status: 'stalled',
        subject: table,
        sentence: `${processesInWords(group.length)} of ${table} stalled; the oldest runs for ${ranFor}, and ${why}`,
        count: group.length,
        ...since(group.map(({ started }) => started)),
        todo: 'see what the process waits for, then wake it: no step is done twice. Stop a job that hangs, and replay the process if it fails then',
        commands: [commands('status', processId), commands('replay', 'stalled', '--table', table)],
      };
    }),
};
