import { DAY_MS } from '../../common/dayMs.ts';
import type { FileEntry, HoldEntry, ProcessEntry, Sample, WindowEntry } from '../../journal/register.ts';
import type { Book } from '../../model/book.ts';
import type { RuleSet } from '../../rule/ruleCache.ts';

/** A deployment, as it was found at one moment. */
export interface Observation {
  at: Date;
  projectId: string;
  triggerBucket: string;
  /** When dispatch last swept; undefined where it never has. */
  lastSweep: Date | undefined;
  rules: RuleSet;
  backlog: Backlog;
  /** Processes that run. */
  running: readonly ProcessEntry[];
  /** Those of the last days that failed, or whose action failed, the newest first. */
  failed: readonly ProcessEntry[];
  /** Versions that were set aside, refused, or met wrong rules, and are not loaded. */
  notLoaded: readonly FileEntry[];
  /** Versions of the last day that no rule matched. */
  unwanted: Sample;
  /** Windows that have no process yet. */
  windows: readonly WindowEntry[];
  holds: readonly HoldEntry[];
  /** What ended in the last 24 hours, by table and hour; undefined where there is no history to ask. */
  hours: readonly TableHour[] | undefined;
  /** What BigQuery says of tables that a rule promises something of, or that are written to often. */
  tables: ReadonlyMap<string, TableFacts>;
  /** The books of the last days, the earliest hour first. */
  books: readonly Book[];
  /** What could not be looked at, and why. */
  unseen: readonly string[];
}

export interface Backlog {
  /** Task files of jobs in flight. */
  jobs: number;
  /** Task files of what waits for its time. */
  waiting: number;
}

/** What ended in an hour, of a table. */
export interface TableHour {
  /** `[project.]dataset.table`, the project where it is not the functions' own. */
  table: string;
  /** When the hour begins. */
  hour: Date;
  processes: number;
  failed: number;
  filesLoaded: number;
  filesSetAside: number;
  rows: number;
  bytes: number;
  /** Jobs that wrote to the table, failed ones included: BigQuery counts them against its limit. */
  modifications: number;
  /** Points of how long its processes took, from the creation of the oldest file to the end, evenly spread; in milliseconds. */
  lagsMs: readonly number[];
}

export interface TableFacts {
  /** When its rows or its description last changed. */
  modified: Date | undefined;
  /** How often BigQuery lets it be modified. */
  modificationsADay: number;
}

/** How long after its end a process that failed is shown, in milliseconds: over a long weekend. */
export const FAILED_SHOWN_MS = 4 * DAY_MS;
