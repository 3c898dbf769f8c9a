import { defined } from '../common/defined.ts';
import type { RetryLoad, SourceRange } from '../model/sourceRange.ts';
import type { BadPlace } from './filePlace.ts';
import type { BadFile } from './sortFiles.ts';

/** A file of a load by its position among the sources of the process. */
export interface LoadedFile {
  index: number;
  /** gs:// */
  url: string;
}

export interface FailedLoad {
  /** What it was; a first load has no round. */
  load: SourceRange & Partial<Omit<RetryLoad, keyof SourceRange>>;
  /** The files that were in it, by position. */
  files: readonly LoadedFile[];
  /** Those that BigQuery named. */
  bad: readonly BadFile[];
  /** What is said of a file that was alone in it. */
  blame(url: string): BadFile;
  /** Whether only what is in the files can have caused that. */
  isAboutData: boolean;
  /** The table got columns, so that the same load may succeed now. */
  isMended: boolean;
  /** Files that a look at them makes suspicious, and where they would belong; BigQuery has the last word. */
  suspects: ReadonlyMap<string, BadPlace>;
}

/** What has become of the loads of the process so far, the one that failed now left out. */
export interface Tally {
  loads: number;
  /** Those that succeeded. */
  loaded: number;
  /** Files that failed in a load of their own. */
  failedAlone: number;
  /** Loads that only showed that BigQuery may not read some files, which are left where they are. */
  left: number;
  /** Positions of files that failed on their own though nothing is known to be wrong with them: each gets another load, last. */
  deferred: ReadonlySet<number>;
  /** Whether a load succeeded since the file at that position was first in one that failed. */
  hasLoadedSince(index: number): boolean;
}

export interface NextLoads {
  /** The files to be taken out. */
  bad: readonly BadFile[];
  /** What is loaded in place of the failed load, in this order. */
  loads: readonly RetryLoad[];
  /** What is loaded after everything else. */
  later?: readonly RetryLoad[];
  /** Why nothing is loaded any more, though there are files left. */
  givenUp?: string;
}

interface Limits {
  /** Rounds. Halving finds single files among 2^n in n rounds, and a load job takes 10,000 files. */
  maxReload: number;
  tally: Tally;
}

/**
 * A table takes 1,500 load jobs a day, failed ones included (Quotas and limits: load jobs). One process must not use them up;
 * this finds 20 files among 500 in the worst case, where they have to be found by halving alone.
 */
const MAX_LOADS = 250;

/** Where so many files failed on their own and none was loaded, it is hardly the files. */
const MAX_FAILED_ALONE = 10;

/** The same, where nothing at all says that it is the files. */
const MAX_UNEXPLAINED = 3;

/** More suspects are not worth a load each. */
const MAX_SUSPECTS = 64;

/**
 * What to load after a load failed for its data. Files that BigQuery names are taken out at once, and the rest is one load
 * again. Where it names none, suspects are loaded one by one, apart from the rest; where there are no suspects, the load is
 * halved, until a file is alone. So it is too when just enough rounds for that are left.
 */
export function nextLoads(failed: FailedLoad, limits: Limits): NextLoads {
  const { files, bad, isMended } = failed;
  const [only, ...others] = files;
  if (only && others.length === 0 && bad.length === 0 && !isMended) return afterOneAlone(only, failed, limits);
  const named = new Set(bad.map(({ url }) => url));
  const rest = files.filter(({ url }) => !named.has(url));
  if (rest.length === 0) return { bad, loads: [] };
  const round = (failed.load.round ?? 0) + 1;
  const givenUp = reasonToStop(round, { rest, bad }, limits);
  if (givenUp !== undefined) return { bad, loads: [], givenUp };
  const isProgress = (bad.length > 0 || isMended) && !mayBeAll(bad, limits);
  const loads = isProgress && !isTight(round, rest.length, limits.maxReload) ? [whole(failed)] : split(failed, rest);
  return { bad, loads: loads.map((load) => ({ ...load, round })) };
}

/**
 * A file that failed on its own, though BigQuery does not name it. What only data can cause is its fault, and so is what a look
 * at it shows. Otherwise it may be the table or the rule: the file gets another load after all others, and failing again is
 * evidence only where others were loaded meanwhile.
 */
