import type { Ingestion } from '../model/plan.ts';
import type { PlannedJob, Process } from '../model/process.ts';
import { loadTable } from '../plan/loadJob.ts';
import { MOVE, movePath } from '../plan/move/moveJob.ts';
import { isSuperseded, loadPath, remainingLoads } from '../plan/remainingLoads.ts';
import type { DueJob } from './jobReference.ts';

/** A load after so many that are settled. */
export const dueLoadJob = (ingestion: Ingestion, settled: number): DueJob => ({
  projectId: ingestion.projectId,
  action: 'load',
  path: loadPath(settled),
  dataset: loadTable(ingestion),
});

/** The move of that number, from 0. */
export const dueMoveJob = ({ projectId }: Ingestion, { action, dataset }: PlannedJob, index: number): DueJob => ({
  projectId,
  action,
  path: movePath(index),
  dataset,
});

/**
 * The load or the move that a process runs next, as the journal alone tells. Undefined where that is something else: the job of an
 * action, a move that is not worked out yet, the end.
 */
export function dueJob(process: Process): DueJob | undefined {
  const { plan, jobs, steps, error } = process;
  const { ingestion } = plan;
  if (ingestion === undefined || error !== undefined || isSuperseded(process)) return undefined;
  const { queue, settled } = remainingLoads(process);
  if (queue.length > 0) return dueLoadJob(ingestion, settled);
  const isDone = (index: number): boolean =>
    steps.some(({ path, state }) => path === movePath(index) && state === 'done');
  const moves = jobs[MOVE] ?? [];
  const next = moves.findIndex((_, index) => !isDone(index));
  const move = moves[next];
  return move && dueMoveJob(ingestion, move, next);
}
