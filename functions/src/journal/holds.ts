import type { Firestore } from 'firebase-admin/firestore';
import { splitPartition } from '../common/partition.ts';
import { sha256 } from '../common/sha256.ts';
import { expireAt } from './expireAt.ts';

interface Refusal {
  now: Date;
  /** Until when, after so many refusals in a row. */
  untilAfter(refusals: number): Date;
}

/** Destinations that are left alone, since a quota of BigQuery's is used up. */
export interface Holds {
  /** Until when nothing is to be written to the destination; undefined where it may be. */
  heldUntil(destination: string, now: Date): Promise<Date | undefined>;
  /** BigQuery refused a job for it; answers until when it is held now, and whether nobody had said so before. */
  hold(destination: string, refusal: Refusal): Promise<{ until: Date; isNew: boolean }>;
}

/** A refusal that comes so soon after a hold is one more in a row. */
const IN_A_ROW_MS = 3_600_000;

/** The holds in Firestore: `holds/‹hash of the destination›`. */
export function createHolds({ firestore, ttlDays }: { firestore: Firestore; ttlDays: number }): Holds {
  // Quotas are a table's, not a partition's.
  const holdOn = (destination: string) =>
    firestore.collection('holds').doc(sha256(splitPartition(destination).table, 32));
  return {
    async heldUntil(destination, now) {
      const snapshot = await holdOn(destination).get();
      const until: Date | undefined = snapshot.get('until')?.toDate();
      return until && until > now ? until : undefined;
    },

    hold: (destination, { now, untilAfter }) =>
      firestore.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(holdOn(destination));
        const until: Date = snapshot.get('until')?.toDate() ?? new Date(0);
        // Many processes are refused at the same time; they are one refusal.
        if (until > now) return { until, isNew: false };
        const isInARow = now.getTime() - until.getTime() < IN_A_ROW_MS;
        const refusals = isInARow ? Number(snapshot.get('refusals') ?? 0) + 1 : 1;
        const next = untilAfter(refusals);
        transaction.set(snapshot.ref, { destination, until: next, refusals, expireAt: expireAt(next, ttlDays) });
        return { until: next, isNew: true };
      }),
  };
}
