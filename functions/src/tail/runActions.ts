import { actionKinds, isActionName } from '../action/registry.ts';
import { actionVariables } from '../action/variables.ts';
import { failureOf } from '../bigquery/failureOf.ts';
import type { Deps } from '../deps.ts';
import { Failure, permanent } from '../failure.ts';
import type { Process, ProcessError, Step } from '../journal/process.ts';
import { expand } from '../rule/expand.ts';
import type { Action } from '../rule/schema.ts';

interface Branch {
  actions: readonly Action[];
  /** Where they stand in the rule, as `OnSuccess`. */
  path: string;
  error?: ProcessError;
}

/**
 * Runs actions strictly in order, each at most once as far as the journal knows, and answers the process with the steps
 * they added. The first that fails stops the rest: its own `OnFailure` runs, then its failure is thrown. One that failed
 * for a passing reason leaves no step and can be run again.
 */
export async function runActions(process: Process, branch: Branch, deps: Deps): Promise<Process> {
  let current = process;
  for (const [index, action] of branch.actions.entries()) {
    const path = `${branch.path}[${index}]`;
    current = await runAction(current, { action, path, ...(branch.error ? { error: branch.error } : {}) }, deps);
  }
  return current;
}

interface Place {
  action: Action;
  path: string;
  error?: ProcessError;
}

async function runAction(process: Process, place: Place, deps: Deps): Promise<Process> {
  const { action, path } = place;
  let step = process.steps.find((earlier) => earlier.path === path);
  let current = process;
  if (step === undefined) {
    step = await perform(process, place, deps);
    await deps.journal.addStep(process.eventId, step);
    current = { ...process, steps: [...process.steps, step] };
  }
  if (step.state === 'done')
    return runActions(current, { actions: action.OnSuccess ?? [], path: `${path}.OnSuccess` }, deps);
  const failure = permanent(step.error?.reason ?? 'unknown', `${path} ${action.Action}: ${step.error?.message ?? ''}`);
  const error = { kind: failure.kind, reason: failure.reason, message: failure.message, details: [] };
  await runActions(current, { actions: action.OnFailure ?? [], path: `${path}.OnFailure`, error }, deps);
  throw failure;
}

/** Runs one action and answers its step; only a passing failure is thrown. */
async function perform(process: Process, { action, path, error }: Place, deps: Deps): Promise<Step> {
  const { clock, settings } = deps;
  const started = clock.now();
  const number = 1 + Math.max(1, ...process.steps.map(({ step }) => step));
  const step = { step: number, action: action.Action, path, started };
  try {
    if (!isActionName(action.Action)) throw permanent('notImplemented', `${action.Action} is not supported yet`);
    const { triggerBucket, projectId } = settings;
    const variables = actionVariables(process, { triggerBucket, projectId, ...(error ? { error } : {}) });
    const kind = actionKinds[action.Action];
    const request = expand(kind.complete(action.Request ?? {}), variables);
    if (!('run' in kind)) throw permanent('notImplemented', `${action.Action} is not supported yet`);
    const { notes } = await kind.run(request, { process, deps, idempotencyKey: `${process.eventId}_${number}` });
    return { ...step, state: 'done', ended: clock.now(), ...(notes.length > 0 ? { notes } : {}) };
  } catch (thrown) {
    const failure = thrown instanceof Failure ? thrown : failureOf(thrown, action.Action);
    if (failure.kind === 'transient') throw failure;
    return {
      ...step,
      state: 'failed',
      ended: clock.now(),
      error: { reason: failure.reason, message: failure.message },
    };
  }
}
