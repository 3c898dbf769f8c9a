import { FieldPath, type Firestore } from 'firebase-admin/firestore';
import { rpcStatusOf } from '../failure/rpcStatus.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { createJoin } from './joinWindows.ts';
import { waitingFileOf, windowOf } from './windowDocuments.ts';
import type { WindowRecord, Windows } from './windowRecord.ts';

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
      if (rpcStatusOf(error)?.status !== 'failedPrecondition') throw error;
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
        .select('bucket', 'name', 'generation', 'size', 'created', 'received', 'checksum')
        .limit(PAGE);
      const found: SourceFile[] = [];
      for (let page = await pages.get(); ; ) {
        found.push(...page.docs.map(waitingFileOf));
        const last = page.docs.at(-1);
        if (last === undefined || page.size < PAGE) return found;
        page = await pages.startAfter(last).get();
      }
    },

    async finish(windowId) {
      await windows.doc(windowId).update({ state: 'done' });
    },

    async overdue(bucket, now, since) {
      const due = unfinished.where('bucket', '==', bucket).where('due', '<=', now);
      const query = since === undefined ? due : due.where('due', '>', since);
      return (await query.orderBy('due').limit(MAX_OVERDUE).get()).docs.map(windowOf);
    },
  };
}
