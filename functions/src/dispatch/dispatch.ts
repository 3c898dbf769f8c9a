import { parseJobId } from '../bigquery/jobId.ts';
import type { Deps } from '../deps/deps.ts';
import { tellOperators } from '../digest/tellOperators.ts';
import type { DispatchRun } from '../model/dispatchRun.ts';
import type { Tasks } from '../task/readTasks.ts';
import { completedJobId } from './completedJobId.ts';
import { findMissed } from './findMissed.ts';
import { reviveForgotten } from './reviveForgotten.ts';
import { createSweeps } from './sweeps.ts';
import { takeInUnruled } from './takeInUnruled.ts';
import { createTroubles } from './troubles.ts';
import { writeHistory } from './writeHistory.ts';

/**
 * One run, for one message on the topic. A message about a finished job hands that job to tail; any other starts a
 * run that sweeps until nothing is in flight or its time budget is spent. A run may be the only one for long, or one of
 * several at once: what it does may be done twice. Rejects where Firestore does not answer, or the task files cannot be
 * listed: whoever would be woken could do nothing.
 */
export async function dispatch(deps: Deps, message?: string): Promise<DispatchRun> {
  const completed = message === undefined ? undefined : completedJobId(message);
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
  const { clock, settings } = deps;
  const end = new Date(clock.now().getTime() + settings.dispatchBudgetSec * 1000);
  const run = newRun();
  const sweeps = createSweeps(run, deps);
  // What is due already comes first.
  // Not kept in a variable: there may be tens of thousands of tasks, and each listing that follows has its own.
  await sweeps.list().then((tasks) => lookAround(run, { tasks, end }, deps));
  run.errors.push(...(await writeHistory(deps)));
  // What was forgotten may have a task file now that is due.
  if (run.touched > 0) await sweeps.list();
  for (let next = sweeps.next(end); next !== undefined; next = sweeps.next(end)) {
    await clock.sleep(Math.max(0, next.getTime() - clock.now().getTime()));
    await sweeps.goOn();
  }
  return run;
}

/** Once a run: what was forgotten, and what was missed. A failure here does not keep the sweep from what is in flight. */
async function lookAround(run: DispatchRun, { tasks, end }: { tasks: Tasks; end: Date }, deps: Deps): Promise<void> {
  const troubles = createTroubles();
  await troubles.contain('some forgotten tasks and processes could not be resumed', async () => {
    run.touched = await reviveForgotten(tasks, troubles, deps);
  });
  await troubles.contain('some files that came while rules had errors could not be taken in', async () => {
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
