import pMap from 'p-map';
import { parseJobId } from '../bigquery/jobId.ts';
import type { Deps } from '../deps.ts';
import { completedJobId } from './completedJobId.ts';
import { type Counts, isStale, type Sweep, sweep } from './sweep.ts';

/** From one sweep of a run to the next. */
const PAUSE_MS = 5_000;

/** How many task files are touched at once. */
const CONCURRENCY = 16;

export interface DispatchRun extends Sweep {
  cycles: number;
  /** Follow-ups that were asked for once more. */
  touched: number;
  /** The one job that the message said is done; then nothing else was looked at. */
  completed?: string;
}

/**
 * One run, for one message on the topic. A message that tells of a job done hands that job to tail; any other starts a
 * run that sweeps until nothing is in flight or its time budget is spent. A run may be the only one for long, or one of
 * several at once: what it does may be done twice.
 */
export async function dispatch(deps: Deps, message = ''): Promise<DispatchRun> {
  const completed = completedJobId(message);
  return completed === undefined ? sweepRepeatedly(deps) : dispatchOne(completed, deps);
}

/** Only a job of ours that nobody waits for has a follow-up. Tail asks BigQuery itself whether it is done. */
async function dispatchOne(jobId: string, { tasks }: Deps): Promise<DispatchRun> {
  if (parseJobId(jobId)?.mode === 'dispatch') await tasks.makeDue(jobId);
  return { cycles: 0, touched: 0, projects: {}, setAside: [], errors: [], completed: jobId };
}

async function sweepRepeatedly(deps: Deps): Promise<DispatchRun> {
  const { clock, settings } = deps;
  const end = clock.now().getTime() + settings.dispatchBudgetSec * 1000;
  const run: DispatchRun = { cycles: 0, touched: await touchForgotten(deps), projects: {}, setAside: [], errors: [] };
  for (;;) {
    const swept = await sweep(deps);
    run.cycles++;
    merge(run, swept);
    await deps.journal.writeStatistics({ projects: swept.projects });
    if (!isWorkPending(swept) || clock.now().getTime() + PAUSE_MS > end) return run;
    await clock.sleep(PAUSE_MS);
  }
}

/** Follow-ups whose invocation died, or whose event never came: without this nobody would look at them again. */
async function touchForgotten(deps: Deps): Promise<number> {
  const forgotten = (await deps.tasks.due()).filter((entry) => isStale(entry, deps));
  await pMap(forgotten, (entry) => deps.tasks.touch(entry), { concurrency: CONCURRENCY });
  return forgotten.length;
}

const isWorkPending = ({ projects }: Sweep): boolean =>
  Object.values(projects).some(({ running, pending, held, notFound }) => running + pending + held + notFound > 0);

/** What was done adds up over the sweeps of a run; what is in flight is what the last one saw. */
function merge(run: DispatchRun, swept: Sweep): void {
  for (const [projectId, counts] of Object.entries(swept.projects)) {
    const before = run.projects[projectId];
    run.projects[projectId] = before ? added(before, counts) : counts;
  }
  run.setAside.push(...swept.setAside);
  run.errors.push(...swept.errors);
}

const added = (before: Counts, now: Counts): Counts => ({
  ...now,
  dispatched: before.dispatched + now.dispatched,
  lost: before.lost + now.lost,
});
