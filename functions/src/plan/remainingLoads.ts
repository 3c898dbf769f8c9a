import type { Plan } from '../model/plan.ts';
import type { LoadsInstead, Process, Step } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { RetryLoad, SourceRange } from '../model/sourceRange.ts';
import { loadParts } from './loadParts.ts';

export interface RemainingLoads {
  /** What has to be loaded still, in this order. */
  queue: readonly RetryLoad[];
  /** Sources that were taken out, by position: set aside, left where they are, or superseded. */
  removed: ReadonlySet<number>;
  /** Those of them that were moved out of the way as bad. */
  setAside: ReadonlySet<number>;
  /** How many loads are settled: done, or given up in favour of others. */
  settled: number;
  /** Those of them that were run since everything was last begun afresh, in this order. */
  history: readonly PastLoad[];
}

/** A load that is settled, and what came of it. */
export interface PastLoad {
  load: RetryLoad;
  state: Step['state'];
  next?: LoadsInstead | undefined;
}

/** What of a process says what is left to be loaded. */
export type Loading = Pick<Process, 'steps' | 'superseded'> & { plan: Pick<Plan, 'sources'> };

/** What is left to be loaded, as the steps of the process tell. */
export function remainingLoads({ plan, steps, superseded = [] }: Loading): RemainingLoads {
  const empty = emptyFiles(plan.sources);
  const removed = new Set([...empty, ...superseded]);
  const setAside = new Set(empty);
  const isWorthIt = ({ from, to, without = [] }: SourceRange & Pick<RetryLoad, 'without'>): boolean =>
    plan.sources.slice(from, to).some((_, index) => !removed.has(from + index) && !without.includes(from + index));
  const all = (): RetryLoad[] =>
    loadParts(plan.sources)
      .filter(isWorthIt)
      .map((part) => ({ ...part, round: 0 }));
  let queue: readonly RetryLoad[] = all();
  let settled = 0;
  let history: PastLoad[] = [];
  for (const { action, path, state, next } of steps) {
    if (path.startsWith(AFRESH)) [queue, history] = [all(), []];
    if (!isSettled({ action, path, state, next })) continue;
    // Loads of which nothing is left are passed over, whenever that became so.
    const [load, ...others] = queue.filter(isWorthIt);
    if (load) history.push({ load, state, next });
    queue = [...(next?.loads ?? []), ...others, ...(next?.later ?? [])];
    for (const index of next?.removed ?? []) removed.add(index);
    for (const index of movedBy(next)) setAside.add(index);
    settled++;
  }
  return { queue: queue.filter(isWorthIt), removed, setAside, settled, history };
}

/** A load that failed is settled once it is known what comes instead. */
const isSettled = ({
  action,
  path,
  state,
  next,
}: Pick<Step, 'action' | 'path' | 'state'> & { next: Step['next'] | undefined }): boolean =>
  action === 'load' && isLoadPath(path) && (state === 'done' || next !== undefined);

function movedBy({ removed = [], left = [] }: Partial<LoadsInstead> = {}): readonly number[] {
  const stay = new Set(left);
  return removed.filter((index) => !stay.has(index));
}

/** Whether there is nothing to be loaded, since every source was overwritten or deleted before. */
export const isSuperseded = ({ plan, superseded = [] }: Pick<Process, 'plan' | 'superseded'>): boolean =>
  plan.sources.length > 0 && new Set(superseded).size === plan.sources.length;

/** The positions of files without a byte: they are set aside before anything is loaded. */
export const emptyFiles = (sources: readonly SourceFile[]): number[] =>
  sources.flatMap(({ size }, index) => (size === 0 ? [index] : []));

const LOAD = 'Load[';
const AFRESH = 'Afresh[';

export const isLoadPath = (path: string): boolean => path.startsWith(LOAD);

/** What the journal calls the load that comes after so many. */
export const loadPath = (settled: number): string => `${LOAD}${settled}]`;

/** What the journal calls the step after which all is loaded once more, and how many of them there were. */
export const afreshPath = ({ steps }: Pick<Process, 'steps'>): { path: string; count: number } => {
  const count = steps.filter(({ path }) => path.startsWith(AFRESH)).length;
  return { path: `${AFRESH}${count}]`, count };
};

/** The loads that ended well since everything was last begun afresh: the rows of those before are gone. */
export function goodLoads({ steps }: Pick<Process, 'steps'>): Step[] {
  const since = steps.slice(steps.findLastIndex(({ path }) => path.startsWith(AFRESH)) + 1);
  return since.filter(({ path, state }) => isLoadPath(path) && state === 'done');
}

/** Whether rows were loaded since everything was last begun afresh. */
export const hasLoaded = (process: Pick<Process, 'steps'>): boolean => goodLoads(process).length > 0;
