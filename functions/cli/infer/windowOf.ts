import { LEAST_WINDOW_SEC } from '../../src/rule/checkLimits.ts';
import type { Sample } from './formats/sample.ts';

export interface Window {
  seconds: number;
  /** Why so long. */
  why: string;
}

const LENGTHS_SEC = [LEAST_WINDOW_SEC, 300];

/** A window is worth its wait where it gathers so many files. */
const WORTH_FILES = 20;

/** A load takes 15 TB (BigQuery quotas, load jobs); a window stays far below. */
const MAX_WINDOW_BYTES = 1e12;

/** A window by how many files come, and how large they are, as far as their times tell. */
export function windowOf(samples: readonly Sample[]): Window {
  const stored = samples.filter(({ isLocal }) => !isLocal).map(({ created }) => created.getTime());
  const spanSec = stored.length < 2 ? 0 : (Math.max(...stored) - Math.min(...stored)) / 1000;
  // Files that were put there together do not tell how many come a day.
  if (spanSec < LEAST_WINDOW_SEC)
    return {
      seconds: LEAST_WINDOW_SEC,
      why: 'the files show no rate: a shorter window loads sooner, a longer one takes fewer load jobs',
    };
  const rate = (stored.length - 1) / spanSec;
  const bytesASecond = rate * (samples.reduce((sum, { size }) => sum + size, 0) / samples.length);
  const fits = LENGTHS_SEC.filter(
    (seconds) => seconds === LEAST_WINDOW_SEC || bytesASecond * seconds <= MAX_WINDOW_BYTES,
  );
  const seconds = fits.find((length) => rate * length >= WORTH_FILES) ?? LEAST_WINDOW_SEC;
  const perWindow = rate * seconds;
  return {
    seconds,
    why: `${shown(rate * 86_400)} files a day: ${perWindow < 1 ? 'most windows hold one' : `some ${shown(perWindow)} a window`}`,
  };
}

const shown = (count: number): string => Math.max(Math.round(count), 1).toLocaleString('en-US');
