import type { JobKind } from '../failure/errorReasons.ts';
import type { ActionDescriptions } from '../rule/actionDescription.ts';

/**
 * The kind of job that a step of a process runs, by the name that its job ID has: the load, or an action. The jobs that move
 * rows are named `copy` and `query`, too. undefined for a step without a job.
 */
export const jobKindOf = (step: string, kinds: ActionDescriptions): JobKind | undefined =>
  step === 'load' ? 'load' : kinds.get(step)?.jobKind;
