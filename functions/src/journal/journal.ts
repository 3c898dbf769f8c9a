import type { ObjectVersion } from '../model/eventId.ts';
import type { PlannedJob, Process, ProcessError, Step } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { ObjectPlace } from '../storage/objectStore.ts';

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

/** The process of a file; or the window that it is in, since its rule had a Batch when its event came first. */
export type Started = { process: Process; created: boolean } | { window: string };

/** One version of a file, as the ledger has it. */
export interface FileRecord {
  eventId: string;
  generation: string;
  /** Bytes. */
  size: number;
  rule: string;
  /** loading, batched, loaded, failed, … */
  status: string;
  received: Date;
  committed?: Date;
  /** The event ID of its process; missing where it is in a window. */
  process?: string;
  window?: string;
  rowsLoaded?: number;
  error?: string;
}

/** A search through the trigger bucket for files whose event never came. */
export interface Search {
  /** It looks at files that were created after this, */
  from: Date;
  /** and not after this. */
  to: Date;
  /** Where it goes on; missing once it is done. */
  page?: string;
  isDone: boolean;
}

/** Which processes there are and how far each is: the one place where "who goes first" is decided. */
export interface Journal {
  /**
   * Creates the file's ledger entry and its process, or finds the process that the same version started before.
   * `begin` gets the event ID and may be called more than once.
   */
  start(file: SourceFile, begin: (eventId: string) => Process): Promise<Started>;
  /** Creates a process of several files under its event ID, or finds it. */
  open(process: Process): Promise<{ process: Process; created: boolean }>;
  /** The process that took this version in; undefined where none did. */
  find(version: ObjectVersion): Promise<Process | undefined>;
  /** Whether this version was taken in, by a process or a window. */
  isKnown(version: ObjectVersion): Promise<boolean>;
  get(eventId: string): Promise<Process | undefined>;
  /** The process, now claimed; `claimed` where another's claim has not run out; undefined where there is no such process. */
  claim(eventId: string, claim: Claim, now: Date): Promise<Process | 'claimed' | undefined>;
  isClaimed(eventId: string, now: Date): Promise<boolean>;
  renew(eventId: string, claim: Claim): Promise<void>;
  release(eventId: string): Promise<void>;
  /** Adds a step, or says more of one that was added. */
  addStep(eventId: string, step: Step): Promise<void>;
  /** Keeps the jobs that were worked out for something. */
  addJobs(eventId: string, path: string, jobs: readonly PlannedJob[]): Promise<void>;
  /** Keeps what a reader of the trail should know, each note once. */
  addNotes(eventId: string, notes: readonly string[]): Promise<void>;
  /** From now on the process can only fail. */
  beginToFail(eventId: string, error: ProcessError): Promise<void>;
  /** Counts a failed invocation; answers how many there were. */
  addAttempt(eventId: string): Promise<number>;
  /** Closes the process and the ledger entry of its file. */
  finish(process: Process, outcome: Outcome): Promise<void>;
  /** What the ledger knows of an object: its versions, the newest first. */
  versions(object: ObjectPlace): Promise<FileRecord[]>;
  /** The processes of files in a bucket that run since an hour that is over, by their event IDs; the first few hundred. */
  longRunning(bucket: string, startedBefore: Date): Promise<Process[]>;
  /** Processes of the last hours, the newest first. */
  newest(limit: number): Promise<Process[]>;
  /** How far the search for files got whose event never came. */
  search(): Promise<Search | undefined>;
  writeSearch(search: Search): Promise<void>;
  /** Running and pending load jobs by project, as dispatch last counted them. */
  loadJobs(): Promise<Record<string, number>>;
  /** What the last sweep of dispatch counted. */
  writeStatistics(statistics: object): Promise<void>;
}
