import { sha256 } from '../common/sha256.ts';
import type { Deps } from '../deps/deps.ts';
import type { LedgerEntry } from '../journal/replays.ts';
import { parseGsUrl } from '../model/places.ts';
import { PUT_BACK_OF, type SourceFile } from '../model/sourceFile.ts';
import type { ObjectInfo } from '../storage/objectStore.ts';
import type { Item, Left } from './item.ts';
import { aboutFile, leave, wanted } from './wanted.ts';

/** Whether a file that was set aside can go back to where it was uploaded. */
export async function considerSetAside(file: SourceFile, entry: LedgerEntry, deps: Deps): Promise<Item | Left> {
  const { quarantinedTo, putBackBy, putBackMark: mark, eventId } = entry;
  if (quarantinedTo === undefined) return leave(file, 'refused', 'it was set aside, and its new place is not recorded');
  const place = parseGsUrl(quarantinedTo);
  const [aside, live] = [await deps.objects.stat(place), await deps.objects.stat(file)];
  if (aside === undefined) return leave(file, 'skipped', 'it is gone from where it was set aside');
  if (await isBack({ file, live, mark }, deps)) {
    return leave(
      file,
      'skipped',
      `replay ${putBackBy} has put it back; apply that replay again, and it removes the old copy`,
    );
  }
  if (live) return leave(file, 'skipped', 'another version has its name now');
  const found = await wanted({ ...file, created: deps.clock.now().toISOString() }, eventId, deps);
  if (found.is === 'not') return leave(file, 'refused', found.why);
  const group = found.rule.rule.Batch ? `back ${found.plan.destination}` : eventId;
  return {
    ...{ ...aboutFile(file, found, group), does: 'putBack', eventId, file },
    fingerprint: sha256(JSON.stringify([quarantinedTo, aside.generation])),
    from: { ...place, generation: aside.generation },
  };
}

interface SetAside {
  /** The version that was set aside. */
  file: SourceFile;
  /** The version that is there now. */
  live: ObjectInfo | undefined;
  /** What its copy is marked with, if a replay has begun to put it back. */
  mark: string | undefined;
}

/**
 * Whether a copy of the version that was set aside is there, or was and is in the ledger. Whoever uploads files gives them what
 * metadata they like: only the mark that the ledger's entry of the version has makes one a copy.
 */
export async function isBack({ file, live, mark }: SetAside, { journal }: Deps): Promise<boolean> {
  if (mark === undefined) return false;
  if (live?.metadata[PUT_BACK_OF] === mark) return true;
  const versions = await journal.versions(file);
  return versions.some(({ putBackOf }) => putBackOf === mark);
}
