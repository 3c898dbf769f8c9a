import type { ObjectVersion } from './eventId.ts';
import type { Process, ProcessError, SourceFile, Step } from './process.ts';

/** The invocation that works on a process, and until when nobody else may (unless it renews). */
export interface Claim {
  by: string;
  until: Date;
}

export interface Outcome {
  status: 'done' | 'failed';
  error?: ProcessError;
  ended: Date;
}

/** Which processes there are and how far each is: the one place where "who goes first" is decided. */
export interface Journal {
  /**
   * Creates the file's ledger entry and its process, or finds the process that the same version started before.
   * `begin` gets the event ID and may be called more than once.
   */
  start(file: SourceFile, begin: (eventId: string) => Process): Promise<{ process: Process; created: boolean }>;
  /** The process that took this version in; undefined where none did. */
  find(version: ObjectVersion): Promise<Process | undefined>;
  get(eventId: string): Promise<Process | undefined>;
  /** The process, now claimed; `claimed` where another's claim has not run out; undefined where there is no such process. */
  claim(eventId: string, claim: Claim, now: Date): Promise<Process | 'claimed' | undefined>;
  isClaimed(eventId: string, now: Date): Promise<boolean>;
  renew(eventId: string, claim: Claim): Promise<void>;
  release(eventId: string): Promise<void>;
  addStep(eventId: string, step: Step): Promise<void>;
  /** Counts a failed invocation; answers how many there were. */
  addAttempt(eventId: string): Promise<number>;
  /** Closes the process and the ledger entry of its file. */
  finish(process: Process, outcome: Outcome): Promise<void>;
  /** What the last sweep of dispatch counted. */
  writeStatistics(statistics: object): Promise<void>;
}
