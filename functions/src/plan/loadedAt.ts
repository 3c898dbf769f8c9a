import type { Process, Step } from '../model/process.ts';
import { MOVE } from './move/moveJob.ts';

/** When the rows of a process were in its destination: with the last move, or else the last load, that ended well. */
export function loadedAt({ plan, steps }: Process): Date | undefined {
  const isMoved = plan.ingestion?.transient !== undefined;
  const brings = ({ action, path }: Step): boolean => (isMoved ? path.startsWith(`${MOVE}[`) : action === 'load');
  return steps.findLast((step) => step.state === 'done' && brings(step))?.ended;
}
