import { counted } from '../../common/counted.ts';
import { grouped } from '../../common/grouped.ts';
import type { ProblemKind } from '../model/problemKind.ts';
import { lastingSince, since } from '../model/since.ts';
import { tableOf } from '../model/tableOf.ts';

/** Dispatch hands over what is due each minute, and asks again some minutes later where nothing came of that. */
const PATIENCE_MS = 15 * 60_000;

/** Windows that should have been loaded by now, by table. */
export const windowOverdue: ProblemKind = {
  kind: 'windowOverdue',
  find({ at, windows }, commands) {
    const overdue = windows.filter(({ due }) => at.getTime() - due.getTime() > PATIENCE_MS);
    return grouped(overdue, tableOf).map(([table, group]) => {
      const times = group.map(({ due }) => due);
      return {
        status: 'stalled',
        subject: table,
        sentence: `${counted(group.length, 'window')} of ${table} due for up to ${lastingSince(times, at)}, and not loaded`,
        count: group.length,
        ...since(times),
        todo: 'see whether dispatch runs, and whether it holds windows back (MAX_CONCURRENT_LOAD, or a hold)',
        commands: [commands('doctor'), commands('status', table)],
      };
    });
  },
};
