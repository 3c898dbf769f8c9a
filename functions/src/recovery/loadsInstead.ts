import { defined } from '../common/defined.ts';
import type { LoadsInstead, TakenOut } from '../model/process.ts';
import type { BadPlace } from './filePlace.ts';
import type { LoadedFile, NextLoads } from './nextLoads.ts';
import type { SetAside } from './setAsideBadFile.ts';

interface Facts {
  files: readonly LoadedFile[];
  /** What was done with bad files, by their URL. */
  put?: ReadonlyMap<string, Pick<SetAside, 'reason' | 'to'>>;
}

interface Instead {
  /** What the journal keeps. */
  next: LoadsInstead;
  /** What it has no room to tell: for the ledger. */
  untold: readonly TakenOut[];
}

/** What is loaded instead of a load of those files. */
export function loadsInstead({ bad, loads, later }: NextLoads, { files, put = new Map() }: Facts): Instead {
  const byUrl = new Map(bad.map((file) => [file.url, file]));
  const removed = files.filter(({ url }) => byUrl.has(url));
  const left = removed.filter(({ url }) => !isMoved(byUrl.get(url)?.place));
  const told = removed.map(({ index, url }): TakenOut => {
    const { to, reason = byUrl.get(url)?.reason ?? '' } = put.get(url) ?? {};
    return defined({ index, reason: reason.slice(0, MAX_REASON), to });
  });
  const positions = (of: readonly LoadedFile[]): number[] => of.map(({ index }) => index);
  const next = defined({
    loads,
    later,
    removed: positions(removed),
    left: left.length > 0 ? positions(left) : undefined,
    told: told.length > 0 ? told.slice(0, MAX_TOLD) : undefined,
  });
  return { next, untold: told.slice(MAX_TOLD) };
}

/** All that a process records about its files shares a Firestore document of 1 MiB with the rest of it. */
const MAX_TOLD = 50;
const MAX_REASON = 300;

const isMoved = (place: BadPlace | undefined): boolean => place === 'corrupted' || place === 'invalidSchema';
