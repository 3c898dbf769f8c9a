import { Failure } from '../failure/failure.ts';
import type { PlannedJob, Process, ProcessError, ProcessSummary, Step, TakenOut, Waiting } from '../model/process.ts';

/** Who wants to work on a process, from when on, and until when nobody else may unless the claim is renewed. */
export interface Claimant {
  /** Unique for each invocation. */
  by: string;
  now: Date;
  until: Date;
}

/** How a process ends. */
export interface Ending {
  status: 'done' | 'failed' | 'actionFailed' | 'superseded';
  error?: ProcessError;
  ended: Date;
}

/** What the journal is to have of the end of a process. */
export interface Outcome extends Ending {
  summary: ProcessSummary;
  /** The history could not be told: dispatch does it later. */
  isUntold?: boolean;
}

/** How an invocation leaves a process that is not at its end. */
export interface HandOver {
  /** When dispatch is to check on the process, if nothing has brought it back by then. */
  lookAfter: Date;
  /** Missing where it is a job that has to end. */
  waiting?: Waiting;
}

/**
 * The right to write to a process, which one invocation holds at a time. It has an epoch: every write is refused once
 * somebody else has a later one. Its methods reject with `claimLost` then, and with a transient failure where Firestore did not
 * answer: the write may have happened, and may be made again.
 */
export interface Claim {
  readonly epoch: number;
  /** Until when nobody else may take the process. */
  readonly until: Date;
  /** Does nothing while the claim is being ended. */
  renew(until: Date): Promise<void>;
  /** Ends the claim. */
  release(handOver: HandOver): Promise<void>;
  /**
   * Ends the claim of a process that waits for a job: the journal gives it to whoever sees that the job has ended, and to others once it
   * has run out. That saves a write, unless a step is deferred.
   */
  leaveToJob(handOver: HandOver): Promise<void>;
  /**
   * Adds a step, or says more of one that was added. One that ended well is progress: what was waited for is forgotten. One that is
   * deferred is written with the next write that is no renewal.
   */
  addStep(step: Step, now: Date, isDeferred?: boolean): Promise<void>;
  /** Keeps the jobs that were worked out for something. */
  addJobs(path: string, jobs: readonly PlannedJob[]): Promise<void>;
  /** Keeps what a reader of the trail should know, each note once. */
  addNotes(notes: readonly string[]): Promise<void>;
  /** Sources that are no more, by position. */
  addSuperseded(positions: readonly number[]): Promise<void>;
  /** Sources that were set aside before anything was loaded, each once. */
  addEmpty(files: readonly TakenOut[]): Promise<void>;
  /** From now on the process can only fail. */
  beginToFail(error: ProcessError, now: Date): Promise<void>;
  /** Closes the process and the ledger entries of its files, and ends the claim. */
  finish(process: Process, outcome: Outcome): Promise<void>;
}

const LOST = 'claimLost';

export const claimLost = (processId: string): Failure =>
  new Failure({
    kind: 'transient',
    reason: LOST,
    message: `process ${processId} was taken over by another invocation, because this one did not renew its claim in time`,
  });

export const isClaimLost = (error: unknown): boolean => error instanceof Failure && error.reason === LOST;
