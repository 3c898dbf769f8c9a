import type { Process } from '../model/process.ts';
import { MOVE, movePath } from '../plan/move/moveJob.ts';
import { hasLoaded, remainingLoads } from '../plan/remainingLoads.ts';

/** Whether all that was to be loaded is in its destination, so that only an action can fail, or have failed. */
export function areRowsThere(process: Process): boolean {
  const { ingestion } = process.plan;
  if (ingestion === undefined) return false;
  const isLoaded = hasLoaded(process) && remainingLoads(process).queue.length === 0;
  const moves = process.jobs[MOVE];
  const isMoved = (index: number): boolean =>
    process.steps.some(({ path, state }) => path === movePath(index) && state === 'done');
  return isLoaded && (ingestion.transient === undefined || (moves?.every((_, index) => isMoved(index)) ?? false));
}
