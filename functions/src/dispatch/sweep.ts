import pMap from 'p-map';
import { parseJobId } from '../bigquery/jobId.ts';
import type { Deps } from '../deps/deps.ts';
import type { Counts, DispatchRun } from '../model/dispatchRun.ts';
import type { TaskEntry } from '../task/taskStore.ts';
import { type WaitingWindow, waitingWindow } from '../task/windowStore.ts';
import { type Choice, chooseWindows } from './chooseWindows.ts';
import { NOTHING } from './counts.ts';
import { askForStates, type JobTask, loadJobsOf, sweepJobs } from './sweepJobs.ts';

/** How many task files are moved at once. */
const CONCURRENCY = 16;

export interface Sweep extends Pick<DispatchRun, 'projects' | 'setAside' | 'errors'> {
  /** When the next window is due that was not yet. */
  nextDue?: Date;
}

/** Looks at every task file once, and hands those whose window is due, or whose job is done or lost, to tail. */
export async function sweep(deps: Deps): Promise<Sweep> {
  const { jobs, windows, strangers } = sorted(await deps.tasks.inFlight());
  const result: Sweep = { projects: {}, setAside: [], errors: [] };
  const asked = askForStates(jobs, deps);
  // What BigQuery has to say matters to a window only where load jobs are limited.
  const loadJobs = deps.settings.maxConcurrentLoad === 0 ? {} : loadJobsOf(await asked);
  const choice = chooseWindows(windows, {
    now: deps.clock.now(),
    loadJobs,
    maxConcurrentLoad: deps.settings.maxConcurrentLoad,
  });
  await pMap(choice.go, ({ window }) => deps.windowTasks.makeDue(window.name), { concurrency: CONCURRENCY });
  countWindows(result, choice);
  for (const project of await asked) {
    const swept = await sweepJobs(project, deps);
    if ('error' in swept) result.errors.push(swept.error);
    else addJobs(countsOf(result, project.projectId), swept.counts);
  }
  result.setAside = await pMap(strangers, ({ place }) => deps.tasks.setAside(place), { concurrency: CONCURRENCY });
  return result;
}

interface Sorted {
  jobs: JobTask[];
  windows: WaitingWindow[];
  strangers: TaskEntry[];
}

function sorted(entries: readonly TaskEntry[]): Sorted {
  const result: Sorted = { jobs: [], windows: [], strangers: [] };
  for (const entry of entries) {
    const window = waitingWindow(entry);
    if (isJobTask(entry)) result.jobs.push(entry);
    else if (window) result.windows.push(window);
    else result.strangers.push(entry);
  }
  return result;
}

const isJobTask = (entry: TaskEntry): entry is JobTask =>
  entry.job !== undefined && parseJobId(entry.job.jobId) !== undefined;

function countWindows(result: Sweep, { go, wait, nextDue }: Choice): void {
  for (const { projectId } of go) countsOf(result, projectId).batches++;
  for (const { projectId } of wait) countsOf(result, projectId).throttled++;
  if (nextDue) result.nextDue = nextDue;
}

/** Windows of the project were counted before. */
function addJobs(counts: Counts, jobs: Omit<Counts, 'batches'>): void {
  Object.assign(counts, { ...jobs, throttled: counts.throttled + jobs.throttled });
}

function countsOf({ projects }: Sweep, projectId: string): Counts {
  const counts = projects[projectId] ?? { ...NOTHING };
  projects[projectId] = counts;
  return counts;
}
