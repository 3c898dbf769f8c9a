import { counted } from '../../common/counted.ts';
import { splitPartition } from '../../common/partition.ts';
import { earliest, grouped } from '../model/grouped.ts';
import { lasting } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';

/** Dispatch hands over what is due each minute, and asks again some minutes later where nothing came of that. */
const PATIENCE_MS = 15 * 60_000;

/** Windows that should have been loaded by now, by table. */
export const windowOverdue: ProblemKind = {
  kind: 'windowOverdue',
  find({ at, windows }, commands) {
    const overdue = windows.filter(({ due }) => at.getTime() - due.getTime() > PATIENCE_MS);
    return grouped(overdue, ({ destination }) => splitPartition(destination).table).map(([table, group]) => {
      const since = earliest(group.map(({ due }) => due));
      const lasts = since ? lasting(at.getTime() - since.getTime()) : '';
      return {
        status: 'stalled',
        subject: table,
        sentence: `${counted(group.length, 'window')} of ${table} due for up to ${lasts}, and not loaded`,
        count: group.length,
        ...(since ? { since: since.toISOString() } : undefined),
        todo: 'see whether dispatch runs, and whether it holds windows back (MAX_CONCURRENT_LOAD, or a hold)',
        commands: [commands('doctor'), commands('status', table)],
      };
    });
  },
};
