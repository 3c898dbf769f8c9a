import type { ErrorProto, JobStatistics } from '../rest/resources.ts';
import type { StubContext } from '../state/context.ts';
import type { JobRecord } from '../state/job.ts';
import type { QueryResult } from '../state/statementOutcome.ts';

/** What a job has done. */
export interface JobOutcome {
  statistics: JobStatistics;
  /** What was wrong and yet no reason to fail. */
  warnings?: ErrorProto[];
  /** Where a query's rows are. */
  result?: QueryResult;
}

/** A job that has read its sources and not written yet. */
export interface PreparedJob {
  commit(): Promise<JobOutcome>;
  /** Called once, whether the job was committed or not. */
  dispose(): Promise<void>;
}

/** How jobs of a type do their work. The signal says that the job is cancelled, or the server ends. @throws JobError or ApiError: the job fails with it. */
export type Executor = (record: JobRecord, context: StubContext, signal: AbortSignal) => Promise<PreparedJob>;
