import type { ActionContext, ActionKind } from '../action/actionKind.ts';
import { actionKinds } from '../action/actionKinds.ts';
import { fillRequest } from '../action/fill/fillRequest.ts';
import { reasonToSkip } from '../action/reasonToSkip.ts';
import { actionVariables } from '../action/variables.ts';
import { defined } from '../common/defined.ts';
import type { Deps } from '../deps/deps.ts';
import { Failure, permanent } from '../failure/failure.ts';
import { failureOf } from '../failure/failureOf.ts';
import { briefNotes } from '../journal/briefNotes.ts';
import { nextStep, type PlannedJob, type Process, type ProcessError, type Step } from '../model/process.ts';
import { jobPath } from '../plan/jobPath.ts';
import type { Variables } from '../rule/expand.ts';
import type { Action } from '../rule/schema.ts';
import { traced } from '../trace/traced.ts';
import { type Context, isBlocked, noteNoJob, type Progress } from './context.ts';
import { stepSpan } from './jobSpans.ts';
import { assertMayAct } from './mayAct.ts';
import { recordJobs, recordStep } from './record.ts';
import { runJob } from './runJob.ts';

export interface ActionPlace {
  action: Action;
  /** Where it stands in the rule, as `OnSuccess[0]`. */
  path: string;
  error: ProcessError | undefined;
}

/** Does what one action asks, unless the journal says how that ended. Throws only what may pass. */
export async function performAction(process: Process, place: ActionPlace, context: Context): Promise<Progress> {
  const ended = process.steps.find(({ path, job }) => path === place.path && job === undefined);
  if (ended) return ended.state === 'done' ? { process } : { process, failure: failureOfStep(ended) };
  const started = context.deps.clock.now();
  try {
    const jobs = process.jobs[place.path];
    return jobs ? await runJobs(process, { path: place.path, jobs }, context) : await begin(process, place, context);
  } catch (thrown) {
    const failure = thrown instanceof Failure ? thrown : failureOf(thrown, place.action.Action);
    if (failure.kind === 'transient') throw failure;
    const error = { reason: failure.reason, message: failure.message };
    // Of several jobs the first may have ended before one was refused.
    const progress = await record(context.latest, place, { started, state: 'failed', error }, context);
    return { ...progress, failure };
  }
}

async function begin(process: Process, place: ActionPlace, context: Context): Promise<Progress> {
  const { action, path } = place;
  const { deps } = context;
  noteNoJob(context);
  assertMayAct(context);
  const started = deps.clock.now();
  const variables = variablesOf(process, place, deps);
  const facts = { variables, process, fromPath: process.plan.fromPath, objects: deps.objects };
  const skipped = await reasonToSkip(action, facts, deps);
  if (skipped) return record(process, place, { started, state: 'done', skipped }, context);
  const kind = kindOf(action);
  const request = await fillRequest(kind, action.Request ?? {}, facts);
  const actionContext: ActionContext = {
    process,
    deps,
    idempotencyKey: `${process.processId}_${nextStep(process)}`,
    assertMayAct: () => assertMayAct(context),
  };
  assertMayAct(context);
  if ('run' in kind) {
    const span = stepSpan({ action: action.Action, path, step: nextStep(process) });
    const { notes, variables: results, isRepeatable } = await traced(span, () => kind.run(request, actionContext));
    const outcome = { started, state: 'done', ...noted(notes, results), isDeferred: isRepeatable === true } as const;
    return record(process, place, outcome, context);
  }
  const jobs = (await kind.jobs(request, actionContext)).map((job) => ({ ...job, action: action.Action }));
  if (jobs.length === 0) return record(process, place, { started, state: 'done' }, context);
  return runJobs(await recordJobs(process, { path, jobs }, context), { path, jobs }, context);
}

function kindOf({ Action: name }: Action): ActionKind {
  const kind = actionKinds.get(name);
  // A plan outlives the version of bqtail that made it.
  if (kind === undefined)
    throw permanent('notImplemented', `this version of bqtail has no action ${name}; deploy one that has it`);
  return kind;
}

function variablesOf(process: Process, { error }: ActionPlace, { settings }: Deps): Variables {
  const { triggerBucket, projectId } = settings;
  const facts = defined({ triggerBucket, projectId, error });
  const results = process.steps.map(({ variables }) => variables ?? {});
  return Object.assign({}, actionVariables(process, facts), ...results);
}

interface Planned {
  path: string;
  jobs: readonly PlannedJob[];
}

/** Runs the jobs of an action one after the other. Each is a step; the last has the path of the action itself. */
async function runJobs(process: Process, { path, jobs }: Planned, context: Context): Promise<Progress> {
  const projectId = process.plan.ingestion?.projectId ?? context.deps.settings.projectId;
  const done = new Set(process.steps.flatMap((step) => (step.state === 'done' ? [step.path] : [])));
  let current = process;
  for (const [index, job] of jobs.entries()) {
    const own = jobPath(path, index, jobs.length);
    // There may be thousands of jobs, each with its step.
    if (done.has(own)) continue;
    const due = { ...job, projectId, path: own, configure: async () => job.configuration };
    const progress = await runJob(current, due, context);
    if (isBlocked(progress)) return progress;
    current = progress.process;
  }
  return { process: current };
}

type Outcome = Pick<Step, 'started' | 'state' | 'error' | 'notes' | 'skipped' | 'variables'>;

async function record(
  process: Process,
  place: ActionPlace,
  { isDeferred, ...outcome }: Outcome & { isDeferred?: boolean },
  context: Context,
): Promise<Progress> {
  const { action, path } = place;
  const ended = context.deps.clock.now();
  const step: Step = { step: nextStep(process), action: action.Action, path, ended, ...outcome };
  return { process: await recordStep(process, step, context, isDeferred) };
}

/** A journal entry is a Firestore document, of at most 1 MiB of UTF-8. */
const MAX_RESULT_BYTES = 100_000;

function noted(notes: readonly string[], variables: Variables = {}): Pick<Step, 'notes' | 'variables'> {
  const brief = briefNotes(notes);
  const isKept = Buffer.byteLength(JSON.stringify(variables)) <= MAX_RESULT_BYTES;
  const all = isKept ? brief : [...brief, `its result is over ${MAX_RESULT_BYTES} bytes and was not kept`];
  return defined({
    notes: all.length > 0 ? all : undefined,
    variables: isKept && Object.keys(variables).length > 0 ? variables : undefined,
  });
}

const failureOfStep = ({ error }: Step): Failure =>
  permanent(error?.reason ?? 'unknown', error?.message ?? 'the journal does not say why');
