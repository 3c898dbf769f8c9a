import { type Loading, type PastLoad, remainingLoads } from '../plan/remainingLoads.ts';
import type { Tally } from './nextLoads.ts';

/** What has become of the loads of a process so far; one that failed just now is not among its settled steps. */
export function tallyOf(process: Loading): Tally {
  const { history } = remainingLoads(process);
  const failedAlone = ({ next }: PastLoad): boolean => next?.loads.length === 0 && next.removed.length === 1;
  const onlyLeft = ({ next }: PastLoad): boolean =>
    next?.left !== undefined && next.left.length === next.removed.length;
  const has = ({ load }: PastLoad, index: number): boolean =>
    index >= load.from && index < load.to && load.without?.includes(index) !== true;
  return {
    loads: history.length,
    loaded: history.filter(({ state }) => state === 'done').length,
    failedAlone: history.filter(failedAlone).length,
    left: history.filter(onlyLeft).length,
    deferred: new Set(history.flatMap(({ next }) => next?.later?.map(({ from }) => from) ?? [])),
    hasLoadedSince(index) {
      const first = history.findIndex((past) => past.state === 'failed' && has(past, index));
      return first >= 0 && history.slice(first).some(({ state }) => state === 'done');
    },
  };
}
