import pMap from 'p-map';
import type { Deps } from '../deps.ts';
import { BATCH, TASKS } from '../places.ts';
import { groupFile, windowFile } from '../task/windowStore.ts';
import { isStale } from './isStale.ts';

/** How many task files are written or touched at once. */
const CONCURRENCY = 16;

/**
 * Takes up what would otherwise be forgotten, and answers how many tasks that were: follow-ups whose invocation died, or
 * whose event never came, are asked for once more; a window or group that is due by Firestore, but has no task file, gets
 * one.
 */
export async function recover(deps: Deps): Promise<number> {
  const { tasks, windowTasks } = deps;
  const [dueJobs, dueBatches] = await Promise.all([tasks.due(), windowTasks.due()]);
  const forgotten = [...dueJobs, ...dueBatches].filter((entry) => isStale(entry, deps));
  await pMap(forgotten, (entry) => tasks.touch(entry), { concurrency: CONCURRENCY });
  const asked = new Set(dueBatches.map(({ place }) => place.name.slice(BATCH.length)));
  return forgotten.length + (await restoreWindows(asked, deps)) + (await restoreGroups(asked, deps));
}

async function restoreWindows(asked: ReadonlySet<string>, deps: Deps): Promise<number> {
  const { windows, windowTasks, tasks, settings, clock } = deps;
  const unasked = (await windows.overdue(settings.triggerBucket, clock.now())).filter(
    (window) => !asked.has(windowFile(window)),
  );
  if (unasked.length === 0) return 0;
  const waiting = new Set((await tasks.inFlight()).map(({ place }) => place.name.slice(TASKS.length)));
  const lost = unasked.filter((window) => !waiting.has(windowFile(window)));
  await pMap(lost, (window) => windowTasks.write(window), { concurrency: CONCURRENCY });
  return lost.length;
}

async function restoreGroups(asked: ReadonlySet<string>, deps: Deps): Promise<number> {
  const { groups, windowTasks, settings, clock } = deps;
  const over = (await groups.overdue(settings.triggerBucket, clock.now())).filter(
    (group) => !asked.has(groupFile(group)),
  );
  await pMap(over, (group) => windowTasks.makeGroupDue(group), { concurrency: CONCURRENCY });
  return over.length;
}
