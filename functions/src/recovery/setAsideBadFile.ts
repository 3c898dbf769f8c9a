import { assertNotTakenIn } from '../deps/assertNotTakenIn.ts';
import type { Deps } from '../deps/deps.ts';
import type { Settings } from '../deps/settings.ts';
import { gsUrl, placeBelow } from '../model/places.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { quarantine } from './quarantine.ts';
import type { BadFile } from './sortFiles.ts';

/** Where bad files go in the ops bucket, unless the rule has places of its own. */
const CORRUPTED = 'corrupted/';
const INVALID_SCHEMA = 'invalid_schema/';

/** gs://bucket/path */
export interface QuarantineUrls {
  corrupted: string;
  invalidSchema: string;
}

/** The rule's own places, or else those in the ops bucket. */
export const quarantineUrls = (
  own: Partial<QuarantineUrls>,
  { opsBucket }: Pick<Settings, 'opsBucket'>,
): QuarantineUrls => ({
  corrupted: own.corrupted ?? gsUrl(opsBucket, CORRUPTED),
  invalidSchema: own.invalidSchema ?? gsUrl(opsBucket, INVALID_SCHEMA),
});

interface BadSource extends BadFile {
  source: SourceFile;
  urls: QuarantineUrls;
  processId: string;
  /** Where the rule stands. */
  rule: string;
}

export interface SetAside {
  /** What is to be noted of the file. */
  note: string;
  /** Why it is bad: what was said first, if somebody had moved it before. */
  reason?: string;
  /** Where it is now, gs://; missing where it was not moved. */
  to?: string;
}

/**
 * Moves a bad file out of the way, and answers what is to be noted of it. Rejects with a permanent Failure where the place does not
 * exist, or is one that a rule takes files from.
 */
export async function setAsideBadFile(
  { place, urls, ...bad }: BadSource,
  deps: Pick<Deps, 'objects' | 'settings' | 'rules'>,
): Promise<SetAside> {
  const { url, reason, source, processId, rule } = bad;
  if (place === 'missing') return { note: `${url} was gone when it was to be loaded` };
  if (place === 'refused') return { note: `${url} stays, and is not loaded: ${brief(reason)}` };
  const { bucket, name, generation } = source;
  const file = { url, bucket, name, generation, placeUrl: urls[place], reason, processId, rule };
  await assertNotTakenIn([placeBelow(file.placeUrl, name)], 'quarantine', deps);
  const moved = await quarantine(file, deps.objects);
  const what = `${url} ${place === 'corrupted' ? 'is corrupted' : 'does not fit the schema'}`;
  switch (moved.outcome) {
    case 'moved': {
      const to = gsUrl(moved.to.bucket, moved.to.name);
      return { note: `${what}, moved to ${to}: ${brief(moved.reason)}`, to, reason: moved.reason };
    }
    case 'overwritten':
      return { note: `${what}, but was overwritten since; the newer version stays: ${brief(reason)}` };
    case 'missing':
      return { note: `${what}, and is gone by now: ${brief(reason)}` };
  }
}

const brief = (reason: string): string => (reason.length > 300 ? `${reason.slice(0, 300)}…` : reason);
