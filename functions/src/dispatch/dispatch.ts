import { parseJobId } from '../bigquery/jobId.ts';
import type { Deps } from '../deps/deps.ts';
import { tellOperators } from '../digest/tellOperators.ts';
import type { DispatchRun } from '../model/dispatchRun.ts';
import { readTasks } from '../task/readTasks.ts';
import { completedJobId } from './completedJobId.ts';
import { addedUp } from './counts.ts';
import { findMissed } from './findMissed.ts';
import { reviveForgotten } from './reviveForgotten.ts';
import { type Sweep, sweep } from './sweep.ts';
import { takeInUnruled } from './takeInUnruled.ts';
import { createTroubles } from './troubles.ts';
import { writeHistory } from './writeHistory.ts';

/** From one sweep of a run to the next, unless something is due earlier. */
const PAUSE_MS = 5_000;

/**
 * One run, for one message on the topic. A message about a finished job hands that job to tail; any other starts a
 * run that sweeps until nothing is in flight or its time budget is spent. A run may be the only one for long, or one of
 * several at once: what it does may be done twice. Rejects where Firestore does not answer, or the task files cannot be
 * listed: whoever would be woken could do nothing.
 */
export async function dispatch(deps: Deps, message = ''): Promise<DispatchRun> {
  const completed = completedJobId(message);
  return completed === undefined ? sweepRepeatedly(deps) : dispatchOne(completed, deps);
}

/** Only a job of ours that nobody waits for has a follow-up. Tail asks BigQuery itself whether it is done. */
async function dispatchOne(jobId: string, { tasks }: Deps): Promise<DispatchRun> {
  if (parseJobId(jobId)?.mode === 'dispatch') await tasks.makeDue(jobId);
  return { ...newRun(), completed: jobId };
}

const newRun = (): DispatchRun => ({
  ...{ cycles: 0, touched: 0, missed: 0, waiting: 0, letGo: 0 },
  ...{ projects: {}, setAside: [], errors: [], digests: [] },
});

async function sweepRepeatedly(deps: Deps): Promise<DispatchRun> {
  const { clock, settings, journal } = deps;
  const end = clock.now().getTime() + settings.dispatchBudgetSec * 1000;
  const run = newRun();
  for (;;) {
    await journal.assertAnswers();
    const tasks = await readTasks(deps.tasks);
    if (run.cycles === 0) await lookAround(run, { tasks, end: new Date(end) }, deps);
    // What was forgotten may have a task file now that is due.
    const swept = await sweep(run.cycles === 0 && run.touched > 0 ? await readTasks(deps.tasks) : tasks, deps);
    run.cycles++;
    merge(run, swept);
    if (run.cycles === 1) run.errors.push(...(await writeHistory(deps)));
    await journal.writeStatistics({ projects: swept.projects, waiting: swept.waiting });
    const now = clock.now().getTime();
    const next = nextSweep(swept, { now, end });
    if (next === undefined) return run;
    await clock.sleep(Math.max(0, next - now));
  }
}

/** Once a run: what was forgotten, and what was missed. A failure here does not keep the sweep from what is in flight. */
async function lookAround(
  run: DispatchRun,
  { tasks, end }: { tasks: Awaited<ReturnType<typeof readTasks>>; end: Date },
  deps: Deps,
): Promise<void> {
  const troubles = createTroubles();
  await troubles.contain('not all forgotten tasks and processes could be taken up', async () => {
    run.touched = await reviveForgotten(tasks, troubles, deps);
  });
  await troubles.contain('not all files that came while rules were broken could be taken in', async () => {
    run.missed += await takeInUnruled({ end, troubles }, deps);
  });
  await troubles.contain('the search for files whose events never came was cut short', async () => {
    run.missed += await findMissed({ end, troubles }, deps);
  });
  await troubles.contain('the digests for operators could not be made', async () => {
    run.digests.push(...(await tellOperators(deps)));
  });
  run.errors.push(...troubles.told());
}

/**
 * When to look again, in milliseconds since the epoch; undefined where nothing is to be expected before the end. What was
 * handed to tail may have a next job by then.
 */
function nextSweep(
  { projects, nextDue, letGo }: Sweep,
  { now, end }: { now: number; end: number },
): number | undefined {
  const isBusy = Object.values(projects).some(
    ({ running, pending, awaited, notFound, dispatched, lost, batches, throttled }) =>
      running + pending + awaited + notFound + dispatched + lost + batches + throttled > 0,
  );
  const due = nextDue?.getTime() ?? Number.POSITIVE_INFINITY;
  const next = Math.min(now + PAUSE_MS, due);
  return next <= end && (isBusy || letGo > 0 || due <= end) ? next : undefined;
}

function merge(run: DispatchRun, swept: Sweep): void {
  for (const [projectId, counts] of Object.entries(swept.projects)) {
    const before = run.projects[projectId];
    run.projects[projectId] = before ? addedUp(before, counts) : counts;
  }
  run.waiting = swept.waiting;
  run.letGo += swept.letGo;
  run.setAside.push(...swept.setAside);
  run.errors.push(...swept.errors);
}
