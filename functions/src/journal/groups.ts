import { type DocumentSnapshot, FieldPath, type Firestore, type Timestamp } from 'firebase-admin/firestore';
import type { Group } from '../batch/groupOf.ts';
import { rpcStatusOf } from '../failure/rpcStatus.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import { expireAt } from './expireAt.ts';

/** A group, and the rule that says what its end brings about. */
export interface GroupRecord extends Group {
  bucket: string;
  rule: LoadedRule;
}

/** How far a group is: some of its windows have not ended; or it is closed, perhaps without those. */
export type GroupEnd = { state: 'open' } | { state: 'closed'; group: GroupRecord; missing: readonly string[] };

/**
 * The windows of a group, from before the first file of each until its process has ended. A group is closed once: nothing
 * enters it after that. All calls may be repeated.
 */
export interface Groups {
  /** A window belongs to the group; false where the group is closed. */
  enter(group: GroupRecord, windowId: string): Promise<boolean>;
  /** The process of the window has ended. */
  leave(groupId: string, windowId: string): Promise<void>;
  /**
   * Closes the group if its period is over and all its windows have ended, or if the period was over so long ago that nobody waits
   * for the rest; undefined where there is no such group.
   */
  close(groupId: string, now: Date): Promise<GroupEnd | undefined>;
  /** What its end brings about is done, or seen to: nobody need ask for the group again. */
  finish(groupId: string): Promise<void>;
  /** The groups of a bucket that can be closed by now, or are, and are not finished. */
  overdue(bucket: string, now: Date): Promise<GroupRecord[]>;
}

interface Options {
  firestore: Firestore;
  /** How long a trail is kept, in days. */
  ttlDays: number;
}

const MAX_OVERDUE = 100;

/** How long a group waits, after the end of its period, for windows that have not ended, in milliseconds. */
const LONGEST_WAIT_MS = 6 * 3_600_000;

/** The groups in Firestore: `groups/‹group ID›`. */
export function createGroups({ firestore, ttlDays }: Options): Groups {
  const groups = firestore.collection('groups');
  return {
    enter: ({ id, bucket, destination, ends, rule }, windowId) =>
      firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(groups.doc(id));
        if (membersOf(snapshot)[windowId] !== undefined) return true;
        if (snapshot.get('closed') === true) return false;
        const members = { [windowId]: 'running' };
        if (snapshot.exists) {
          transaction.set(snapshot.ref, { members }, { merge: true });
          return true;
        }
        const fields = { bucket, destination, ends, rule: JSON.stringify(rule), closed: false, done: false, members };
        transaction.create(snapshot.ref, { ...fields, expireAt: expireAt(ends, ttlDays) });
        return true;
      }),

    async leave(groupId, windowId) {
      try {
        await groups.doc(groupId).update(new FieldPath('members', windowId), 'done');
      } catch (error) {
        // Its trail has expired.
        if (rpcStatusOf(error)?.status !== 'notFound') throw error;
      }
    },

    close: (groupId, now) =>
      firestore.runTransaction(async (transaction): Promise<GroupEnd | undefined> => {
        const snapshot = await transaction.get(groups.doc(groupId));
        if (!snapshot.exists) return undefined;
        const isClosed = snapshot.get('closed') === true;
        if (!isClosed && !canClose(snapshot, now)) return { state: 'open' };
        if (!isClosed) transaction.update(snapshot.ref, { closed: true });
        return { state: 'closed', group: recordOf(snapshot), missing: runningIn(snapshot) };
      }),

    async finish(groupId) {
      await groups.doc(groupId).update({ done: true });
    },

    async overdue(bucket, now) {
      const query = groups.where('bucket', '==', bucket).where('done', '==', false).where('ends', '<=', now);
      const found = await query.orderBy('ends').limit(MAX_OVERDUE).get();
      return found.docs.filter((group) => group.get('closed') === true || canClose(group, now)).map(recordOf);
    },
  };
}

const membersOf = (group: DocumentSnapshot): Record<string, string> => group.get('members') ?? {};

const runningIn = (group: DocumentSnapshot): string[] =>
  Object.entries(membersOf(group)).flatMap(([windowId, state]) => (state === 'running' ? [windowId] : []));

function canClose(group: DocumentSnapshot, now: Date): boolean {
  const { ends } = recordOf(group);
  if (now < ends) return false;
  return runningIn(group).length === 0 || now.getTime() - ends.getTime() >= LONGEST_WAIT_MS;
}

function recordOf(snapshot: DocumentSnapshot): GroupRecord {
  const ends: Timestamp = snapshot.get('ends');
  return {
    id: snapshot.id,
    bucket: snapshot.get('bucket'),
    destination: snapshot.get('destination'),
    ends: ends.toDate(),
    rule: JSON.parse(snapshot.get('rule')),
  };
}
