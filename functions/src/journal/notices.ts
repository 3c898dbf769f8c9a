import type { Firestore } from 'firebase-admin/firestore';
import { sha256 } from '../common/sha256.ts';
import { rpcStatusOf } from '../failure/rpcStatus.ts';
import { expireAt } from './expireAt.ts';

/** What many instances find out, and one of them tells. */
export interface Notices {
  /** Whether nobody has told it yet; from now on somebody has. Where Firestore does not answer, better twice than never. */
  isNew(key: string, now: Date): Promise<boolean>;
}

/** The notices in Firestore: `notices/‹hash of the key›`. */
export function createNotices({ firestore, ttlDays }: { firestore: Firestore; ttlDays: number }): Notices {
  return {
    async isNew(key, now) {
      try {
        await firestore
          .collection('notices')
          .doc(sha256(key, 32))
          .create({ key, told: now, expireAt: expireAt(now, ttlDays) });
        return true;
      } catch (error) {
        return rpcStatusOf(error)?.status !== 'alreadyExists';
      }
    },
  };
}
