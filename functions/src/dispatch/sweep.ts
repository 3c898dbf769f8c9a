import pMap from 'p-map';
import type { Deps } from '../deps/deps.ts';
import type { Counts, DispatchRun } from '../model/dispatchRun.ts';
import type { JobTask, Tasks } from '../task/readTasks.ts';
import { type Choice, chooseWindows } from './chooseWindows.ts';
import { NOTHING } from './counts.ts';
import { handOverWindow } from './handOverWindow.ts';
import { letGo } from './letGo.ts';
import { askForStates, loadJobsOf, sweepJobs } from './sweepJobs.ts';
import { createTroubles } from './troubles.ts';

/** How many task files are moved at once. */
const CONCURRENCY = 16;

export interface Sweep extends Pick<DispatchRun, 'projects' | 'waiting' | 'letGo' | 'setAside' | 'errors'> {
  /** When the next window, or the next that waits, is due that was not yet. */
  nextDue?: Date;
  /** What is still to be looked after. What met with trouble is not among it: the next listing has it. */
  left: Tasks;
  /** Handed over by bundles: their task files stay until their follow-ups are done. */
  bundled: JobTask[];
}

/** Looks at every task file once, and hands those whose window is due, whose job is done or lost, or whose time has come, to tail. */
export async function sweep({ jobs, windows, waiting, strangers }: Tasks, deps: Deps): Promise<Sweep> {
  const troubles = createTroubles();
  const { maxConcurrentLoad } = deps.settings;
  const result: Sweep = { projects: {}, waiting: 0, letGo: 0, setAside: [], errors: [], left: nothing(), bundled: [] };
  const asked = askForStates(jobs, troubles, deps);
  // What BigQuery has to say matters to a window only where load jobs are limited.
  const loadJobs = maxConcurrentLoad === 0 ? {} : loadJobsOf(await asked);
  const choice = chooseWindows(windows, { now: deps.clock.now(), loadJobs, maxConcurrentLoad });
  await pMap(
    choice.go,
    ({ window }) =>
      troubles.contain(`window ${window.name} could not be handed over`, () => handOverWindow(window, deps)),
    { concurrency: CONCURRENCY },
  );
  countWindows(result, choice);
  const gone = new Set(choice.go.map(({ window }) => window));
  result.left.windows = windows.filter((window) => !gone.has(window));
  for (const project of await asked) {
    const swept = await sweepJobs(project, troubles, deps);
    if ('error' in swept) {
      result.errors.push(swept.error);
      continue;
    }
    addJobs(countsOf(result, project.projectId), swept.counts);
    // There may be more of them than a call takes arguments.
    result.left.jobs = result.left.jobs.concat(swept.left);
    result.bundled = result.bundled.concat(swept.bundled);
  }
  const now = deps.clock.now();
  result.left.waiting = waiting.filter(({ notBefore }) => notBefore > now);
  const released = await letGo(waiting, troubles, deps);
  result.waiting = released.waiting;
  result.letGo = released.dispatched;
  const dues = [...(result.nextDue ? [result.nextDue] : []), ...waiting.map(({ notBefore }) => notBefore)];
  const next = earliestAfter(deps.clock.now(), dues);
  if (next) result.nextDue = next;
  for (const { place } of strangers) {
    await troubles.contain(`${place.name} is not a task, and could not be set aside`, async () => {
      result.setAside.push(await deps.tasks.setAside(place));
    });
  }
  result.errors.push(...troubles.told());
  return result;
}

/** No tasks. */
export const nothing = (): Tasks => ({ jobs: [], windows: [], waiting: [], strangers: [] });

function earliestAfter(now: Date, times: readonly Date[]): Date | undefined {
  let earliest: Date | undefined;
  for (const time of times) if (time > now && (earliest === undefined || time < earliest)) earliest = time;
  return earliest;
}

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
