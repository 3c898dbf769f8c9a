import type { BatchWindow } from '../batch/batchWindow.ts';
import type { SourceFile } from '../model/sourceFile.ts';

/** A window that a file may open. */
export interface PlannedWindow extends BatchWindow {
  /** From when on dispatch looks after it: not before it closes. */
  due: Date;
}

/** `open`: files may join. `closed`: none may, its process is about to be created. `done`: its process exists. */
export interface WindowRecord extends PlannedWindow {
  state: 'open' | 'closed' | 'done';
  /** The event that opened it, and the ID of its process. */
  owner: string;
}

/** Whether its files still wait for its process, which may be missing then. */
export const isUnfinished = (window: WindowRecord | undefined): boolean =>
  window !== undefined && window.state !== 'done';

export type Joined = { eventId: string } & (
  | { outcome: 'opened' | 'joined'; window: WindowRecord }
  /** An earlier delivery of the event joined; the window as it is now. */
  | { outcome: 'known'; window: WindowRecord | undefined }
  /** The version was taken in when its rule had no Batch: it has a process of its own. */
  | { outcome: 'alone' }
);

export interface Joining {
  /** The window that comes this many windows after the file's own. */
  windowAt(offset: number): PlannedWindow;
  received: Date;
  /**
   * Asked before a window is opened; false where it must not be any more: then `windowAt` answers other windows, and all is looked at
   * again.
   */
  admit(window: PlannedWindow): Promise<boolean>;
}

/** The windows, and which files are in them: joining and closing exclude each other, so that a file is in exactly one. */
export interface Windows {
  /** Puts the file into its window, or, where that is closed, into one after it. Opens the window where there is none. */
  join(file: SourceFile, joining: Joining): Promise<Joined>;
  /** The window, closed now unless it closes later than this; undefined where there is none. */
  close(windowId: string, latest: Date): Promise<WindowRecord | undefined>;
  find(windowId: string): Promise<WindowRecord | undefined>;
  /** The files of a window, all of them once it is closed. */
  files(windowId: string): Promise<SourceFile[]>;
  /** Its process exists. */
  finish(windowId: string): Promise<void>;
  /**
   * The windows of a bucket that are due, or have become so since, and have no process yet, the longest due first; the first few
   * hundred.
   */
  overdue(bucket: string, now: Date, since?: Date): Promise<WindowRecord[]>;
}
