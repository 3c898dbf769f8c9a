import { modificationsOf } from '../model/modifications.ts';
import type { ProblemKind } from '../model/problemKind.ts';

/** Tables that will have been written to more often by midnight US Pacific than BigQuery allows. */
export const quota: ProblemKind = {
  kind: 'quota',
  find: (seen, commands) =>
    [...modificationsOf(seen)]
      .filter(([, { forecast, limit }]) => forecast > limit)
      .map(([table, { today, forecast, limit }]) => ({
        status: today >= limit ? 'late' : 'ok',
        subject: table,
        sentence: `${table} has been written to ${today} times since midnight US Pacific; at this pace it is ${forecast} times by the next midnight, and BigQuery allows ${limit} a day`,
        count: today,
        todo: 'load more files in each job: a Batch, or a longer window of it; or partition the table by a column',
        commands: [commands('status', table)],
      })),
};
