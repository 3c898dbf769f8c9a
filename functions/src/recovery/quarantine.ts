import { placeBelow } from '../model/places.ts';
import type { ObjectInfo, ObjectPlace, ObjectStore } from '../storage/objectStore.ts';
import { liveTarget, type Target } from '../storage/targets.ts';

/** A file that is to be moved out of the way, in the version that the process took in. */
export interface FileToQuarantine extends Target {
  generation: string;
  /** gs:// URL of the place; the file's path is kept below it. */
  placeUrl: string;
  reason: string;
  processId: string;
  /** Where the rule stands. */
  rule: string;
}

/** `reason` is the one that is kept with the file, by whoever moved it. `overwritten`: another version is live by now, which is another process's business. */
export type Quarantined =
  | { outcome: 'moved'; to: ObjectPlace; reason: string }
  | { outcome: 'overwritten' }
  | { outcome: 'missing' };

/** In characters: the custom metadata of an object takes 8 KiB (Cloud Storage quotas). */
const MAX_REASON = 1000;

/**
 * Moves a file to quarantine, with the reason, the process and the rule in its custom metadata. May be called again after
 * having been cut short. What lies there under the same name, of an earlier upload, stays.
 */
export async function quarantine(file: FileToQuarantine, objects: ObjectStore): Promise<Quarantined> {
  const live = await liveTarget(file, objects);
  if (live === 'overwritten') return { outcome: 'overwritten' };
  const { place: to, isThere, reason = file.reason } = await placeFor(file, objects);
  if (live !== 'gone') {
    const { bucket, name, generation } = file;
    if (!isThere && !(await objects.copyNoted({ bucket, name, generation }, to, noteOf(file))))
      return { outcome: 'missing' };
    await objects.remove(file, generation);
    return { outcome: 'moved', to, reason };
  }
  return isThere ? { outcome: 'moved', to, reason } : { outcome: 'missing' };
}

/** Whether the file was moved to that place before. */
export const isQuarantined = async (file: Quarantinable, objects: ObjectStore): Promise<boolean> =>
  (await placeFor(file, objects)).isThere;

type Quarantinable = Pick<FileToQuarantine, 'url' | 'name' | 'generation' | 'placeUrl'>;

/** Where the file goes, or has gone when this was tried before. */
async function placeFor(
  file: Quarantinable,
  objects: ObjectStore,
): Promise<{ place: ObjectPlace; isThere: boolean; reason?: string }> {
  const place = placeBelow(file.placeUrl, file.name);
  const found = await objects.stat(place);
  if (found === undefined) return { place, isThere: false };
  if (isSame(found.metadata, file)) return kept(place, found);
  const beside = placeBelow(file.placeUrl, `${file.name}~${file.generation}`);
  const other = await objects.stat(beside);
  return other !== undefined && isSame(other.metadata, file) ? kept(beside, other) : { place: beside, isThere: false };
}

function kept(place: ObjectPlace, { metadata }: Pick<ObjectInfo, 'metadata'>) {
  const reason = metadata['reason'];
  return { place, isThere: true, ...(reason === undefined ? {} : { reason }) };
}

const isSame = (metadata: Readonly<Record<string, string>>, { url, generation }: Quarantinable): boolean =>
  metadata['source'] === url && metadata['sourceGeneration'] === generation;

function noteOf({ url, generation, reason, processId, rule }: FileToQuarantine): Record<string, string> {
  const line = reason.replace(/\p{Cc}+/gu, ' ');
  return {
    reason: line.length > MAX_REASON ? `${line.slice(0, MAX_REASON)}…` : line,
    eventId: processId,
    rule,
    source: url,
    sourceGeneration: generation,
  };
}
