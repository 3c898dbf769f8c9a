import { parseJobId } from '../bigquery/jobId.ts';
import type { Deps } from '../deps/deps.ts';
import { failureOf } from '../failure/failureOf.ts';
import type { DispatchRun } from '../model/dispatchRun.ts';
import { completedJobId } from './completedJobId.ts';
import { addedUp } from './counts.ts';
import { findMissed, type TakeIn } from './findMissed.ts';
import { reviveForgotten } from './reviveForgotten.ts';
import { type Sweep, sweep } from './sweep.ts';

/** From one sweep of a run to the next, unless a window is due earlier. */
const PAUSE_MS = 5_000;

interface Message {
  message?: string;
  /** Takes in what a search for missed files finds; without it there is no search. */
  takeIn?: TakeIn | undefined;
}

/**
 * One run, for one message on the topic. A message that tells of a job done hands that job to tail; any other starts a
 * run that sweeps until nothing is in flight or its time budget is spent. A run may be the only one for long, or one of
 * several at once: what it does may be done twice.
 */
export async function dispatch(deps: Deps, { message = '', takeIn }: Message = {}): Promise<DispatchRun> {
  const completed = completedJobId(message);
  return completed === undefined ? sweepRepeatedly(deps, takeIn) : dispatchOne(completed, deps);
}

/** Only a job of ours that nobody waits for has a follow-up. Tail asks BigQuery itself whether it is done. */
async function dispatchOne(jobId: string, { tasks }: Deps): Promise<DispatchRun> {
  if (parseJobId(jobId)?.mode === 'dispatch') await tasks.makeDue(jobId);
  return { ...newRun(), completed: jobId };
}

const newRun = (): DispatchRun => ({ cycles: 0, touched: 0, missed: 0, projects: {}, setAside: [], errors: [] });

async function sweepRepeatedly(deps: Deps, takeIn: TakeIn | undefined): Promise<DispatchRun> {
  const { clock, settings } = deps;
  const end = clock.now().getTime() + settings.dispatchBudgetSec * 1000;
  const run = newRun();
  await recoverIn(run, deps);
  for (;;) {
    const swept = await sweep(deps);
    run.cycles++;
    merge(run, swept);
    await deps.journal.writeStatistics({ projects: swept.projects });
    if (takeIn && run.cycles === 1) await searchIn(run, { takeIn, end: new Date(end) }, deps);
    const now = clock.now().getTime();
    const next = nextSweep(swept, { now, end });
    if (next === undefined) return run;
    await clock.sleep(Math.max(0, next - now));
  }
}

/** What is in flight is swept also where the rest cannot be looked after. */
async function recoverIn(run: DispatchRun, deps: Deps): Promise<void> {
  try {
    run.touched = await reviveForgotten(deps);
  } catch (error) {
    run.errors.push(failureOf(error, 'what was forgotten was not taken up').message);
  }
}

async function searchIn(run: DispatchRun, search: Parameters<typeof findMissed>[0], deps: Deps): Promise<void> {
  try {
    run.missed = await findMissed(search, deps);
  } catch (error) {
    run.errors.push(failureOf(error, 'files whose events never came were not all looked for').message);
  }
}

/**
 * When to look again, in milliseconds since the epoch; undefined where nothing is to be expected before the end. What was
 * handed to tail may have a next job by then.
 */
function nextSweep({ projects, nextDue }: Sweep, { now, end }: { now: number; end: number }): number | undefined {
  const isBusy = Object.values(projects).some(
    ({ running, pending, held, notFound, dispatched, lost, batches, throttled }) =>
      running + pending + held + notFound + dispatched + lost + batches + throttled > 0,
  );
  const due = nextDue?.getTime() ?? Number.POSITIVE_INFINITY;
  const next = Math.min(now + PAUSE_MS, due);
  return next <= end && (isBusy || due <= end) ? next : undefined;
}

function merge(run: DispatchRun, swept: Sweep): void {
  for (const [projectId, counts] of Object.entries(swept.projects)) {
    const before = run.projects[projectId];
    run.projects[projectId] = before ? addedUp(before, counts) : counts;
  }
  run.setAside.push(...swept.setAside);
  run.errors.push(...swept.errors);
}
