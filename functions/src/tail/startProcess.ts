import { actionKinds } from '../action/registry.ts';
import type { JobReference } from '../bigquery/warehouse.ts';
import type { Deps } from '../deps.ts';
import { permanent } from '../failure.ts';
import type { Process, SourceFile } from '../journal/process.ts';
import { planLoad } from '../plan/planLoad.ts';
import { matchRule } from '../rule/matchRule.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import { answerFor, claimedByAnother, duplicate, type TailAnswer } from './answer.ts';
import { settleFailure } from './settleFailure.ts';
import { jobOf, submitLoad } from './submitLoad.ts';
import type { Invocation } from './tail.ts';
import { underClaim } from './underClaim.ts';
import { waitForLoad } from './waitForLoad.ts';

/** Takes a data file in: finds its rule, and starts the process or resumes the one that the same version started. */
export async function startProcess(invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const { file } = invocation;
  const { rules, problems } = await deps.rules.current();
  const match = matchRule(rules, `/${file.name}`);
  switch (match.outcome) {
    case 'noMatch': {
      const broken = new Set(problems.filter(({ severity }) => severity === 'error').map(({ file }) => file));
      if (broken.size === 0) return { status: 'noMatch', message: 'no rule wants it' };
      const message = `no rule wants it, but rules with errors were left out: ${[...broken].join(', ')}`;
      return { status: 'noMatch', severity: 'WARNING', message };
    }
    case 'disabled':
      return { status: 'disabled', rule: match.rule.url, message: `rule ${nameOf(match.rule)} is disabled` };
    case 'ambiguous':
      return ambiguous(match.rules);
    case 'matched':
      return takeIn(match.rule, invocation, deps);
  }
}

const nameOf = ({ url, line }: LoadedRule): string => `${url}:${line}`;

function ambiguous(rules: readonly LoadedRule[]): TailAnswer {
  const message = `${rules.length} enabled rules want it, the file stays; disable all but one of ${rules.map(nameOf).join(', ')}`;
  return { status: 'error', message, error: { kind: 'permanent', reason: 'ambiguousRules', message } };
}

/** A version that is not there any more is not taken in; one that was taken in before goes on. */
async function takeIn(rule: LoadedRule, invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const { file } = invocation;
  const live = await deps.objects.stat(file);
  if (live?.generation !== file.generation && !(await deps.journal.find(file))) {
    const message = live
      ? 'overwritten before it was read; the newer version is a file of its own'
      : 'gone before it was read';
    return { status: 'notFound', severity: 'WARNING', rule: rule.url, message };
  }
  const { process, created } = await deps.journal.start(file, (eventId) => newProcess(rule, { file, eventId }, deps));
  return process.status === 'running' ? ingest(process, { created, invocation }, deps) : duplicate(process);
}

function newProcess(rule: LoadedRule, { file, eventId }: { file: SourceFile; eventId: string }, deps: Deps): Process {
  const { projectId } = deps.settings;
  const plan = planLoad(rule, file, { eventId, projectId, supportedActions: Object.keys(actionKinds) });
  return { eventId, status: 'running', plan, steps: [], attempts: 0, started: deps.clock.now() };
}

const SUBMITTED = 'its load job is submitted already';

interface Start {
  /** false: an earlier delivery of the event created the process, and may have died since. */
  created: boolean;
  invocation: Invocation;
}

async function ingest(process: Process, { created, invocation }: Start, deps: Deps): Promise<TailAnswer> {
  let job: JobReference | undefined;
  try {
    job = await submitOnce(process, created, deps);
  } catch (error) {
    return settle(process, { error, by: invocation.id }, deps);
  }
  if (job === undefined) return duplicate(process, SUBMITTED);
  if (process.plan.mode === 'sync') return waitForLoad(process, { job, invocation }, deps);
  const again = created ? '' : ' again';
  return { ...answerFor(process), status: 'ok', message: `load submitted${again}`, job, step: 1 };
}

/** Submits the load job; undefined where an earlier delivery did. */
async function submitOnce({ plan }: Process, created: boolean, deps: Deps): Promise<JobReference | undefined> {
  const { load, refusal } = plan;
  if (load === undefined) throw permanent(refusal?.reason ?? 'invalid', refusal?.message ?? 'nothing to load');
  if (!created && (await deps.warehouse.job(await jobOf(load, deps)))) return undefined;
  return submitLoad(load, deps);
}

async function settle(
  process: Process,
  { error, by }: { error: unknown; by: string },
  deps: Deps,
): Promise<TailAnswer> {
  const answer = await underClaim({ eventId: process.eventId, by }, deps, async (latest) =>
    latest.status === 'running' ? settleFailure(latest, error, deps) : duplicate(latest),
  );
  return answer === undefined || answer === 'claimed' ? claimedByAnother(process) : answer;
}
