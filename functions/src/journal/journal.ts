import type { ObjectVersion } from '../model/eventId.ts';
import type { Process, Step, TakenOut } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { ObjectPlace } from '../storage/objectStore.ts';
import type { Claim, Claimant } from './claim.ts';

/** A process that begins now, claimed; or one that an earlier delivery of its event began. */
export type Opened =
  | { process: Process; claim: Claim }
  /**
   * `isAbandoned`: the claim has run out. Its holder died, so that only another delivery or dispatch brings the process back; or it left
   * the process to a job.
   */
  | { process: Process; claim?: undefined; isAbandoned: boolean };

/** The process of a file; or the window that it is in, since its rule had a Batch when its event came first. */
export type Started = Opened | { window: string };

/** The job that a process waited for has ended, as whoever asks for the claim has seen. */
export interface JobEnd {
  /** The step of the job, if it ended well: it is written with the claim. */
  step?: Step;
}

/** A process that is to be worked on: claimed, at work elsewhere, or at its end. `recorded`: the step that was written with the claim. */
export type Claimed =
  | { state: 'claimed'; process: Process; claim: Claim; recorded?: Step }
  | { state: 'busy'; process: Process }
  | { state: 'ended'; process: Process };

/** Why a file version was not taken in, though its event came. */
export type NotTaken =
  /** No rule wanted it, or a disabled one. */
  | 'unmatched'
  /** Rules with errors, several enabled ones, or services that were away, were in the way: it is taken in once that is mended. */
  | 'unruled'
  /** It can never be loaded under this name. */
  | 'refused'
  /** It was overwritten or deleted before anything could be done with it. */
  | 'superseded';

export interface Left {
  status: NotTaken;
  reason: string;
  /** Where the rule stands that wanted it, if it is one. */
  rule?: string;
}

/** A process that runs, though nobody works on it and its time to be checked on has passed. */
export interface Neglected {
  processId: string;
  destination: string;
  mode: 'async' | 'sync';
}

/** One version of a file, as the ledger has it. */
export interface FileRecord {
  eventId: string;
  generation: string;
  /** Bytes. */
  size: number;
  rule: string;
  /**
   * loading, batched, loaded, failed, setAside, superseded, unmatched, unruled, refused. The entry of a version that a process of its own
   * loaded stays `loading`, and of one that was loaded with its window `batched`, unless there was more to tell. `versions` asks its
   * process, and says `expired` where that is gone.
   */
  status: string;
  /** When the object was written. */
  created: Date;
  received: Date;
  committed?: Date;
  /** The event ID of its process; missing where it is in a window. */
  process?: string;
  window?: string;
  rowsLoaded?: number;
  /** Rows loaded, plus bad rows that the rule lets go. */
  rowsParsed?: number;
  error?: string;
  /** Where it was moved as bad, gs://. */
  quarantinedTo?: string;
  /** The event ID of the version that a replay put back as this one. */
  putBackOf?: string;
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
  /** All that it found so far was taken in, or is in the ledger as waiting for rules. */
  isWhole: boolean;
  /** When it was done. */
  ended?: Date;
}

/** Dispatch looks at all versions that wait for rules, page after page, and begins again. */
export interface UnruledRound {
  /** The place after which it goes on; missing where it begins. */
  after?: string;
  /** When versions were last asked for. */
  asked?: Date;
}

/** Which processes there are and how far each is: the one place where "who goes first" is decided. */
export interface Journal {
  /**
   * Creates the file's ledger entry and its process, claimed, or finds the process that the same version started before.
   * `begin` gets the event ID, which is the process ID too, and may be called more than once.
   */
  start(file: SourceFile, begin: (eventId: string) => Process, claimant: Claimant): Promise<Started>;
  /** Creates a process, claimed, that is not a single file's, or finds it. */
  open(process: Process, claimant: Claimant): Promise<Opened>;
  /** Keeps in the ledger that a version was not taken in, and why. One that was taken in stays so. */
  leave(file: SourceFile, why: Left, received: Date): Promise<void>;
  /** Keeps in the ledger what became of sources of a process that its own entry has no room to tell. */
  tellOf(process: Process, files: readonly TakenOut[], now: Date): Promise<void>;
  /** What the ledger says of versions that were not loaded, in their order. */
  saidOf(files: readonly SourceFile[]): Promise<{ why?: string; to?: string }[]>;
  /** Keeps in the ledger that versions which are in a window were overwritten before it closed. */
  supersede(files: readonly SourceFile[], now: Date): Promise<void>;
  /** The process that took this version in; undefined where none did. */
  find(version: ObjectVersion): Promise<Process | undefined>;
  /** Whether this version was taken in, by a process or a window. */
  isKnown(version: ObjectVersion): Promise<boolean>;
  get(processId: string): Promise<Process | undefined>;
  /**
   * Claims a process that runs, unless another's claim has not run out; undefined where there is no such process. `jobEnd` looks
   * whether the job has ended that the process, as it is now, waits for: whoever submitted it has nothing more to do then, and may not
   * have released the process (`leaveToJob`). Who claims it, and until when, is asked after that look, which may take as long as a claim
   * holds.
   */
  claim(
    processId: string,
    claimant: () => Claimant,
    jobEnd?: (process: Process) => Promise<JobEnd | undefined>,
  ): Promise<Claimed | undefined>;
  isClaimed(processId: string, now: Date): Promise<boolean>;
  /** Adds a note to a process that somebody else may be working on; nothing where there is no such process. */
  warn(processId: string, note: string): Promise<void>;
  /** What the ledger knows of an object, or the processes of its versions tell: the versions, the newest first. */
  versions(object: ObjectPlace): Promise<FileRecord[]>;
  /** The processes that run, that nobody has claimed, and that should have been checked on by now: a page of them. */
  neglected(now: Date): Promise<Neglected[]>;
  /** Versions that came while rules with errors, or several, were in the way: a page of them, after a place that a page before told. */
  unruled(after?: string): Promise<{ files: SourceFile[]; next?: string }>;
  /** How far dispatch got with asking for such versions. */
  unruledRound(): Promise<UnruledRound>;
  writeUnruledRound(round: UnruledRound): Promise<void>;
  /** Rejects where Firestore does not answer. */
  assertAnswers(): Promise<void>;
  /** When dispatch is to check on a process next. */
  lookAfter(processId: string, time: Date): Promise<void>;
  /** How far the search for files got whose event never came. */
  search(): Promise<Search | undefined>;
  writeSearch(search: Search): Promise<void>;
  /** Running and pending load jobs by project, as dispatch last counted them. */
  loadJobs(): Promise<Record<string, number>>;
  /** What the last sweep of dispatch counted. */
  writeStatistics(statistics: object): Promise<void>;
}
