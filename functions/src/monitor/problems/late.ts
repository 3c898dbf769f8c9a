import { freshnessOf } from '../model/freshness.ts';
import { lasting } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';

/** Tables whose newest rows are older than a rule promises (`Dest.Freshness`). */
export const late: ProblemKind = {
  kind: 'late',
  find: (seen, commands) =>
    freshnessOf(seen).flatMap(({ table, promisedMs, ageMs, modified }) => {
      if (ageMs !== undefined && ageMs <= promisedMs) return [];
      const sentence =
        ageMs === undefined
          ? `${table} does not exist, and ${lasting(promisedMs)} was promised`
          : `${table} got its last rows ${lasting(ageMs)} ago, and ${lasting(promisedMs)} was promised`;
      return [
        {
          ...({ status: 'late', subject: table, sentence, count: 1 } as const),
          ...(modified ? { since: new Date(modified.getTime() + promisedMs).toISOString() } : undefined),
          todo: 'see whether files come, and what happened to them',
          commands: [commands('status', table)],
        },
      ];
    }),
};
