import type { z } from 'zod';
import type { Deps } from '../deps.ts';
import { permanent } from '../failure.ts';
import type { Process } from '../journal/process.ts';

export interface ActionContext {
  process: Process;
  deps: Pick<Deps, 'objects'>;
}

/** What an action leaves in the trail. */
export interface ActionResult {
  notes: readonly string[];
}

/** One kind of action, as the registry holds it. */
export interface ActionKind {
  /** The request of the rule with its defaults, variables not yet filled in. */
  complete(request: object): object;
  /**
   * Does what the request asks; its variables are filled in. May be called again after a crash, also when all of its
   * effects are there already. Rejects with a `Failure` where it could not.
   */
  run(request: unknown, context: ActionContext): Promise<ActionResult>;
}

interface Definition<Request> {
  name: string;
  complete(request: object): object;
  /** What the request has to be once its variables are filled in. */
  request: z.ZodType<Request>;
  run(request: Request, context: ActionContext): Promise<ActionResult>;
}

/** An action kind whose request is checked once more after expansion: a variable may have brought anything. */
export function actionKind<Request>({ name, complete, request, run }: Definition<Request>): ActionKind {
  return {
    complete,
    async run(raw, context) {
      const { success, data, error } = request.safeParse(raw);
      if (success) return run(data, context);
      const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
      throw permanent('invalid', `${name}: the request does not fit once its variables are filled in: ${problems}`);
    },
  };
}