function afterOneAlone(
  { index, url }: LoadedFile,
  { load: { round = 0, ignoreUnknown }, blame, isAboutData, suspects }: FailedLoad,
  { tally }: Limits,
): NextLoads {
  const place = suspects.get(url);
  if (isAboutData) return { bad: [blame(url)], loads: [] };
  if (place !== undefined) return { bad: [{ ...blame(url), place }], loads: [] };
  if (tally.loads === 0) return unexplained('there is no evidence against the file');
  const isAgain = tally.deferred.has(index);
  if (tally.hasLoadedSince(index)) {
    return isAgain
      ? { bad: [blame(url)], loads: [] }
      : { bad: [], loads: [], later: [defined({ ...alone(index), round, ignoreUnknown })] };
  }
  const failed = new Set([...tally.deferred, index]).size;
  if (isAgain || failed >= MAX_UNEXPLAINED) {
    return unexplained(
      `${failed} files failed on their own, and none was loaded: there is no evidence against the files`,
    );
  }
  return { bad: [], loads: [], later: [defined({ ...alone(index), round, ignoreUnknown })] };
}

const unexplained = (givenUp: string): NextLoads => ({ bad: [], loads: [], givenUp });

const alone = (index: number): SourceRange => ({ from: index, to: index + 1 });

interface Sorted {
  rest: readonly LoadedFile[];
  bad: readonly BadFile[];
}

function reasonToStop(round: number, { rest, bad }: Sorted, { maxReload, tally }: Limits): string | undefined {
  const left = `${rest.length} of its files may be good or bad`;
  if (round > maxReload) return `it still failed after ${maxReload} reloads (MaxReload); ${left}`;
  if (tally.loads + 1 >= MAX_LOADS) return `it took ${MAX_LOADS} load jobs already; ${left}`;
  if (tally.loaded > 0) return undefined;
  if (areLeft(bad) && tally.left + 1 >= MAX_FAILED_ALONE) {
    return `${tally.left + 1} loads in a row met files that BigQuery may not read; ${left}`;
  }
  if (tally.failedAlone < MAX_FAILED_ALONE) return undefined;
  return `none of ${tally.failedAlone} files could be loaded on its own: is it the table or the rule? ${left}`;
}

const areLeft = (bad: readonly BadFile[]): boolean => bad.length > 0 && bad.every(({ place }) => place === 'refused');

/**
 * Whether it may be the bucket that BigQuery may not read, and not a few of its files: BigQuery names one a load, and smaller loads
 * tell sooner whether there are others.
 */
const mayBeAll = (bad: readonly BadFile[], { tally }: Limits): boolean =>
  areLeft(bad) && tally.loaded === 0 && tally.left + 1 >= MAX_UNEXPLAINED;

/** Whether halving has to begin now, to be done within the rounds that are left. */
const isTight = (round: number, files: number, maxReload: number): boolean =>
  round + Math.ceil(Math.log2(files)) === maxReload + 1;

type Part = Omit<RetryLoad, 'round'>;

function split(failed: FailedLoad, rest: readonly LoadedFile[]): Part[] {
  const suspects = rest.filter(({ url }) => failed.suspects.has(url));
  if (suspects.length > 0 && suspects.length <= Math.min(MAX_SUSPECTS, rest.length / 2)) {
    const without = [...(failed.load.without ?? []), ...suspects.map(({ index }) => index)].sort((a, b) => a - b);
    return [
      part({ ...failed.load, without }),
      ...suspects.map(({ index }) => part({ ...failed.load, ...alone(index), without: [] })),
    ];
  }
  const middle = rest[Math.ceil(rest.length / 2)];
  if (middle === undefined) return [whole(failed)];
  const load = { without: [], ...failed.load };
  return [part({ ...load, to: middle.index }), part({ ...load, from: middle.index })];
}

const whole = ({ load }: FailedLoad): Part => part({ without: [], ...load });

interface Whole extends SourceRange, Pick<RetryLoad, 'ignoreUnknown'> {
  without: readonly number[];
}

function part({ from, to, without, ignoreUnknown }: Whole): Part {
  const within = without.filter((index) => index >= from && index < to);
  return defined({ from, to, without: within.length > 0 ? within : undefined, ignoreUnknown });
}
