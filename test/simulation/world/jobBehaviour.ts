import { parseJobId } from '../../../functions/src/bigquery/jobId.ts';
import { defined } from '../../../functions/src/common/defined.ts';
import { JobError } from '../../support/cloud/bigquery/jobError.ts';
import type { Behaviour, JobCourse, MemoryJob } from '../../support/cloud/bigquery/memoryBigQuery.ts';
import { modifiedTable } from '../../support/cloud/bigquery/modifiedTable.ts';
import type { Random } from '../../support/cloud/random.ts';
import { ServiceError } from '../../support/cloud/send.ts';
import { isOn as isOnAt, type Moment, type Trouble } from '../scenario/scenario.ts';

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

const TOO_MANY_STATEMENTS = {
  reason: 'resourcesExceeded',
  message: 'Too many DML statements outstanding against table own:shop.audit, limit is 20.',
};

/** DML, or a script: it writes where its text says. */
const isStatement = ({ configuration: { query } }: MemoryJob): boolean =>
  query !== undefined && !query.destinationTable;

/** How jobs go under the troubles of a scenario. */
export function jobBehaviour({ troubles, random, now }: Options): Behaviour {
  /** When each table was modified. */
  const modified = new Map<string, Moment[]>();
  const statements: MemoryJob[] = [];
  const lost = new Map<string, number>();
  const isOn = (trouble: Trouble): boolean => isOnAt(trouble, now());
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
  function failure(job: MemoryJob): JobError | undefined {
    const trouble = troubles.find((one) => one.kind === 'failingJobs' && isOn(one));
    // Whether a statement that failed has changed anything is not known: such a process may fail.
    if (trouble?.kind !== 'failingJobs' || isStatement(job)) return undefined;
    const { jobId } = job.name;
    const known = parseJobId(jobId);
    const key = known ? `${known.processId} ${known.action}` : jobId;
    const times = lost.get(key) ?? 0;
    if (times >= MAX_IN_A_ROW || !random.chance(trouble.share)) return undefined;
    lost.set(key, times + 1);
    return new JobError({ reason: trouble.reason, message: trouble.message });
  }

  /** So many statements are outstanding for the table that it takes no more. */
  function dmlRefusal(job: MemoryJob): JobError | undefined {
    const limit = troubles.find((one) => one.kind === 'dmlLimit' && isOn(one));
    if (limit?.kind !== 'dmlLimit' || !isStatement(job)) return undefined;
    const outstanding = statements.filter((one) => one !== job && one.state !== 'DONE').length;
    return outstanding >= limit.outstanding ? new JobError(TOO_MANY_STATEMENTS) : undefined;
  }

  function breakingOff(job: MemoryJob): Pick<JobCourse, 'breaksOff'> {
    const trouble = troubles.find((one) => one.kind === 'brokenScripts' && isOn(one));
    if (trouble?.kind !== 'brokenScripts' || !isStatement(job) || !random.chance(trouble.share)) return {};
    const { reason, message } = trouble;
    return { breaksOff: { after: random.between(0, 3), error: new JobError({ reason, message }) } };
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
      const error = dmlRefusal(job);
      if (isStatement(job)) statements.push(job);
      const errorAtEnd = refused ? new JobError(refused) : failure(job);
      return { ...lasts(), ...breakingOff(job), ...defined({ error, errorAtEnd }) };
    },
  };
}
