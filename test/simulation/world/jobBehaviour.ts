import { parseJobId } from '../../../functions/src/bigquery/jobId.ts';
import { JobError } from '../../support/cloud/bigquery/jobError.ts';
import type { Behaviour, JobCourse, MemoryJob } from '../../support/cloud/bigquery/memoryBigQuery.ts';
import { modifiedTable } from '../../support/cloud/bigquery/modifiedTable.ts';
import type { Random } from '../../support/cloud/random.ts';
import { ServiceError } from '../../support/cloud/send.ts';
import type { Moment, Trouble } from '../scenario/scenario.ts';

interface Options {
  troubles: readonly Trouble[];
  random: Random;
  now(): Moment;
}

type Limit = Extract<Trouble, { kind: 'rateLimit' | 'quota' }>;

const MAX_IN_A_ROW = 3;

const WINDOW_MS = 10_000;
const MINUTE_MS = 60_000;

const RATE_LIMIT = {
  reason: 'rateLimitExceeded',
  location: 'table.write',
  message: 'Exceeded rate limits: too many table update operations for this table.',
};
const QUOTA = {
  reason: 'quotaExceeded',
  location: 'load_job_per_table.long',
  message: 'Quota exceeded: Your table exceeded quota for imports or query appends per table.',
};

/** How jobs go under the troubles of a scenario. */
export function jobBehaviour({ troubles, random, now }: Options): Behaviour {
  /** When each table was modified. */
  const modified = new Map<string, Moment[]>();
  const lost = new Map<string, number>();
  const isOn = (trouble: Trouble): boolean => 'from' in trouble && trouble.from <= now() && now() < trouble.until;
  const limits = troubles.filter(
    (trouble): trouble is Limit => trouble.kind === 'rateLimit' || trouble.kind === 'quota',
  );

  function isUsedUp(limit: Limit, table: string): boolean {
    const times = (modified.get(table) ?? []).filter((time) => time >= limit.from);
    if (limit.kind === 'quota') return times.length >= ((now() - limit.from) / MINUTE_MS) * limit.perMinute;
    return times.filter((time) => time > now() - WINDOW_MS).length >= limit.perTenSeconds;
  }

  /** Why a table takes no modification now. */
  function refusal(table: string, asCall: boolean): typeof RATE_LIMIT | undefined {
    const limit = limits.find((one) => one.asCall === asCall && isOn(one) && isUsedUp(one, table));
    return limit && (limit.kind === 'quota' ? QUOTA : RATE_LIMIT);
  }

  /** BigQuery loses a job that is submitted again and again no more than this often in a row. */
  function failure({ name, configuration: { query } }: MemoryJob): JobError | undefined {
    const trouble = troubles.find((one) => one.kind === 'failingJobs' && isOn(one));
    // Whether a statement that failed has changed anything is not known: such a process may fail.
    if (trouble?.kind !== 'failingJobs' || (query && !query.destinationTable)) return undefined;
    const known = parseJobId(name.jobId);
    const key = known ? `${known.processId} ${known.action}` : name.jobId;
    const times = lost.get(key) ?? 0;
    if (times >= MAX_IN_A_ROW || !random.chance(trouble.share)) return undefined;
    lost.set(key, times + 1);
    return new JobError({ reason: trouble.reason, message: trouble.message });
  }

  function lasts(): Pick<JobCourse, 'pendingMs' | 'runMs'> {
    const slow = troubles.find((trouble) => trouble.kind === 'slowJobs' && isOn(trouble));
    const runMs = slow?.kind === 'slowJobs' ? slow.runMs : random.between(1_000, 8_000);
    return { pendingMs: random.between(0, 2_000), runMs };
  }

  return {
    style: () => random.pick(['located', 'located', 'inText', 'firstOnly', 'nothingNamed']),
    admit(job: MemoryJob) {
      const table = modifiedTable(job);
      const refused = table && refusal(table, true);
      if (refused) throw new ServiceError(403, refused.message, refused.reason);
    },
    course(job) {
      const table = modifiedTable(job);
      const refused = table && refusal(table, false);
      if (table && !refused) modified.set(table, [...(modified.get(table) ?? []), now()]);
      const errorAtEnd = refused ? new JobError(refused) : failure(job);
      return { ...lasts(), ...(errorAtEnd ? { errorAtEnd } : {}) };
    },
  };
}
