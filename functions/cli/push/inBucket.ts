import type { Deps } from '../../src/deps/deps.ts';
import { rememberedSince } from '../../src/journal/rememberedSince.ts';
import { isDataName } from '../../src/model/places.ts';
import type { SourceFile } from '../../src/model/sourceFile.ts';
import { matchRule } from '../../src/rule/matchRule.ts';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import { sourceFileOf } from '../../src/storage/sourceFileOf.ts';

/** Files that lie in the trigger bucket, that rules match now, and that none matched before. */
export interface InBucket {
  files: SourceFile[];
  /** Those of them that are older than the ledger's entries: they may have been loaded, and are left alone. */
  tooOld: number;
  /** There are more objects than were looked at. */
  isCut: boolean;
}

/** A listing of 1,000 objects costs $0.000005 and some 100 ms: this is ten seconds. */
const MOST_PAGES = 100;

/** Looks through the trigger bucket, once. */
export async function inBucket(
  before: readonly LoadedRule[],
  after: readonly LoadedRule[],
  deps: Deps,
): Promise<InBucket> {
  const { objects, replays, settings, clock } = deps;
  const remembered = rememberedSince(clock.now(), settings.journalTtlDays);
  const isTaken = (rules: readonly LoadedRule[], name: string): boolean =>
    matchRule(rules, `/${name}`).outcome === 'matched';
  const found: InBucket = { files: [], tooOld: 0, isCut: false };
  let token: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await objects.page(settings.triggerBucket, token === undefined ? {} : { token });
    const wanted = page.objects.filter(
      ({ name }) => isDataName(name) && isTaken(after, name) && !isTaken(before, name),
    );
    const entries = await replays.entries(wanted.map(sourceFileOf));
    for (const [index, object] of wanted.entries()) {
      const entry = entries[index];
      // One that waits for rules is taken in by itself.
      if (entry !== undefined && entry.status !== 'unmatched') continue;
      if (entry === undefined && object.created <= remembered) found.tooOld++;
      else found.files.push(sourceFileOf(object));
    }
    token = page.next;
    if (token === undefined) return found;
  }
  return { ...found, isCut: true };
}
