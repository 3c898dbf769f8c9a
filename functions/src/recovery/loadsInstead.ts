import { defined } from '../common/defined.ts';
import type { LoadsInstead } from '../model/process.ts';
import type { BadPlace } from './filePlace.ts';
import type { LoadedFile, NextLoads } from './nextLoads.ts';

/** What the journal keeps of what is loaded instead of a load of those files. */
export function loadsInstead({ bad, loads, later }: NextLoads, files: readonly LoadedFile[]): LoadsInstead {
  const places = new Map(bad.map(({ url, place }) => [url, place]));
  const removed = files.filter(({ url }) => places.has(url));
  const left = removed.filter(({ url }) => !isMoved(places.get(url)));
  const positions = (of: readonly LoadedFile[]): number[] => of.map(({ index }) => index);
  return defined({
    loads,
    later,
    removed: positions(removed),
    left: left.length > 0 ? positions(left) : undefined,
  });
}

const isMoved = (place: BadPlace | undefined): boolean => place === 'corrupted' || place === 'invalidSchema';
