import { type DocumentSnapshot, FieldPath, type Firestore, type Timestamp } from 'firebase-admin/firestore';
import type { Group } from '../batch/groupOf.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import { expireAt } from './expireAt.ts';

/** A group, and the rule that says what its end brings about. */
export interface GroupRecord extends Group {
  bucket: string;
  rule: LoadedRule;
}

/** Which processes of a group run. All calls may be repeated. */
export interface Groups {
  /** The process belongs to the group. */
  enter(group: GroupRecord, eventId: string): Promise<void>;
  /** The process is at its end; answers whether it was the last that ran, in a group that is not over yet. */
  leave(groupId: string, eventId: string): Promise<boolean>;
  find(groupId: string): Promise<GroupRecord | undefined>;
  /** The group is over. */
  finish(groupId: string): Promise<void>;
  /** The groups of a bucket whose period is over, but which are not. */
  overdue(bucket: string, now: Date): Promise<GroupRecord[]>;
}

interface Options {
  firestore: Firestore;
  /** How long a trail is kept, in days. */
  ttlDays: number;
}

const MAX_OVERDUE = 100;

/** The groups in Firestore: `groups/‹group ID›`. */
export function createGroups({ firestore, ttlDays }: Options): Groups {
  const groups = firestore.collection('groups');
  return {
    enter: ({ id, bucket, destination, ends, rule }, eventId) =>
      firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(groups.doc(id));
        if (snapshot.get(new FieldPath('members', eventId)) !== undefined) return;
        const members = { [eventId]: 'running' };
        if (snapshot.exists) {
          transaction.set(snapshot.ref, { members }, { merge: true });
          return;
        }
        const fields = { bucket, destination, ends, rule: JSON.stringify(rule), done: false, members };
        transaction.create(snapshot.ref, { ...fields, expireAt: expireAt(ends, ttlDays) });
      }),

    leave: (groupId, eventId) =>
      firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(groups.doc(groupId));
        if (!snapshot.exists || snapshot.get('done') === true) return false;
        const members: Record<string, string> = { ...snapshot.get('members'), [eventId]: 'done' };
        transaction.update(snapshot.ref, new FieldPath('members', eventId), 'done');
        return Object.values(members).every((state) => state === 'done');
      }),

    async find(groupId) {
      const snapshot = await groups.doc(groupId).get();
      return snapshot.exists ? recordOf(snapshot) : undefined;
    },

    async finish(groupId) {
      await groups.doc(groupId).update({ done: true });
    },

    async overdue(bucket, now) {
      const query = groups.where('bucket', '==', bucket).where('done', '==', false).where('ends', '<=', now);
      return (await query.orderBy('ends').limit(MAX_OVERDUE).get()).docs.map(recordOf);
    },
  };
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
