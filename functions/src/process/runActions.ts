import { permanent } from '../failure/failure.ts';
import type { Process, ProcessError } from '../model/process.ts';
import type { Action } from '../rule/schema.ts';
import { type Context, isBlocked, type Progress } from './context.ts';
import { type ActionPlace, performAction } from './performAction.ts';

export interface Branch {
  actions: readonly Action[] | undefined;
  /** Where they stand in the rule, as `OnSuccess`. */
  path: string;
  /** Why the process, or the action around, failed. */
  error?: ProcessError | undefined;
}

/**
 * Runs actions strictly in order, each at most once as far as the journal knows, up to the first whose job has to be
 * waited for. The first that fails stops the rest: its own `OnFailure` runs, then its failure is the answer. One that
 * failed for a passing reason leaves no step and can be run again.
 */
export async function runActions(process: Process, branch: Branch, context: Context): Promise<Progress> {
  let current = process;
  for (const [index, action] of (branch.actions ?? []).entries()) {
    const path = `${branch.path}[${index}]`;
    const progress = await runAction(current, { action, path, error: branch.error }, context);
    if (isBlocked(progress)) return progress;
    current = progress.process;
  }
  return { process: current };
}

async function runAction(process: Process, place: ActionPlace, context: Context): Promise<Progress> {
  const { action, path, error } = place;
  const performed = await performAction(process, place, context);
  if (performed.waitsFor) return performed;
  const { process: current, failure: cause } = performed;
  if (isUnwanted(current, path)) return { process: current };
  if (cause === undefined) {
    return runActions(current, { actions: action.OnSuccess, path: `${path}.OnSuccess`, error }, context);
  }
  const failure = permanent(cause.reason, `${path} ${action.Action}: ${cause.message}`);
  const { kind, reason, message } = failure;
  const inner = { actions: action.OnFailure, path: `${path}.OnFailure`, error: { kind, reason, message, details: [] } };
  const after = await runActions(current, inner, context);
  return after.waitsFor ? after : { process: after.process, failure };
}

/** What follows an action whose condition does not hold is not wanted either. */
const isUnwanted = ({ steps }: Process, path: string): boolean =>
  steps.some((step) => step.path === path && step.skipped !== undefined);
