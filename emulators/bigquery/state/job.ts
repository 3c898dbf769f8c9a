import type { ErrorProto, JobConfiguration, JobStatistics, JobType } from '../rest/resources.ts';
import type { QueryResult } from './statementOutcome.ts';

export interface JobRef {
  projectId: string;
  location: string;
  jobId: string;
}

export type JobState = 'PENDING' | 'RUNNING' | 'DONE';

/** A job, as far as it is kept on disk. */
export interface JobRecord {
  ref: JobRef;
  type: JobType;
  configuration: JobConfiguration;
  state: JobState;
  errorResult?: ErrorProto;
  errors?: ErrorProto[];
  /** Without the times, which are these fields, in milliseconds since the epoch. */
  statistics: JobStatistics;
  creationTime: number;
  startTime?: number;
  endTime?: number;
  /** Where a query's rows are. */
  result?: QueryResult;
  /** The job that a script's statement belongs to. */
  parentJobId?: string;
  /** A script that has begun: it is not run again. */
  isUnrepeatable?: boolean;
  /** Where a file that came with the request was put. */
  upload?: string;
}

export interface Job {
  readonly record: JobRecord;
  /** Told to stop by jobs.cancel, or by the end of the server. */
  readonly controller: AbortController;
  /** Settles when the job is done. */
  readonly done: Promise<void>;
  readonly markDone: () => void;
}

export function createJob(record: JobRecord): Job {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (record.state === 'DONE') resolve();
  return { record, controller: new AbortController(), done: promise, markDone: resolve };
}

/** As messages and resource IDs write it: `project:location.job`. */
export const jobName = ({ projectId, location, jobId }: JobRef): string => `${projectId}:${location}.${jobId}`;
