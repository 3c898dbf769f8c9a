import { defined } from '../common/defined.ts';
import type { Plan } from '../model/plan.ts';
import { nextStep, type Process, type Step } from '../model/process.ts';
import { MOVE } from '../plan/move/moveJob.ts';
import { afreshPath, hasLoaded } from '../plan/remainingLoads.ts';
import { actionsOf, isActionBegun } from './actionsOf.ts';

/** How a process that has failed goes on. */
export interface GoingOn {
  /** What it does from now on, where that is not what its own plan says. */
  plan?: Plan;
  /** What of it follows the rule as it is now: all, the actions that have not run, or nothing. */
  follows: 'rule' | 'actions' | 'journal';
  /** Steps that stand in the way of going on, and what they are said to have been done for from now on. */
  renamed: readonly (readonly [step: Step, path: string])[];
  /** What jobs were worked out for that are worked out once more. */
  droppedJobs: readonly string[];
  /** The step after which all is loaded once more: what was loaded before is in no table. */
  afresh?: Pick<Step, 'step' | 'path'>;
  /** The number of the first step that it runs. */
  from: number;
}

/**
 * How a process goes on that has failed. What is done stays done, and what is left is done as the rule says now: all of it while no
 * table has rows of it yet; else its actions, but for those lists of which one has run that was changed. `current` is the plan that
 * the rules make of the same files now; missing where they give them none together.
 */
export function restartOf(process: Process, current: Plan | undefined): GoingOn {
  const isPublished = hasPublished(process);
  const stays = (path: string): boolean => (path === MOVE ? isPublished : isActionBegun(process, path));
  const planned = planOf(process, { current, isPublished });
  const next = nextStep(process);
  const afresh = loadsWereLost(process, planned, isPublished)
    ? { step: next, path: afreshPath(process).path }
    : undefined;
  return {
    ...planned,
    ...defined({ afresh }),
    renamed: process.steps.filter((step) => isInTheWay(step, process)).map((step) => [step, before(step, process)]),
    droppedJobs: Object.keys(process.jobs).filter((path) => !stays(path)),
    from: afresh ? next + 1 : next,
  };
}

/**
 * Whether loads went into a temporary table, which is gone, and the rule has none any more: with one, the process itself begins afresh
 * where it needs to.
 */
const loadsWereLost = (process: Process, { plan }: Pick<GoingOn, 'plan'>, isPublished: boolean): boolean =>
  !isPublished && hasLoaded(process) && plan?.ingestion !== undefined && plan.ingestion.transient === undefined;

/** The step is recorded as one of an earlier try; it keeps its number, and with it its job. */
const before = ({ path }: Step, { replays = [] }: Process): string => `Before[${replays.length + 1}].${path}`;

/** Failures that are to be tried again, and what was done with a temporary table that is gone. */
function isInTheWay({ state, next, path }: Step, { status, jobs }: Process): boolean {
  if (path.startsWith('Before[')) return false;
  if (state === 'failed') return next === undefined;
  const [, index] = /^Move\[(\d+)\]$/.exec(path) ?? [];
  return status === 'failed' && index !== undefined && jobs[MOVE]?.[Number(index)]?.purpose !== 'move';
}

/** Whether a table of the rule's has rows of the process. */
export function hasPublished({ plan, steps, jobs }: Process): boolean {
  if (plan.ingestion === undefined) return plan.refusal === undefined;
  if (plan.ingestion.transient === undefined) return hasLoaded({ steps });
  return (jobs[MOVE] ?? []).some(
    ({ purpose }, index) =>
      purpose === 'move' && steps.some(({ path, state }) => path === `${MOVE}[${index}]` && state === 'done'),
  );
}

function planOf(
  process: Process,
  { current, isPublished }: { current: Plan | undefined; isPublished: boolean },
): Pick<GoingOn, 'plan' | 'follows'> {
  if (current === undefined || (isPublished && current.refusal)) return { follows: 'journal' };
  const { plan } = process;
  const actions = {
    ...actionsOf(process, current),
    variables: { ...plan.variables, ...current.variables },
    ...defined({ fromPath: union(plan.fromPath, current.fromPath) }),
  };
  if (!isPublished) return { follows: 'rule', plan: { ...current, ...actions } };
  return { follows: 'actions', plan: { ...plan, rule: current.rule, ...actions } };
}

const union = (a: readonly string[] = [], b: readonly string[] = []): string[] => [...new Set([...a, ...b])];
