import { quotaDayBegan } from '../../bigquery/quotaDay.ts';
import { MODIFICATIONS_A_DAY } from '../../rule/modificationLimits.ts';
import type { Observation } from './observation.ts';

const HOUR_MS = 3_600_000;

/** Too little of the day is over before to say how it goes on, in milliseconds. */
const FIRST_FORECAST_MS = 2 * HOUR_MS;

export interface Modifications {
  today: number;
  /** By the end of the quota's day, at the pace of today. */
  forecast: number;
  limit: number;
}

/** What was written to each table since the day of BigQuery's quotas began, which is at midnight US Pacific. */
export function modificationsOf({
  at,
  hours = [],
  tables,
}: Pick<Observation, 'at' | 'hours' | 'tables'>): Map<string, Modifications> {
  const begin = quotaDayBegan(at);
  const elapsed = at.getTime() - begin.getTime();
  const counts = new Map<string, number>();
  for (const { table, hour, modifications } of hours) {
    if (hour >= begin) counts.set(table, modifications + (counts.get(table) ?? 0));
  }
  return new Map(
    [...counts].map(([table, today]) => {
      const forecast = elapsed < FIRST_FORECAST_MS ? today : Math.round((today * 24 * HOUR_MS) / elapsed);
      const limit = tables.get(table)?.modificationsADay ?? MODIFICATIONS_A_DAY.standard;
      return [table, { today, forecast, limit }];
    }),
  );
}
