import type { ActionContext, ActionResult } from '../../../functions/src/action/actionKind.ts';
import { fillRequest } from '../../../functions/src/action/fill/fillRequest.ts';
import type { Variables } from '../../../functions/src/rule/expand.ts';
import { actionNamed } from './actionNamed.ts';

interface Given {
  context: ActionContext;
  variables?: Variables;
}

/** Does what the request of a rule asks, as a process does it. */
export async function runAction(
  name: string,
  request: object,
  { context, variables = {} }: Given,
): Promise<ActionResult> {
  const kind = actionNamed(name);
  if (!('run' in kind)) throw new Error(`${name} is made of jobs`);
  const { process, deps } = context;
  return kind.run(await fillRequest(kind, request, { variables, process, objects: deps.objects }), context);
}
