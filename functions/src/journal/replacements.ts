import type { DocumentSnapshot, Firestore } from 'firebase-admin/firestore';
import { defined } from '../common/defined.ts';
import { sha256 } from '../common/sha256.ts';
import { expireAt } from './expireAt.ts';

/** A process that replaces a destination by rows of files of which this is the newest. */
export interface Replacement {
  processId: string;
  /** Sorts as the files were written: see `newestOf`. */
  newest: string;
}

/** Whether a process may replace a destination now. */
export type MayReplace =
  | { answer: 'yes' }
  /** What replaced it last has newer files. */
  | { answer: 'superseded'; by: Replacement }
  /** Another process is about to, or has died on the way. */
  | { answer: 'busy'; with: Replacement };

/**
 * Who replaces which destination (`Override`): one process at a time, and none by files older than those of the last one, whatever the
 * order is in which jobs happen to run. All calls may be repeated.
 */
export interface Replacements {
  begin(destination: string, replacement: Replacement, now: Date): Promise<MayReplace>;
  /** The process has replaced it, or is not going to. */
  end(destination: string, replacement: Replacement, hasReplaced: boolean): Promise<void>;
}

/** The replacements in Firestore: `replacements/‹hash of the destination›`. */
export function createReplacements({ firestore, ttlDays }: { firestore: Firestore; ttlDays: number }): Replacements {
  const replacementOf = (destination: string) => firestore.collection('replacements').doc(sha256(destination, 32));
  return {
    begin: (destination, replacement, now) =>
      firestore.runTransaction(async (transaction): Promise<MayReplace> => {
        const snapshot = await transaction.get(replacementOf(destination));
        const { last, current } = stateIn(snapshot);
        if (last && last.newest > replacement.newest) return { answer: 'superseded', by: last };
        if (current && current.processId !== replacement.processId) return { answer: 'busy', with: current };
        const fields = { destination, current: replacement, expireAt: expireAt(now, ttlDays) };
        transaction.set(snapshot.ref, fields, { merge: true });
        return { answer: 'yes' };
      }),

    end: (destination, replacement, hasReplaced) =>
      firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(replacementOf(destination));
        const { last, current } = stateIn(snapshot);
        if (!snapshot.exists || current?.processId !== replacement.processId) return;
        const isNewer = hasReplaced && (last === undefined || replacement.newest > last.newest);
        transaction.update(snapshot.ref, defined({ current: null, last: isNewer ? replacement : undefined }));
      }),
  };
}

const stateIn = (snapshot: DocumentSnapshot): { last: Replacement | undefined; current: Replacement | undefined } => ({
  last: snapshot.get('last') ?? undefined,
  current: snapshot.get('current') ?? undefined,
});
