import { type DocumentReference, type DocumentSnapshot, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { sha256 } from '../common/sha256.ts';
import { expireAt } from './expireAt.ts';

interface Refusal {
  now: Date;
  /** Until when, after so many refusals in a row. */
  untilAfter(refusals: number): Date;
}

/**
 * What is left alone for a while, since a limit was met or a service does not answer: a destination, or all that is done in a
 * project. A key says which.
 */
export interface Holds {
  /** Until when the longest hold on one of the keys lasts; undefined where there is none. */
  heldUntil(keys: readonly string[], now: Date): Promise<Date | undefined>;
  /** Something was refused; answers until when the key is held now, and whether nobody had said so before. */
  hold(key: string, refusal: Refusal): Promise<{ until: Date; isNew: boolean }>;
  /**
   * How many of those that wait for the key may go on now: none while it is held, then one, and twice as many each time that
   * nothing was refused meanwhile, so that what was refused together does not come back together.
   */
  letGo(key: string, waiting: number, now: Date): Promise<number>;
}

/** A refusal that comes so soon after a hold is one more in a row. */
const IN_A_ROW_MS = 3_600_000;

/** Where so many could be let go after a hold, nothing was refused for a while: the next refusal is the first of its row. */
const SIGN_OF_SUCCESS = 8;

/**
 * For how long an instance relies on a key that it found free, in milliseconds: the files of a burst ask for the same two keys, and each
 * would pay for two reads. If another instance sets a hold meanwhile, BigQuery refuses a job, as it did before the hold.
 */
const FREE_MS = 1_000;

/** So many keys are remembered; then the instance starts anew. */
const MAX_FREE = 1_000;

/** After so many at a time all may go. */
const MAX_ALLOWANCE = 4096;

/** The holds in Firestore: `holds/‹hash of the key›`. */
export function createHolds({ firestore, ttlDays }: { firestore: Firestore; ttlDays: number }): Holds {
  const holdOn = (key: string): DocumentReference => firestore.collection('holds').doc(sha256(key, 32));
  /** When each key was last found free. */
  const free = new Map<string, number>();
  const isFree = (key: string, now: Date): boolean =>
    Math.abs(now.getTime() - (free.get(key) ?? Number.NEGATIVE_INFINITY)) < FREE_MS;

  return {
    async heldUntil(keys, now) {
      if (keys.every((key) => isFree(key, now))) return undefined;
      if (free.size > MAX_FREE) free.clear();
      const holds = await firestore.getAll(...keys.map(holdOn));
      for (const [index, key] of keys.entries()) {
        const hold = holds[index];
        if (hold && untilOf(hold) <= now) free.set(key, now.getTime());
      }
      const latest = new Date(Math.max(...holds.map((hold) => untilOf(hold).getTime())));
      return latest > now ? latest : undefined;
    },

    hold(key, { now, untilAfter }) {
      free.delete(key);
      return firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(holdOn(key));
        const until = untilOf(snapshot);
        // Many processes are refused at the same time; they are one refusal.
        if (until > now) return { until, isNew: false };
        const wentOn = Number(snapshot.get('allowance') ?? 1) >= SIGN_OF_SUCCESS;
        const isInARow = !wentOn && now.getTime() - until.getTime() < IN_A_ROW_MS;
        const refusals = isInARow ? Number(snapshot.get('refusals') ?? 0) + 1 : 1;
        const next = untilAfter(refusals);
        transaction.set(snapshot.ref, { key, until: next, refusals, allowance: 1, expireAt: expireAt(next, ttlDays) });
        return { until: next, isNew: true };
      });
    },

    letGo: (key, waiting, now) =>
      firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(holdOn(key));
        if (!snapshot.exists) return waiting;
        if (untilOf(snapshot) > now) return 0;
        const allowance = Number(snapshot.get('allowance') ?? 1);
        if (allowance >= MAX_ALLOWANCE) return waiting;
        // Only as many as wait can show that the limit holds no longer.
        const next = waiting >= allowance ? allowance * 2 : allowance;
        transaction.update(snapshot.ref, { allowance: next });
        return Math.min(waiting, allowance);
      }),
  };
}

const untilOf = (hold: DocumentSnapshot): Date => {
  const until: unknown = hold.get('until');
  return until instanceof Timestamp ? until.toDate() : new Date(0);
};
