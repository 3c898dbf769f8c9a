import type { DocumentReference, FieldPath, Firestore, Timestamp, WriteBatch } from 'firebase-admin/firestore';
import { rpcStatusOf } from '../failure/rpcStatus.ts';
import { claimLost } from './claim.ts';

/** Fields of a document and what they become, at least one. */
export type Fields = readonly [field: string | FieldPath, value: unknown, ...more: unknown[]];

interface Fenced {
  ref: DocumentReference;
  /** The epoch of the claim that the writes are made under. */
  epoch: number;
  /** When the document was last written, as far as the holder of the claim knows. */
  updateTime: Timestamp;
}

/** Writes to the document of a process, one after the other, for as long as nobody else has claimed the process. */
export interface FencedDocument {
  /** `also` adds writes to other documents, which happen together with this one or not at all. */
  write(fields: Fields, also?: (batch: WriteBatch) => void): Promise<void>;
}

/**
 * Each write names the time of the one before it as its precondition, so that it costs no read. Where the precondition does
 * not hold, a look at the document tells why: a write of our own whose answer was lost, a note that somebody added, or
 * another claim, after which nothing may be written any more.
 */
export function fencedDocument(firestore: Firestore, { ref, epoch, updateTime }: Fenced): FencedDocument {
  let lastUpdateTime = updateTime;
  let previous: Promise<void> = Promise.resolve();

  async function commit(fields: Fields, also: (batch: WriteBatch) => void): Promise<void> {
    const batch = firestore.batch();
    const [field, value, ...more] = fields;
    batch.update(ref, field, value, ...more, { lastUpdateTime });
    also(batch);
    const [result] = await batch.commit();
    if (result) lastUpdateTime = result.writeTime;
  }

  /** When the document was last written, if nobody else has claimed it; otherwise, and for other errors, it rejects. */
  async function timeOfOwnWrite(error: unknown): Promise<Timestamp> {
    const status = rpcStatusOf(error)?.status;
    if (status === 'notFound') throw claimLost(ref.id);
    if (status !== 'failedPrecondition') throw error;
    const [now] = await firestore.getAll(ref, { fieldMask: ['claim'] });
    if (now?.updateTime === undefined || now.get('claim.epoch') !== epoch) throw claimLost(ref.id);
    return now.updateTime;
  }

  async function attempt(fields: Fields, also: (batch: WriteBatch) => void): Promise<void> {
    for (;;) {
      try {
        return await commit(fields, also);
      } catch (error) {
        lastUpdateTime = await timeOfOwnWrite(error);
      }
    }
  }

  return {
    write(fields, also = () => undefined) {
      const written = previous.then(() => attempt(fields, also));
      previous = written.catch(() => undefined);
      return written;
    },
  };
}
