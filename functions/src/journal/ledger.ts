import type { CollectionReference, DocumentReference, DocumentSnapshot } from 'firebase-admin/firestore';
import { eventIdOf, type ObjectVersion } from '../model/eventId.ts';

/** Enough to tell versions apart whose event IDs collide: 63 bits make even a second collision a matter of centuries. */
const MAX_SALT = 8;

interface LookUp {
  files: CollectionReference;
  version: ObjectVersion;
  /** The entry without salt, where it was read already. */
  first?: DocumentSnapshot;
}

/** A transaction, or whoever reads without one. */
interface Reader {
  get(ref: DocumentReference): Promise<DocumentSnapshot>;
}

/**
 * The entry of an object version in the ledger (`files/‹event ID›`), or the free one that it may take; entries before it
 * belong to versions whose event ID collides with this one's.
 */
export async function ledgerEntry(reader: Reader, { files, version, first }: LookUp): Promise<DocumentSnapshot> {
  for (let salt = 0; salt < MAX_SALT; salt++) {
    const known = salt === 0 ? first : undefined;
    const entry = known ?? (await reader.get(files.doc(eventIdOf(version, salt))));
    if (!entry.exists || isOf(version, entry)) return entry;
  }
  throw new Error(`the event IDs of ${JSON.stringify(version)} are all taken by other object versions`);
}

const isOf = ({ bucket, name, generation }: ObjectVersion, entry: DocumentSnapshot): boolean =>
  entry.get('bucket') === bucket && entry.get('name') === name && entry.get('generation') === generation;

/** Whether the version is in a process or a window; entries of versions that nobody wanted, or could take, are not. */
export const isTaken = (entry: DocumentSnapshot): boolean =>
  typeof entry.get('process') === 'string' || typeof entry.get('window') === 'string';
