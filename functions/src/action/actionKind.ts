import type { z } from 'zod';
import type { Deps } from '../deps/deps.ts';
import { permanent } from '../failure/failure.ts';
import type { JobConfiguration } from '../model/job.ts';
import type { Process } from '../model/process.ts';
import { RuleError } from '../rule/ruleError.ts';
import type { Filling } from './fill/filling.ts';

export interface ActionContext {
  process: Process;
  deps: Deps;
  /** `‹event ID›_‹step›`: the same however often the action is repeated, and never used for another. */
  idempotencyKey: string;
}

/** What an action leaves behind. */
export interface ActionResult {
  /** What a reader of the trail should know. */
  notes: readonly string[];
  /** Variables for the actions after it, as `Data` and `Response` of a call. */
  variables?: Readonly<Record<string, unknown>>;
}

/** A BigQuery job that an action consists of; its ID and its project are the process's business. */
export interface ActionJob {
  configuration: JobConfiguration;
  /** The dataset whose location the job runs in. */
  dataset: { projectId: string; datasetId: string };
}

/** One kind of action, as the registry holds it: either done at once, or made of BigQuery jobs. */
export type ActionKind = Filling &
  (
    | {
        /**
         * Does what the request asks; its variables are filled in. May be called again after a crash, also when all of its
         * effects are there already. Rejects with a `Failure` where it could not.
         */
        run(request: unknown, context: ActionContext): Promise<ActionResult>;
      }
    | {
        /** The jobs that do what the request asks, to be run one after the other. Asked once; the journal keeps the answer. */
        jobs(request: unknown, context: ActionContext): Promise<readonly ActionJob[]>;
      }
  );

type Work<Request> =
  | { run(request: Request, context: ActionContext): Promise<ActionResult> }
  | { jobs(request: Request, context: ActionContext): Promise<readonly ActionJob[]> };

type Definition<Request> = Partial<Filling> & {
  name: string;
  /** What the request has to be once its variables are filled in. */
  request: z.ZodType<Request>;
} & Work<Request>;

/** An action kind whose request is checked once more after expansion: a variable may have brought anything. */
export function actionKind<Request>(definition: Definition<Request>): ActionKind {
  const { name, complete = (request) => request, fields = {}, texts = {}, request } = definition;
  const filling = { complete, fields, texts };
  const checked = (raw: unknown): Request => {
    const { success, data, error } = request.safeParse(raw);
    if (success) return data;
    const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw permanent('invalid', `${name}: the request does not fit once its variables are filled in: ${problems}`);
  };
  const judged = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw error instanceof RuleError ? permanent('invalid', `${name}: ${error.message}`) : error;
    }
  };
  return 'run' in definition
    ? { ...filling, run: (raw, context) => judged(() => definition.run(checked(raw), context)) }
    : { ...filling, jobs: (raw, context) => judged(() => definition.jobs(checked(raw), context)) };
}
