import { type TableRef, tableName } from '../catalog/names.ts';
import { JobError } from '../errors/jobError.ts';

/** Quotas that are off until they are switched on; undefined is off. */
export interface QuotaLimits {
  /** Loads, copies and query results into one table in 24 hours; BigQuery allows 1,500. */
  tableModificationsPerDay?: number;
  /** The same in ten seconds; BigQuery allows 5. */
  tableModificationsPer10Seconds?: number;
  /** Load jobs of one project in 24 hours; BigQuery allows 100,000. */
  loadJobsPerDay?: number;
}

/** https://cloud.google.com/bigquery/quotas */
export interface Quotas {
  limits: QuotaLimits;
  /** Counts a modification. @throws JobError in BigQuery's words where there are too many. */
  noteTableModification(table: TableRef): void;
  noteLoadJob(projectId: string): void;
  clear(): undefined;
}

const DAY_MS = 86_400_000;
const TEN_SECONDS_MS = 10_000;
const HELP = 'For more information, see https://cloud.google.com/bigquery/docs/troubleshoot-quotas';

export function createQuotas(limits: QuotaLimits = {}): Quotas {
  const history = new Map<string, number[]>();

  function timesOf(key: string, now: number): number[] {
    const times = (history.get(key) ?? []).filter((time) => time > now - DAY_MS);
    history.set(key, times);
    return times;
  }

  const quotas: Quotas = {
    limits,
    noteTableModification(table) {
      const now = Date.now();
      const times = timesOf(tableName(table), now);
      const { tableModificationsPer10Seconds: perTenSeconds, tableModificationsPerDay: perDay } = quotas.limits;
      if (perTenSeconds !== undefined && times.filter((time) => time > now - TEN_SECONDS_MS).length >= perTenSeconds) {
        throw new JobError({
          reason: 'jobRateLimitExceeded',
          location: 'table.write',
          message: `Job exceeded rate limits: Your table exceeded quota for table update operations. ${HELP}`,
        });
      }
      if (perDay !== undefined && times.length >= perDay) {
        throw new JobError({
          reason: 'quotaExceeded',
          location: 'load_job_per_table.long',
          message: `Quota exceeded: Your table exceeded quota for imports or query appends per table. ${HELP}`,
        });
      }
      times.push(now);
    },
    noteLoadJob(projectId) {
      const times = timesOf(projectId, Date.now());
      const { loadJobsPerDay: perDay } = quotas.limits;
      if (perDay !== undefined && times.length >= perDay) {
        throw new JobError({
          reason: 'quotaExceeded',
          location: 'load_job',
          message: `Quota exceeded: Your project exceeded quota for imports per project. ${HELP}`,
        });
      }
      times.push(Date.now());
    },
    clear() {
      history.clear();
      quotas.limits = {};
      return undefined;
    },
  };
  return quotas;
}
