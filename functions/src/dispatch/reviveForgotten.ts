import pMap from 'p-map';
import { jobIdOf, parseJobId } from '../bigquery/jobId.ts';
import type { Deps } from '../deps/deps.ts';
import { BATCH, TASKS } from '../model/places.ts';
import type { Process } from '../model/process.ts';
import type { TaskEntry } from '../task/taskStore.ts';
import { groupFile, windowFile } from '../task/windowStore.ts';
import { isStale } from './isStale.ts';

/** How many task files are written or touched at once. */
const CONCURRENCY = 16;

/**
 * Takes up what would otherwise be forgotten, and answers how many tasks that were: follow-ups whose invocation died, or
 * whose event never came, are asked for once more; a window or group that is due by Firestore, but has no task file, gets
 * one, and so does a process that has run for an hour.
 */
export async function reviveForgotten(deps: Deps): Promise<number> {
  const { tasks, windowTasks } = deps;
  const [dueJobs, dueBatches] = await Promise.all([tasks.due(), windowTasks.due()]);
  const forgotten = [...dueJobs, ...dueBatches].filter((entry) => isStale(entry, deps));
  await pMap(forgotten, (entry) => tasks.touch(entry), { concurrency: CONCURRENCY });
  const asked = new Set(dueBatches.map(({ place }) => place.name.slice(BATCH.length)));
  const restored = [
    await restoreWindows(asked, deps),
    await restoreGroups(asked, deps),
    await wakeProcesses(dueJobs, deps),
  ];
  return restored.reduce((sum, count) => sum + count, forgotten.length);
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

const HOUR_MS = 3_600_000;

/** Processes that nothing would bring back: they were begun by an event that does not come again, and lost their task file. */
async function wakeProcesses(due: readonly TaskEntry[], deps: Deps): Promise<number> {
  const { journal, tasks, settings, clock } = deps;
  const now = clock.now();
  const running = await journal.longRunning(settings.triggerBucket, new Date(now.getTime() - HOUR_MS));
  if (running.length === 0) return 0;
  const entries = [...due, ...(await tasks.inFlight())];
  const known = new Set(entries.map(({ place }) => parseJobId(jobIdIn(place.name))?.processId));
  let woken = 0;
  for (const process of running.filter(({ processId }) => !known.has(processId))) {
    if (await journal.isClaimed(process.processId, now)) continue;
    await tasks.wake(wakingJobId(process));
    woken++;
  }
  return woken;
}

/** The job ID that a task file is named by. */
const jobIdIn = (name: string): string => name.slice(name.lastIndexOf('/') + 1).replace(/\.json$/, '');

/** Only the event ID of it counts. */
const wakingJobId = ({ processId, plan, steps }: Process): string =>
  jobIdOf(plan.destination, { processId: processId, step: steps.length + 1, action: 'wake', mode: 'dispatch' });
