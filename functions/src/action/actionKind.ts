import type { Deps } from '../deps/deps.ts';
import type { JobConfiguration } from '../model/job.ts';
import type { Process } from '../model/process.ts';
import type { ActionDescription } from '../rule/actionDescription.ts';
import type { Filling } from './fill/filling.ts';

export interface ActionContext {
  process: Process;
  deps: Deps;
  /** `‹event ID›_‹step›`: the same however often the action is repeated, and never used for another. */
  idempotencyKey: string;
  /** Throws where the invocation has no time left, or another is at work on the process: for actions that take long. */
  assertMayAct(): void;
}

/** What an action leaves behind. */
export interface ActionResult<Variable extends string = string> {
  /** What a reader of the trail should know. */
  notes: readonly string[];
  /** Variables for the actions after it, as `Data` and `Response` of a call. */
  variables?: Readonly<Partial<Record<Variable, unknown>>>;
  /**
   * To do the same again changes nothing, whatever has happened since, and nobody sees it: that it is done is written down with
   * what comes next, which saves a write.
   */
  isRepeatable?: boolean;
}

/** A BigQuery job that an action consists of; its ID and its project are the process's business. */
export interface ActionJob {
  configuration: JobConfiguration;
  /** The dataset whose location the job runs in. */
  dataset: { projectId: string; datasetId: string };
}

/** An action that is done at once. */
export interface DoneAtOnce<Request, Variable extends string = string> {
  /**
   * Does what the request asks; its variables are filled in. May be called again after a crash, also when all of its
   * effects are there already. Rejects with a `Failure` where it could not.
   */
  run(request: Request, context: ActionContext): Promise<ActionResult<Variable>>;
}

/** An action that consists of BigQuery jobs, all of one kind. */
export interface MadeOfJobs<Request, Job extends ActionJob = ActionJob> {
  /** The jobs that do what the request asks, to be run one after the other. Asked once; the journal keeps the answer. */
  jobs(request: Request, context: ActionContext): Promise<readonly Job[]>;
}

/** All there is to know of one kind of action: what rules say of it, and what it does. */
export type ActionKind = ActionDescription & Filling & (DoneAtOnce<unknown> | MadeOfJobs<unknown>);
