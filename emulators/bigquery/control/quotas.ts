import type { TableMeta } from '../catalog/meta.ts';
import { isIngestionTime } from '../catalog/partitioning.ts';
import { ApiError } from '../errors/apiError.ts';
import { JobError } from '../errors/jobError.ts';
import { type TableRef, tableName } from '../schema/names.ts';

/** Quotas that are off until they are switched on; undefined is off. Partitioned tables may have more. */
export interface QuotaLimits {
  /** Loads, copies and query results into one table in 24 hours; BigQuery allows 1,500, 11,000 by time of ingestion, and 30,000 by column. */
  tableModificationsPerDay?: number;
  /** The same in ten seconds, with tables.patch, tables.update and ALTER TABLE; BigQuery allows 5, and 50 by column. */
  tableModificationsPer10Seconds?: number;
  /** Load jobs of one project in 24 hours; BigQuery allows 100,000. */
  loadJobsPerDay?: number;
  /** UPDATE, DELETE and MERGE that run or wait for one table; BigQuery allows 20 to wait. */
  dmlStatementsOutstanding?: number;
}

/** https://cloud.google.com/bigquery/quotas */
export interface Quotas {
  limits: QuotaLimits;
  /** Counts a job that writes to a table. @throws JobError in BigQuery's words where there are too many. */
  noteTableModification(table: Modified): void;
  /** Counts a change of what is known of a table. @throws ApiError `rateLimitExceeded` */
  noteMetadataUpdate(table: Modified): void;
  noteLoadJob(projectId: string): void;
  /** Counts a statement until what is returned is called. @throws JobError `resourcesExceeded` */
  beginDml(table: TableRef): () => void;
  clear(): undefined;
}

type Modified = Pick<TableMeta, 'ref' | 'partitioning'>;

const DAY_MS = 86_400_000;
const TEN_SECONDS_MS = 10_000;
const HELP = 'For more information, see https://cloud.google.com/bigquery/docs/troubleshoot-quotas';
/** What BigQuery allows in a day (Quotas and limits: standard tables, partitioned tables). The limit that is set is that of a standard table; the others are in proportion. */
const PER_DAY = { standard: 1_500, byIngestionTime: 11_000, byColumn: 30_000 } as const;
/** How many times as much a table partitioned by a column may have in ten seconds. */
const BY_COLUMN = 10;

export function createQuotas(limits: QuotaLimits = {}): Quotas {
  const modifications = createHistory();
  const updates = createHistory();
  const loadJobs = createHistory();
  const outstanding = new Map<string, number>();

  function isTooFast({ ref, partitioning }: Modified): boolean {
    const limit = quotas.limits.tableModificationsPer10Seconds;
    const times = kindOf(partitioning) === 'byColumn' ? BY_COLUMN : 1;
    return limit !== undefined && updates.count(tableName(ref), TEN_SECONDS_MS) >= limit * times;
  }

  const quotas: Quotas = {
    limits,
    noteTableModification(table) {
      const name = tableName(table.ref);
      if (isTooFast(table)) throw TOO_FAST;
      const perDay = quotas.limits.tableModificationsPerDay;
      const allowed = ((perDay ?? Infinity) * PER_DAY[kindOf(table.partitioning)]) / PER_DAY.standard;
      if (modifications.count(name, DAY_MS) >= Math.floor(allowed)) throw TOO_MANY_MODIFICATIONS;
      updates.note(name);
      modifications.note(name);
    },
    noteMetadataUpdate(table) {
      if (isTooFast(table)) {
        const text = `Exceeded rate limits: too many table update operations for this table. ${HELP}`;
        throw new ApiError(403, 'rateLimitExceeded', text, 'table.write');
      }
      updates.note(tableName(table.ref));
    },
    noteLoadJob(projectId) {
      const { loadJobsPerDay: perDay } = quotas.limits;
      if (perDay !== undefined && loadJobs.count(projectId, DAY_MS) >= perDay) throw TOO_MANY_LOADS;
      loadJobs.note(projectId);
    },
    beginDml(table) {
      const name = tableName(table);
      const before = outstanding.get(name) ?? 0;
      const limit = quotas.limits.dmlStatementsOutstanding;
      if (limit !== undefined && before >= limit) throw tooManyStatements(name, limit);
      outstanding.set(name, before + 1);
      return () => void outstanding.set(name, (outstanding.get(name) ?? 1) - 1);
    },
    clear() {
      modifications.clear();
      updates.clear();
      loadJobs.clear();
      quotas.limits = {};
      return undefined;
    },
  };
  return quotas;
}

function kindOf(partitioning: Modified['partitioning']): keyof typeof PER_DAY {
  if (partitioning === undefined) return 'standard';
  return isIngestionTime(partitioning) ? 'byIngestionTime' : 'byColumn';
}

/** When things happened, for a day. */
function createHistory() {
  const times = new Map<string, number[]>();
  const since = (key: string, ageMs: number): number[] => {
    const oldest = Date.now() - ageMs;
    return (times.get(key) ?? []).filter((time) => time > oldest);
  };
  return {
    note: (key: string): void => void times.set(key, [...since(key, DAY_MS), Date.now()]),
    count: (key: string, ageMs: number): number => since(key, ageMs).length,
    clear: (): void => times.clear(),
  };
}

const TOO_FAST = new JobError({
  reason: 'jobRateLimitExceeded',
  location: 'table.write',
  message: `Job exceeded rate limits: Your table exceeded quota for table update operations. ${HELP}`,
});

const TOO_MANY_MODIFICATIONS = new JobError({
  reason: 'quotaExceeded',
  location: 'load_job_per_table.long',
  message: `Quota exceeded: Your table exceeded quota for imports or query appends per table. ${HELP}`,
});

const TOO_MANY_LOADS = new JobError({
  reason: 'quotaExceeded',
  location: 'load_job',
  message: `Quota exceeded: Your project exceeded quota for imports per project. ${HELP}`,
});

const tooManyStatements = (table: string, limit: number): JobError =>
  new JobError({
    reason: 'resourcesExceeded',
    message: `Resources exceeded during query execution: Too many DML statements outstanding against table ${table}, limit is ${limit}.`,
  });
