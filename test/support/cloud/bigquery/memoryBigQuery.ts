import type { JobConfiguration } from '../../../../functions/src/model/job.ts';
import { ServiceError } from '../send.ts';
import type { MemoryStorage } from '../storage/memoryStorage.ts';
import { JobError } from './jobError.ts';
import type { Values } from './parseRows.ts';
import { type ErrorStyle, type Finish, runLoad } from './runLoad.ts';
import { runCopy, runQuery } from './runQuery.ts';
import { type TableReference, type TableStore, tableStore } from './tableStore.ts';

interface JobName {
  projectId: string;
  location: string;
  jobId: string;
}

export interface MemoryJob {
  name: JobName;
  configuration: JobConfiguration;
  state: 'PENDING' | 'RUNNING' | 'DONE';
  /** Milliseconds since the epoch. */
  created: number;
  started?: number;
  ended?: number;
  error?: JobError;
  outcome?: ReturnType<Finish>;
  /** What a query answers. */
  answer: readonly Values[];
  /** The types of the statements of a script that ended well, each a job of its own. */
  children: string[];
  isCancelled: boolean;
}

/** How a job goes; tests make it long, or let it fail. */
export interface JobCourse {
  pendingMs: number;
  runMs: number;
  /** Why it fails before it does anything. */
  error?: JobError;
  /** Why it fails once it is at its end, nothing having been written. */
  errorAtEnd?: JobError;
  /** A script breaks off. */
  breaksOff?: { after: number; error: JobError };
}

export interface Behaviour {
  course(job: MemoryJob): JobCourse;
  style(): ErrorStyle;
  /** Asked as a job is inserted; throws what BigQuery refuses it with. */
  admit(job: MemoryJob): void;
}

export interface MemoryBigQuery {
  tables: TableStore;
  jobs: ReadonlyMap<string, MemoryJob>;
  behaviour: Behaviour;
  /** Objects that BigQuery may not read, as gs:// URLs. */
  denied: Set<string>;
  bucketLocations: Map<string, string>;
  /** The job, accepted now. Throws 409 where there is one of that name, however it ended. */
  insertJob(name: JobName, configuration: JobConfiguration): MemoryJob;
  /** Throws 404. */
  job(name: JobName): MemoryJob;
  cancel(name: JobName): void;
}

interface Options {
  clock: { time(): number; after(ms: number, work: () => void): () => void };
  storage: MemoryStorage;
}

/** Jobs take no time, and never fail but for what they are. */
const AT_ONCE: Behaviour = {
  course: () => ({ pendingMs: 0, runMs: 0 }),
  style: () => 'located',
  admit: () => undefined,
};

/** The table that a job writes to with a destination of its own. */
function destinationOf({ load, copy, query }: JobConfiguration): TableReference | undefined {
  return (load?.destinationTable ?? copy?.destinationTable ?? query?.destinationTable) as TableReference | undefined;
}

/** BigQuery in memory: jobs with their states, load jobs that read objects as they are when the job runs, a little SQL. */
export function memoryBigQuery({ clock, storage }: Options): MemoryBigQuery {
  const tables = tableStore(clock);
  const jobs = new Map<string, MemoryJob>();
  const denied = new Set<string>();
  const bucketLocations = new Map<string, string>();
  const keyOf = ({ projectId, location, jobId }: JobName): string => `${projectId}:${location}.${jobId}`;

  function begin(job: MemoryJob, course: JobCourse): Finish {
    if (course.error) throw course.error;
    const { load, copy, query, extract } = job.configuration;
    if (load) return runLoad(load, { storage, tables, denied, bucketLocations, style: bigQuery.behaviour.style });
    if (copy) return runCopy(copy, tables);
    if (query) {
      const { breaksOff } = course;
      const ended = (statement: string): void => void job.children.push(statement);
      const run = runQuery(query, { projectId: job.name.projectId, tables, breaksOff, ended });
      job.answer = run.answer;
      return run.finish;
    }
    if (extract) return () => ({ rows: 0, bytes: 0, badRecords: 0 });
    throw new ServiceError(400, 'Required parameter is missing', 'invalid');
  }

  function end(job: MemoryJob, work: () => MemoryJob['outcome']): void {
    if (job.state === 'DONE') return;
    try {
      const outcome = work();
      if (outcome) job.outcome = outcome;
      else return;
    } catch (error) {
      job.error = jobErrorOf(error);
    }
    job.state = 'DONE';
    job.ended = clock.time();
  }

  function start(job: MemoryJob, course: JobCourse): void {
    end(job, () => {
      job.state = 'RUNNING';
      job.started = clock.time();
      const finish = begin(job, course);
      later(course.runMs, () =>
        end(job, () => {
          if (course.errorAtEnd) throw course.errorAtEnd;
          return finish();
        }),
      );
      return undefined;
    });
  }

  const later = (ms: number, work: () => void): void => {
    if (ms <= 0) work();
    else clock.after(ms, work);
  };

  const bigQuery: MemoryBigQuery = {
    ...{ tables, jobs, denied, bucketLocations },
    behaviour: AT_ONCE,

    insertJob(name, configuration) {
      if (jobs.has(keyOf(name))) throw new ServiceError(409, `Already Exists: Job ${keyOf(name)}`, 'duplicate');
      const destination = destinationOf(configuration);
      if (destination) tables.location(destination);
      const job: MemoryJob = {
        ...{
          name,
          configuration,
          state: 'PENDING',
          created: clock.time(),
          answer: [],
          children: [],
          isCancelled: false,
        },
      };
      bigQuery.behaviour.admit(job);
      jobs.set(keyOf(name), job);
      const course = bigQuery.behaviour.course(job);
      later(course.pendingMs, () => start(job, course));
      return job;
    },

    job(name) {
      const found = jobs.get(keyOf(name));
      if (found) return found;
      throw new ServiceError(404, `Not found: Job ${keyOf(name)}`, 'notFound');
    },

    cancel(name) {
      const job = bigQuery.job(name);
      job.isCancelled = true;
      end(job, () => {
        throw new JobError({ reason: 'stopped', message: 'Job execution was cancelled: User requested cancellation' });
      });
    },
  };
  return bigQuery;
}

/** What the tables refuse a job is the job's error; anything else is a fault of the test. */
function jobErrorOf(error: unknown): JobError {
  if (error instanceof JobError) return error;
  if (!(error instanceof ServiceError)) throw error;
  return new JobError({ reason: error.errors?.[0]?.reason ?? 'invalid', message: error.message });
}
