import pMap from 'p-map';
import { jobIdOf, parseJobId } from '../bigquery/jobId.ts';
import type { Deps } from '../deps/deps.ts';
import type { Neglected } from '../journal/journal.ts';
import type { WindowRecord } from '../journal/windowRecord.ts';
import { BATCH, POST_JOB } from '../model/places.ts';
import { tasksNamed } from '../task/bundle.ts';
import { processesOf, type Tasks } from '../task/readTasks.ts';
import { type TaskEntry, TOUCHED, taskJobId } from '../task/taskStore.ts';
import { groupFile, windowFile } from '../task/windowStore.ts';
import { isStale } from './isStale.ts';
import type { Troubles } from './troubles.ts';

/** How many task files are written or touched at once. */
const CONCURRENCY = 16;

/**
 * Takes up what would otherwise be forgotten, and answers how many tasks that were: follow-ups whose invocation died, or
 * whose event never came, are asked for once more; a window or group that is due by Firestore, but has no task file, gets
 * one, and so does a process that nobody looked after in time.
 */
export async function reviveForgotten(tasks: Tasks, troubles: Troubles, deps: Deps): Promise<number> {
  let read: Promise<Due> | undefined;
  const due = (): Promise<Due> => {
    read ??= readDue(troubles, deps);
    return read;
  };
  const revived = [
    isTimeToLook(deps) ? await touchStale(due, troubles, deps) : 0,
    await restoreWindows({ tasks, due }, troubles, deps),
    await restoreGroups(due, troubles, deps),
    await wakeProcesses({ tasks, due }, troubles, deps),
  ];
  return revived.reduce((sum, count) => sum + count, 0);
}

/** When an instance last looked for all that is stale, by its task store. */
const looked = new WeakMap<object, number>();

/** Runs begin some seconds early or late. */
const EARLY = 0.8;

/**
 * To list what was asked for is the larger part of what a run costs that has nothing to do: it is done as often as something can have
 * become stale since.
 */
const isTimeToLook = ({ tasks, settings, clock }: Deps): boolean =>
  clock.now().getTime() - (looked.get(tasks) ?? 0) >= settings.staleTaskSec * 1000 * EARLY;

async function touchStale(due: Lazy<Due>, troubles: Troubles, deps: Deps): Promise<number> {
  const now = deps.clock.now().getTime();
  const { stale, isWhole } = await due();
  const touched = await touch(stale, troubles, deps);
  if (isWhole && touched === stale.length) looked.set(deps.tasks, now);
  return touched;
}

type Lazy<T> = () => Promise<T>;

/** What was asked for and has not ended. */
interface Due {
  stale: TaskEntry[];
  /** The names of windows and groups, without the folder. */
  batches: Set<string>;
  processes: Set<string>;
  /** All of them could be listed. */
  isWhole: boolean;
}

/** Never rejects. */
async function readDue(troubles: Troubles, deps: Deps): Promise<Due> {
  const { tasks, windowTasks, arrivals } = deps;
  const due: Due = { stale: [], batches: new Set(), processes: new Set(), isWhole: true };
  for (const pages of [tasks.due(), windowTasks.due(), arrivals.due()]) {
    const isListed = await troubles.contain('not all follow-ups that are due could be listed', async () => {
      for await (const page of pages) for (const entry of page) sortDue(entry, due, deps);
    });
    due.isWhole &&= isListed;
  }
  return due;
}

function sortDue(entry: TaskEntry, due: Due, deps: Deps): void {
  const { name } = entry.place;
  if (isStale({ created: entry.created, touched: entry.metadata[TOUCHED] }, deps)) due.stale.push(entry);
  if (name.startsWith(BATCH)) due.batches.add(name.slice(BATCH.length));
  const named = tasksNamed(name, entry.metadata).map(({ jobId }) => jobId);
  for (const jobId of [taskJobId(name, POST_JOB) ?? '', ...named]) {
    const processId = parseJobId(jobId)?.processId;
    if (processId) due.processes.add(processId);
  }
}

async function touch(stale: readonly TaskEntry[], troubles: Troubles, { tasks }: Deps): Promise<number> {
  const touched = await pMap(
    stale,
    (entry) =>
      troubles.contain(`the follow-up ${entry.place.name} could not be asked for again`, () => tasks.touch(entry)),
    { concurrency: CONCURRENCY },
  );
  return touched.filter(Boolean).length;
}

interface Found {
  tasks: Tasks;
  due: Lazy<Due>;
}

async function restoreWindows({ tasks, due }: Found, troubles: Troubles, deps: Deps): Promise<number> {
  const { windows, windowTasks, settings, clock } = deps;
  const waiting = new Set(tasks.windows.map(({ name }) => name));
  const overdue = () => windows.overdue(settings.triggerBucket, clock.now());
  const isMissing = (window: WindowRecord): boolean => !waiting.has(windowFile(window));
  if (!(await overdue()).some(isMissing)) return 0;
  const { batches } = await due();
  // Once more, after the listing: one that was on its way has ended meanwhile, and needs no task file.
  const lost = (await overdue()).filter((window) => isMissing(window) && !batches.has(windowFile(window)));
  const restored = await pMap(
    lost,
    (window) => troubles.contain(`window ${window.id} could be given no task file`, () => windowTasks.write(window)),
    { concurrency: CONCURRENCY },
  );
  return restored.filter(Boolean).length;
}

async function restoreGroups(due: Lazy<Due>, troubles: Troubles, deps: Deps): Promise<number> {
  const { groups, windowTasks, settings, clock } = deps;
  const overdue = () => groups.overdue(settings.triggerBucket, clock.now());
  if ((await overdue()).length === 0) return 0;
  const { batches } = await due();
  const over = (await overdue()).filter((group) => !batches.has(groupFile(group)));
  const made = await pMap(
    over,
    (group) =>
      troubles.contain(`the end of group ${group.id} could not be asked for`, () => windowTasks.makeGroupDue(group)),
    { concurrency: CONCURRENCY },
  );
  return made.filter(Boolean).length;
}

/** The task file of a process brings it back; only after this, in milliseconds, dispatch checks on the process again. */
const LOOK_AFTER_MS = 3_600_000;

/** Processes that nothing would bring back: they were begun by an event that does not come again, and have no task file. */
async function wakeProcesses(found: Found, troubles: Troubles, deps: Deps): Promise<number> {
  const { journal, tasks, clock } = deps;
  const now = clock.now();
  const neglected = await journal.neglected(now);
  if (neglected.length === 0) return 0;
  const known = new Set([...processesOf(found.tasks), ...(await found.due()).processes]);
  let woken = 0;
  await pMap(
    neglected,
    (process) =>
      troubles.contain(`process ${process.processId} could not be woken`, async () => {
        if (!known.has(process.processId)) {
          await tasks.wake(wakingJobId(process));
          woken++;
        }
        await journal.lookAfter(process.processId, new Date(now.getTime() + LOOK_AFTER_MS));
      }),
    { concurrency: CONCURRENCY },
  );
  return woken;
}

/** Only the process ID of it counts. */
const wakingJobId = ({ processId, destination }: Neglected): string =>
  jobIdOf(destination, { processId, step: 0, action: 'wake', mode: 'nop' });
