import { sha256 } from '../common/sha256.ts';
import type { Deps } from '../deps/deps.ts';
import type { LedgerEntry } from '../journal/replays.ts';
import { parseGsUrl } from '../model/places.ts';
import { PUT_BACK_OF, type SourceFile } from '../model/sourceFile.ts';
import type { Item, Left } from './item.ts';
import { aboutFile, leave, wanted } from './wanted.ts';

/** Whether a file that was set aside can go back to where it was uploaded. */
export async function considerSetAside(file: SourceFile, entry: LedgerEntry, deps: Deps): Promise<Item | Left> {
  const { quarantinedTo, putBackBy, eventId } = entry;
  if (quarantinedTo === undefined) return leave(file, 'refused', 'it was set aside, and its new place is not recorded');
  const place = parseGsUrl(quarantinedTo);
  const [aside, live] = [await deps.objects.stat(place), await deps.objects.stat(file)];
  if (aside === undefined) return leave(file, 'skipped', 'it is gone from where it was set aside');
  if (live?.metadata[PUT_BACK_OF] === eventId || (await wasTakenInAgain(file, eventId, deps))) {
    return leave(file, 'skipped', `replay ${putBackBy} has put it back; apply it again, and it tidies up`);
  }
  if (live) return leave(file, 'skipped', 'another version is there by now');
  const found = await wanted({ ...file, created: deps.clock.now().toISOString() }, eventId, deps);
  if (found.is === 'not') return leave(file, 'refused', found.why);
  const group = found.rule.rule.Batch ? `back ${found.plan.destination}` : eventId;
  return {
    ...{ ...aboutFile(file, found, group), does: 'putBack', eventId, file },
    fingerprint: sha256(JSON.stringify([quarantinedTo, aside.generation])),
    from: { ...place, generation: aside.generation },
  };
}

/** Whether the ledger has a version that is a copy of the one that was set aside. */
export async function wasTakenInAgain(file: SourceFile, eventId: string, { journal }: Deps): Promise<boolean> {
  const versions = await journal.versions(file);
  return versions.some(({ putBackOf }) => putBackOf === eventId);
}
