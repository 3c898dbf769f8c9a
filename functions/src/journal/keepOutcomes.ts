import { type DocumentData, type DocumentSnapshot, FieldValue, type Firestore } from 'firebase-admin/firestore';
import { defined } from '../common/defined.ts';
import { eventIdOf } from '../model/eventId.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { forgotten } from './documents.ts';

/** A batch of writes takes 500. */
const CHUNK = 400;

/** What the ledger says of versions that were not loaded, in their order; nothing of those that it does not know. */
export async function saidOf(
  firestore: Firestore,
  asked: readonly SourceFile[],
): Promise<{ why?: string; to?: string }[]> {
  const refs = asked.map((source) => firestore.collection('files').doc(eventIdOf(source)));
  const entries = await firestore.getAll(...refs, { fieldMask: ['name', 'generation', 'error', 'quarantinedTo'] });
  return entries.map((entry, index) => {
    const isOwn = entry.get('name') === asked[index]?.name && entry.get('generation') === asked[index]?.generation;
    return isOwn
      ? defined({ why: entry.get('error') as string | undefined, to: entry.get('quarantinedTo') as string | undefined })
      : {};
  });
}

/** Keeps in the ledger what became of versions that are known there. Doing it again changes nothing. */
export async function keepOutcomes(
  firestore: Firestore,
  outcomes: readonly (readonly [SourceFile, DocumentData])[],
): Promise<void> {
  const files = firestore.collection('files');
  for (let start = 0; start < outcomes.length; start += CHUNK) {
    const chunk = outcomes.slice(start, start + CHUNK);
    const refs = chunk.map(([source]) => files.doc(eventIdOf(source)));
    const entries = await firestore.getAll(...refs, { fieldMask: ['name', 'generation', 'loadedBy'] });
    const batch = firestore.batch();
    for (const [position, [{ name, generation }, fields]] of chunk.entries()) {
      const entry = entries[position];
      // An event ID may be that of another version; then the process alone tells.
      const isOwn = entry?.get('name') === name && entry.get('generation') === generation;
      if (entry?.exists && isOwn)
        batch.update(entry.ref, fields['status'] === 'superseded' ? supersededIn(entry, fields) : fields);
    }
    await batch.commit();
  }
}

/** One that was to be loaded once more, and is gone, is loaded all the same: by whom it was before. */
function supersededIn(entry: DocumentSnapshot, fields: DocumentData): DocumentData {
  const loadedBy: string | null | undefined = entry.get('loadedBy');
  if (loadedBy === undefined) return fields;
  return { ...forgotten(), status: 'loaded', process: loadedBy ?? FieldValue.delete(), loadedBy: FieldValue.delete() };
}
