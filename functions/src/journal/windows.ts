import { FieldPath, type Firestore } from 'firebase-admin/firestore';
import type { BatchWindow } from '../batch/batchWindow.ts';
import { createJoin } from './joinWindows.ts';
import type { SourceFile } from './process.ts';
import { FAILED_PRECONDITION, statusCode } from './statusCode.ts';
import { sourceFileOf, windowOf } from './windowDocuments.ts';

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

export type Joined = { eventId: string } & (
  | { outcome: 'opened' | 'joined'; window: WindowRecord }
  /** An earlier delivery of the event joined; the window as it is now. */
  | { outcome: 'known'; window: WindowRecord | undefined }
  /** The version was taken in when its rule had no Batch: it has a process of its own. */
  | { outcome: 'alone' }
);

export interface Joining {
  /** The window that so many windows follow the file's own by. */
  windowAt(offset: number): PlannedWindow;
  received: Date;
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
  /** The windows of a bucket that are due and have no process yet, the longest due first; the first few hundred. */
  overdue(bucket: string, now: Date): Promise<WindowRecord[]>;
  /** Whether files are gathering whose process will belong to the group. */
  isGathering(groupId: string): Promise<boolean>;
}

interface Options {
  firestore: Firestore;
  /** How long a trail is kept, in days. */
  ttlDays: number;
}

/** Files in one page of a closed window. */
const PAGE = 5_000;

const MAX_OVERDUE = 500;

/** The windows in Firestore: `windows/‹window ID›`, and the entries in `files` that name them. */
export function createWindows({ firestore, ttlDays }: Options): Windows {
  const windows = firestore.collection('windows');
  const unfinished = windows.where('state', 'in', ['open', 'closed']);

  /** Without a transaction, whose lock would have to wait for those of all files that are joining. */
  async function close(windowId: string, latest: Date): Promise<WindowRecord | undefined> {
    const snapshot = await windows.doc(windowId).get();
    if (snapshot.updateTime === undefined) return undefined;
    const record = windowOf(snapshot);
    if (record.state !== 'open' || record.closes > latest) return record;
    try {
      await snapshot.ref.update({ state: 'closed' }, { lastUpdateTime: snapshot.updateTime });
      return { ...record, state: 'closed' };
    } catch (error) {
      if (statusCode(error) !== FAILED_PRECONDITION) throw error;
      // Somebody else closed it meanwhile.
      return close(windowId, latest);
    }
  }

  return {
    join: createJoin({ firestore, ttlDays }),
    close,

    async find(windowId) {
      const snapshot = await windows.doc(windowId).get();
      return snapshot.exists ? windowOf(snapshot) : undefined;
    },

    async files(windowId) {
      const pages = firestore
        .collection('files')
        .where('window', '==', windowId)
        .orderBy(FieldPath.documentId())
        .select('bucket', 'name', 'generation', 'size', 'created')
        .limit(PAGE);
      const found: SourceFile[] = [];
      for (let page = await pages.get(); ; ) {
        found.push(...page.docs.map(sourceFileOf));
        const last = page.docs.at(-1);
        if (last === undefined || page.size < PAGE) return found;
        page = await pages.startAfter(last).get();
      }
    },

    async finish(windowId) {
      await windows.doc(windowId).update({ state: 'done' });
    },

    async overdue(bucket, now) {
      const query = unfinished.where('bucket', '==', bucket).where('due', '<=', now).orderBy('due').limit(MAX_OVERDUE);
      return (await query.get()).docs.map(windowOf);
    },

    async isGathering(groupId) {
      return !(await unfinished.where('group.id', '==', groupId).limit(1).get()).empty;
    },
  };
}
