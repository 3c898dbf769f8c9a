import { Timestamp } from 'firebase-admin/firestore';

const DAY_MS = 86_400_000;

/** When Firestore's TTL policy may delete a document: so many days after a time. */
export const expireAt = (time: Date, days: number): Timestamp => Timestamp.fromMillis(time.getTime() + days * DAY_MS);
