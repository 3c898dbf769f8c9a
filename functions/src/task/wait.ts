import { defined } from '../common/defined.ts';

/** What a task file says of something that waits. */
export interface Wait {
  /** It is not taken up before this. */
  notBefore: Date;
  /** How often it has waited, this time included. */
  times: number;
  /** The hold that it waits for, where it waits for one together with others. */
  key?: string | undefined;
}

/** The custom metadata of the task file of something that waits. */
export const waitFields = ({ notBefore, times, key }: Wait): Record<string, string> =>
  defined({ notBefore: notBefore.toISOString(), waits: String(times), waitsFor: key });

/** The wait that a task file records; undefined where it records none. */
export function waitIn(metadata: Readonly<Record<string, string>>): Wait | undefined {
  const notBefore = new Date(metadata['notBefore'] ?? Number.NaN);
  if (Number.isNaN(notBefore.getTime())) return undefined;
  return { notBefore, times: Number(metadata['waits'] ?? 1), key: metadata['waitsFor'] };
}

const FIRST_MS = 10_000;
const LONGEST_MS = 10 * 60_000;

/**
 * How long to wait the n-th time in a row, in milliseconds: any time up to 10 s, doubled each time, at most 10 min. Full
 * jitter: what failed together does not come back together. `random` is from 0 up to, but without, 1.
 */
export const backOffMs = (times: number, random: number): number =>
  Math.ceil(random * Math.min(FIRST_MS * 2 ** (times - 1), LONGEST_MS));
