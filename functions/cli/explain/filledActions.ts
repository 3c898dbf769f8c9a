import { actionKinds } from '../../src/action/actionKinds.ts';
import { fillRequest } from '../../src/action/fill/fillRequest.ts';
import { PARTITION } from '../../src/action/fill/partitionNameText.ts';
import { Failure } from '../../src/failure/failure.ts';
import type { Process } from '../../src/model/process.ts';
import { expand, type Variables } from '../../src/rule/expand.ts';
import type { Action } from '../../src/rule/schema.ts';
import type { ObjectStore } from '../../src/storage/objectStore.ts';

interface Facts {
  variables: Variables;
  process: Process;
  /** For texts that a request names by their URLs; undefined where nobody can be asked. */
  objects: Pick<ObjectStore, 'read'> | undefined;
}

/** An action as it would run: defaults and variables are in its request, as far as they are known before. */
export type FilledAction = Action & {
  /** Why it would fail. */
  Problem?: string;
};

export const filledActions = (actions: readonly Action[], facts: Facts): Promise<FilledAction[]> =>
  Promise.all(actions.map((action) => filledAction(action, facts)));

async function filledAction(action: Action, facts: Facts): Promise<FilledAction> {
  const { OnSuccess, OnFailure, When } = action;
  return {
    Action: action.Action,
    ...(await filledRequest(action, facts)),
    ...(When ? { When: expand(When, facts.variables) } : {}),
    ...(OnSuccess ? { OnSuccess: await filledActions(OnSuccess, facts) } : {}),
    ...(OnFailure ? { OnFailure: await filledActions(OnFailure, facts) } : {}),
  };
}

async function filledRequest(
  { Action: name, Request = {} }: Action,
  { variables, process, objects }: Facts,
): Promise<Pick<FilledAction, 'Request' | 'Problem'>> {
  const kind = actionKinds.get(name);
  if (kind === undefined) return { Request };
  const plain = expand(kind.complete(Request), variables);
  const isReadable = objects !== undefined || !kind.readLater.some((field) => field in Request);
  if (!isReadable) return { Request: plain };
  try {
    const none = { read: async () => undefined };
    const filled = await fillRequest(kind, Request, {
      variables,
      process,
      fromPath: process.plan.fromPath,
      objects: objects ?? none,
    });
    // Which partitions there are is known only when it runs.
    const isOpen = Object.values(filled).some(
      (value) => typeof value === 'string' && value.includes(PARTITION) && !('SQL' in filled),
    );
    return { Request: isOpen ? plain : filled };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { Request: plain, Problem: error.message };
  }
}
