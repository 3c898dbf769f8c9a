import { FieldValue, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { defined } from '../common/defined.ts';
import { rpcStatusOf } from '../failure/rpcStatus.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { minuteOf } from './documents.ts';
import { sourceFileOf } from './windowDocuments.ts';

/** A file that no process lists, as the ledger has it. */
export interface UntoldFile extends Omit<SourceFile, 'received'> {
  eventId: string;
  status: 'refused' | 'superseded';
  rule?: string;
  /** Of its window. */
  destination?: string;
  process?: string;
  error?: string;
  /** When its event came. */
  received: Date;
  ended?: Date;
}

/** A document that is marked: what became of it has still to be written to the history. */
export interface Mark {
  collection: 'journal' | 'files';
  id: string;
  /** When the document was last written, as it was read. */
  updateTime: Timestamp;
}

/**
 * What the history has not been told yet: `historyDue` of a process, or of a ledger entry, says from which minute on dispatch
 * is to tell it (`yyyy-MM-dd_HH:mm`, UTC).
 */
export interface Untold {
  /** Processes that are due, at most so many, those that have been due for longest first. */
  processes(now: Date, limit: number): Promise<Mark[]>;
  /** Files that are due, likewise. */
  files(now: Date, limit: number): Promise<{ mark: Mark; file: UntoldFile }[]>;
  /** They are told. One that was written to since it was read stays marked. */
  settle(marks: readonly Mark[]): Promise<void>;
  /** They are to be told later. */
  putOff(marks: readonly Mark[], until: Date): Promise<void>;
}

export function createUntold(firestore: Firestore): Untold {
  const dueIn = (collection: Mark['collection'], now: Date, limit: number) =>
    firestore.collection(collection).where(DUE, '<=', minuteOf(now)).orderBy(DUE).limit(limit);

  async function update({ collection, id, updateTime }: Mark, value: unknown): Promise<void> {
    try {
      await firestore
        .collection(collection)
        .doc(id)
        .update({ [DUE]: value }, { lastUpdateTime: updateTime });
    } catch (error) {
      const status = rpcStatusOf(error)?.status;
      if (status !== 'failedPrecondition' && status !== 'notFound') throw error;
    }
  }

  const updateAll = async (marks: readonly Mark[], value: unknown): Promise<void> => {
    await Promise.all(marks.map((mark) => update(mark, value)));
  };

  return {
    async processes(now, limit) {
      const found = await dueIn('journal', now, limit).select().get();
      return found.docs.map(({ id, updateTime }) => ({ collection: 'journal', id, updateTime }));
    },

    async files(now, limit) {
      const { docs } = await dueIn('files', now, limit).get();
      const ids = [...new Set(docs.flatMap((entry) => textAt(entry.get('window')) ?? []))];
      const refs = ids.map((id) => firestore.collection('windows').doc(id));
      const windows = refs.length === 0 ? [] : await firestore.getAll(...refs);
      const windowOf = new Map(windows.map((window) => [window.id, window]));
      return docs.map((entry) => {
        const window = windowOf.get(entry.get('window'));
        return {
          mark: { collection: 'files', id: entry.id, updateTime: entry.updateTime },
          file: {
            ...sourceFileOf(entry),
            eventId: entry.id,
            status: entry.get('status') === 'refused' ? 'refused' : 'superseded',
            received: timeAt(entry.get('received')) ?? new Date(0),
            ...defined({
              rule: textAt(entry.get('rule')),
              error: textAt(entry.get('error')),
              ended: timeAt(entry.get('ended')),
              destination: textAt(window?.get('destination')),
              process: textAt(window?.get('owner')),
            }),
          },
        };
      });
    },

    settle: (marks) => updateAll(marks, FieldValue.delete()),
    putOff: (marks, until) => updateAll(marks, minuteOf(until)),
  };
}

const DUE = 'historyDue';

const textAt = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const timeAt = (value: unknown): Date | undefined => (value instanceof Timestamp ? value.toDate() : undefined);
