import type { ErrorDetail, FailureKind } from '../failure/failure.ts';
import type { JobConfiguration, JobReference } from './job.ts';
import type { Plan } from './plan.ts';
import type { RetryLoad } from './sourceRange.ts';

export type ProcessStatus = 'running' | 'done' | 'failed';

/** One finished step of a process: a BigQuery job, or an action that is done at once. */
export interface Step {
  /** Counts up through the process; part of the job ID. */
  step: number;
  action: string;
  /** What it was done for: `Load`, `Move[0]`, or the place of the action in the rule, as `OnSuccess[0]`. */
  path: string;
  state: 'done' | 'failed';
  job?: JobReference;
  started?: Date;
  ended: Date;
  rows?: number;
  bytes?: number;
  badRecords?: number;
  error?: ErrorDetail;
  errors?: readonly ErrorDetail[];
  /** How a load goes on that failed: what is loaded in its place. */
  next?: LoadsInstead;
  /** What a reader of the trail should know, as files that were no longer there. */
  notes?: readonly string[];
  /** Why the action was not wanted. */
  skipped?: string;
  /** What the actions after it may refer to. */
  variables?: Readonly<Record<string, unknown>>;
}

/** What is loaded instead of a load that failed. */
export interface LoadsInstead {
  loads: readonly RetryLoad[];
  /** Sources that were taken out, by position. */
  removed: readonly number[];
}

/** A BigQuery job that a process is to run; its ID follows from the step that it will be. */
export interface PlannedJob {
  action: string;
  /** What a move needs the job for. */
  purpose?: string;
  configuration: JobConfiguration;
  /** The dataset whose location the job runs in. */
  dataset: { projectId: string; datasetId: string };
}

/** Why a process failed. */
export interface ProcessError {
  kind: FailureKind;
  reason: string;
  message: string;
  details: readonly ErrorDetail[];
}

/** One ingestion from load to last action, as the journal holds it. */
export interface Process {
  processId: string;
  status: ProcessStatus;
  plan: Plan;
  /** In the order they ended. */
  steps: readonly Step[];
  /** Jobs that were worked out on the way, by what they are done for: they stay what they are when work is resumed. */
  jobs: Readonly<Record<string, readonly PlannedJob[]>>;
  /** What a reader of the trail should know of what is no step. */
  notes?: readonly string[];
  /** How often an invocation for it failed. */
  attempts: number;
  /** Why it failed, or is about to: then only `OnFailure` and the end are left. */
  error?: ProcessError;
  started: Date;
  ended?: Date;
}
