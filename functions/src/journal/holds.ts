import { createHash } from 'node:crypto';
import { type Firestore, Timestamp } from 'firebase-admin/firestore';

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

/** Quotas are a table's, not a partition's. */
const tableOf = (destination: string): string => destination.split('$')[0] ?? destination;

/** The holds in Firestore: `holds/‹hash of the destination›`. */
export function createHolds({ firestore, ttlDays }: { firestore: Firestore; ttlDays: number }): Holds {
  const holdOn = (destination: string) =>
    firestore.collection('holds').doc(createHash('sha256').update(tableOf(destination)).digest('hex').slice(0, 32));
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
        const expireAt = Timestamp.fromMillis(next.getTime() + ttlDays * 86_400_000);
        transaction.set(snapshot.ref, { destination, until: next, refusals, expireAt });
        return { until: next, isNew: true };
      }),
  };
}
