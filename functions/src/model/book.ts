import { sha256 } from '../common/sha256.ts';

/** What became of the files of an hour, in numbers: each version is on exactly one side. */
export interface Sides {
  loaded: number;
  setAside: number;
  failed: number;
  refused: number;
  /** Overwritten or deleted before they were loaded. */
  superseded: number;
  /** No rule wanted them. */
  unmatched: number;
  /** Being loaded, in a window, or waiting for rules to be mended. */
  inFlight: number;
}

/** A version that is not where the books expect it. */
export interface Stray {
  name: string;
  generation: string;
  /** What is wrong, and what was done about it. */
  why: string;
  /** It is on no side at all. */
  isLost: boolean;
}

/** The files that were created in an hour. */
export interface Book {
  /** `yyyy-MM-dd_HH`, UTC: when the files were created. */
  hour: string;
  sides: Sides;
  /** Versions that strayed, those included that are on a side by now; the first of them. */
  strays: readonly Stray[];
  /** How many are on no side. */
  lost: number;
  /** Given once nothing of the hour is in flight: from then on the book stays what it is. */
  closed?: { at: Date; hash: string; previous?: Seal };
}

/** What the book that is closed next builds on. */
export interface Seal {
  hour: string;
  hash: string;
}

/** The hash of a closed book covers the one before: no book can be changed, or taken out, without those after it telling. */
export function sealOf(
  { hour, sides, strays, lost }: Omit<Book, 'closed'>,
  at: Date,
  previous: Seal | undefined,
): Seal {
  const { loaded, setAside, failed, refused, superseded, unmatched, inFlight } = sides;
  const counts = [loaded, setAside, failed, refused, superseded, unmatched, inFlight, lost];
  const named = strays.map(({ name, generation, why, isLost }) => [name, generation, why, isLost]);
  return { hour, hash: sha256(JSON.stringify([hour, counts, named, at.toISOString(), previous?.hash ?? null])) };
}

/** How many versions an hour has in all. */
export const createdIn = ({ sides, lost }: Pick<Book, 'sides' | 'lost'>): number =>
  Object.values(sides).reduce((sum, count) => sum + count, lost);

const HOUR_MS = 3_600_000;

/** `yyyy-MM-dd_HH`, UTC. */
export const hourOf = (time: Date): string => time.toISOString().slice(0, 13).replace('T', '_');

export const beginOf = (hour: string): Date => new Date(`${hour.replace('_', 'T')}:00:00Z`);

export const endOf = (hour: string): Date => new Date(beginOf(hour).getTime() + HOUR_MS);

/** The hours that are over at one time, and were not at an earlier one. */
export function hoursBetween(from: Date, to: Date): string[] {
  const first = Math.floor(from.getTime() / HOUR_MS) * HOUR_MS;
  const hours: string[] = [];
  for (let begin = first; begin + HOUR_MS <= to.getTime(); begin += HOUR_MS) hours.push(hourOf(new Date(begin)));
  return hours;
}
