import type { ErrorDetail, FailureKind } from '../failure/failure.ts';
import type { JobConfiguration, JobReference } from './job.ts';
import type { Plan } from './plan.ts';
import type { RetryLoad } from './sourceRange.ts';

/**
 * `actionFailed`: the rows are where the rule wants them, and an action after that failed. `superseded`: every file was
 * overwritten, or the destination was replaced by newer files, before anything was loaded.
 */
export type ProcessStatus = 'running' | 'done' | 'failed' | 'actionFailed' | 'superseded';

/** One finished step of a process: a BigQuery job, or an action that is done at once. */
export interface Step {
  /** Counts up through the process; part of the job ID. */
  step: number;
  action: string;
  /** What it was done for: `Load[0]`, `Move[0]`, `Afresh[0]`, or the place of the action in the rule, such as `OnSuccess[0]`. */
  path: string;
  state: 'done' | 'failed';
  job?: JobReference;
  started?: Date;
  ended: Date;
  rows?: number;
  bytes?: number;
  badRecords?: number;
  usage?: JobUsage;
  error?: ErrorDetail;
  errors?: readonly ErrorDetail[];
  /** How a load goes on that failed: what is loaded in its place. */
  next?: LoadsInstead;
  /** What a reader of the trail should know, as files that were no longer there. */
  notes?: readonly string[];
  /** Statements of a script that had ended well when the script failed: the job is not run again by itself. */
  partlyRun?: readonly string[];
  /** Why the action was not wanted. */
  skipped?: string;
  /** What the actions after it may refer to. */
  variables?: Readonly<Record<string, unknown>>;
}

/** What a BigQuery job was, and what it used, as its statistics tell (Job resource: `statistics`). */
export interface JobUsage {
  type: 'LOAD' | 'COPY' | 'QUERY' | 'EXTRACT';
  created?: Date;
  slotMs?: number;
  /** Bytes that a query read. */
  processedBytes?: number;
  /** Bytes that a query is charged for; more than it read, where it read little. */
  billedBytes?: number;
  /** Bytes that a load job wrote. */
  outputBytes?: number;
}

/** What is loaded instead of a load that failed. */
export interface LoadsInstead {
  loads: readonly RetryLoad[];
  /** What is loaded after everything else: there may be nothing wrong with it. */
  later?: readonly RetryLoad[];
  /** Sources that were taken out, by position. */
  removed: readonly number[];
  /** Those of them that stay where they are: they are gone, or BigQuery may not read them. */
  left?: readonly number[];
  /** What is to be told of each of them, as far as there is room for it. */
  told?: readonly TakenOut[];
}

/** A source that is not loaded, by its position. */
export interface TakenOut {
  index: number;
  /** In BigQuery's words. */
  reason: string;
  /** Where it was moved, gs://. */
  to?: string;
}

/** A BigQuery job that a process is to run; its ID follows from the step that it will be. */
export interface PlannedJob {
  action: string;
  /** What a move needs the job for. */
  purpose?: string;
  configuration: JobConfiguration;
  /** The dataset whose location the job runs in, of a move with the table that gets its rows. */
  dataset: { projectId: string; datasetId: string; tableId?: string };
}

/** Why a process failed. */
export interface ProcessError {
  kind: FailureKind;
  reason: string;
  message: string;
  details: readonly ErrorDetail[];
}

/** Why a process does not go on just now, and since when. */
export interface Waiting {
  /** When it began to wait. */
  since: Date;
  /** It is not taken up before this. */
  until: Date;
  /** How often it has waited since its last progress. */
  times: number;
  reason: string;
  message: string;
}

/** What became of a process, in numbers. */
export interface ProcessSummary {
  filesLoaded: number;
  filesSetAside: number;
  rows: number;
  /** Of the files that were loaded. */
  bytes: number;
  /** From the creation of the oldest file to the end of the process, in milliseconds. */
  lagMs?: number;
}

/** One time that a process which had failed was taken up again. */
export interface Replay {
  /** The ID of the replay's plan. */
  plan: string;
  /** Who asked for it. */
  by: string;
  at: Date;
  /** Why, where somebody said so. */
  reason?: string;
  /** The number of the first step since then. */
  from: number;
  /** How it had ended before, and why. */
  status: 'failed' | 'actionFailed';
  error?: Pick<ProcessError, 'kind' | 'reason' | 'message'>;
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
  /** When a step last ended well, or the process began. A process that waits for too long after this gives up. */
  progressed: Date;
  waiting?: Waiting;
  /** How often it has waited in all. */
  waits: number;
  /** Positions of sources that were no more in the bucket just before they were to be loaded, or while they were. */
  superseded?: readonly number[];
  /** Sources without a byte, which were set aside before anything was loaded. */
  empty?: readonly TakenOut[];
  /** Why it failed, or is about to: then only `OnFailure` and the end are left. */
  error?: ProcessError;
  /** Each time that it was taken up again after it had failed. */
  replays?: readonly Replay[];
  started: Date;
  ended?: Date;
  /** Given once it has ended. */
  summary?: ProcessSummary;
}

/** When a process began, or was last taken up again by a replay. */
export const begunAt = ({ started, replays = [] }: Pick<Process, 'started' | 'replays'>): Date =>
  replays.at(-1)?.at ?? started;

/** The process with a step added, or with one that is known in other words. A step that ended well is progress: what was waited for is forgotten. */
export function withStep(process: Process, step: Step, now: Date): Process {
  const isKnown = process.steps.some((one) => one.step === step.step);
  const steps = isKnown ? process.steps.map((one) => (one.step === step.step ? step : one)) : [...process.steps, step];
  const { waiting: _, ...rest } = process;
  return step.state === 'done' ? { ...rest, steps, progressed: now } : { ...process, steps };
}

/** The number of the step that comes next. */
export const nextStep = ({ steps }: Pick<Process, 'steps'>): number =>
  1 + Math.max(0, ...steps.map(({ step }) => step));
