import { Timestamp } from 'firebase-admin/firestore';
import { DAY_MS } from '../common/dayMs.ts';

/** When Firestore's TTL policy may delete a document: so many days after a time. */
export const expireAt = (time: Date, days: number): Timestamp => Timestamp.fromMillis(time.getTime() + days * DAY_MS);
