import type { JobReference } from '../model/job.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { ObjectPlace } from '../storage/objectStore.ts';

interface Common {
  /** gs:// of the file, or of the first. */
  url: string;
  files: number;
  /** Bytes of the files. */
  bytes: number;
  /** `[project.]dataset.table[$partition]` */
  destination: string;
  /** Jobs of BigQuery. */
  jobs: number;
  /** Those of them that are queries over all of the bytes, at most. */
  queries: number;
  /** How often each table is modified, by `project.dataset.table`. */
  modifications: Readonly<Record<string, number>>;
  /** What is done together: a process, or the files of a window. */
  group: string;
  /** Where the rule stands. */
  rule: string;
  /** What the plan follows from; another one means that something has changed. */
  fingerprint: string;
  /** How long after the replay began it is woken, in milliseconds. */
  afterMs: number;
}

/** A process that has failed goes on. */
export interface RestartItem extends Common {
  does: 'restart';
  processId: string;
  status: 'failed' | 'actionFailed';
  /** How often it had been replayed before. */
  replays: number;
  /** What of it follows the rule as it is now. */
  follows: 'rule' | 'actions' | 'journal';
}

/** A process that runs, and that nobody works on, is woken. */
export interface WakeItem extends Common {
  does: 'wake';
  processId: string;
  /** The job that it waits for, which is stopped: the process fails, and can be replayed. */
  stops?: JobReference;
}

/** A file that no process or window has is taken in as if its event came. */
export interface TakeInItem extends Common {
  does: 'takeIn';
  file: SourceFile;
}

/** A file that was set aside goes back to where it was uploaded, and is a new version there. */
export interface PutBackItem extends Common {
  does: 'putBack';
  eventId: string;
  /** The version that was set aside. */
  file: SourceFile;
  /** Where it lies now. */
  from: ObjectPlace & { generation: string };
}

/** A file that is loaded is loaded once more, by a process of its own. */
export interface ReloadItem extends Common {
  does: 'reload';
  processId: string;
  file: SourceFile;
  /** What the ledger said of it. */
  seen: { status: string; reloads: number };
  /** What is there already. */
  loaded: string;
}

/** One thing that a replay does. */
export type Item = RestartItem | WakeItem | TakeInItem | PutBackItem | ReloadItem;

/** What a replay leaves as it is. `skipped`: there is nothing to be done; `refused`: it cannot be done, or only by force. */
export interface Left {
  left: 'skipped' | 'refused';
  /** gs:// of the file, or of the first of the process. */
  url: string;
  processId?: string;
  why: string;
}

/** What was found about something that a replay could be about; undefined where it is not meant. */
export type Considered = Item | Left | undefined;

export const isLeft = (considered: Item | Left): considered is Left => 'left' in considered;
