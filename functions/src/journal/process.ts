import type { JobReference } from '../bigquery/warehouse.ts';
import type { ErrorDetail, FailureKind } from '../failure.ts';
import type { Plan } from '../plan/plan.ts';
import type { ObjectVersion } from './eventId.ts';

export type ProcessStatus = 'running' | 'done' | 'failed';

/** One data file version as the trigger event told of it. */
export interface SourceFile extends ObjectVersion {
  /** Bytes. */
  size: number;
  /** When the version was written: ISO 8601, UTC. Text, so that a plan is plain JSON. */
  created: string;
}

/** One finished step of a process: the load job, or an action. */
export interface Step {
  /** Counts up through the process; part of the job ID. */
  step: number;
  action: string;
  /** Which action of the rule it was, as `OnSuccess[0]`; the load has none. */
  path?: string;
  state: 'done' | 'failed';
  job?: JobReference;
  started?: Date;
  ended: Date;
  rows?: number;
  bytes?: number;
  badRecords?: number;
  error?: ErrorDetail;
  /** What a reader of the trail should know, as files that were no longer there. */
  notes?: readonly string[];
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
  eventId: string;
  status: ProcessStatus;
  plan: Plan;
  /** In the order they ended. */
  steps: readonly Step[];
  /** How often an invocation for it failed. */
  attempts: number;
  error?: ProcessError;
  started: Date;
  ended?: Date;
}
