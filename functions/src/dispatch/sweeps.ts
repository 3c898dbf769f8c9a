import { isDeepStrictEqual } from 'node:util';
import { defined } from '../common/defined.ts';
import type { Deps } from '../deps/deps.ts';
import { failureOf } from '../failure/failureOf.ts';
import type { Counts, DispatchRun } from '../model/dispatchRun.ts';
import { type JobTask, readTasks, type Tasks } from '../task/readTasks.ts';
import { addedUp, alsoDone } from './counts.ts';
import { createHandedOver } from './handedOver.ts';
import { GLANCE_MS, PAUSE_MS, SHORT_PAUSE_MS } from './pace.ts';
import { nothing, type Sweep, sweep } from './sweep.ts';
import { createWatch } from './watch.ts';

/** The sweeps of a run, which it adds up. */
export interface Sweeps {
  /** Lists the task files, and sweeps all of them. */
  list(): Promise<Tasks>;
  /** When to go on; undefined where nothing is to be expected before the end. */
  next(end: Date): Date | undefined;
  /** Sweeps what is left of the last listing, or lists once more. */
  goOn(): Promise<void>;
}

export function createSweeps(run: DispatchRun, deps: Deps): Sweeps {
  const { clock, journal, settings } = deps;
  const watch = createWatch(deps);
  const handedOver = createHandedOver(deps);
  // How many jobs run is only known where they were listed a moment ago.
  const isLimited = settings.maxConcurrentLoad > 0 || settings.maxConcurrentSql > 0;
  let last: Pick<Sweep, 'left' | 'nextDue'> = { left: nothing() };
  let listAt = 0;
  /** Something was handed to tail since the last listing. */
  let isExpected = false;
  let lastStatistics: object | undefined;

  function note(swept: Sweep, add: (before: Counts, now: Counts) => Counts): void {
    const { left, nextDue } = swept;
    last = defined({ left, nextDue });
    handedOver.note(swept.bundled);
    merge(run, swept, add);
    if (!hasHandedOver(swept)) return;
    isExpected = true;
    if (swept.left.jobs.length === 0) listAt = Math.min(listAt, clock.now().getTime() + SHORT_PAUSE_MS);
  }

  /** Jobs that may have been handed over already wait for the next run; nothing else has to. */
  async function toLookAfter({ jobs }: Tasks): Promise<JobTask[]> {
    try {
      return await handedOver.without(jobs);
    } catch (error) {
      run.errors.push(
        failureOf(error, 'no job was checked, because the jobs that were handed over could not be listed').message,
      );
      return [];
    }
  }

  async function list(): Promise<Tasks> {
    await journal.assertAnswers();
    // Found again by the listing: there may be tens of thousands, and they are not to lie here twice.
    last = { left: nothing() };
    const tasks = await readTasks(deps.tasks);
    watch.note(tasks);
    const swept = await sweep({ ...tasks, jobs: await toLookAfter(tasks) }, deps);
    run.cycles++;
    isExpected = false;
    listAt = clock.now().getTime() + (isLimited ? SHORT_PAUSE_MS : PAUSE_MS);
    note(swept, addedUp);
    const statistics = { projects: swept.projects, waiting: swept.waiting };
    if (!isDeepStrictEqual(statistics, lastStatistics)) await journal.writeStatistics(statistics);
    lastStatistics = statistics;
    return tasks;
  }

  return {
    list,
    next(end) {
      const now = clock.now().getTime();
      const due = last.nextDue?.getTime() ?? Number.POSITIVE_INFINITY;
      const { jobs, windows } = last.left;
      const isThrottled = windows.some((window) => window.due.getTime() <= now);
      if (!isExpected && jobs.length === 0 && !isThrottled && due > end.getTime()) return undefined;
      const next = Math.min(isLimited ? listAt : now + GLANCE_MS, listAt, due);
      return next > end.getTime() ? undefined : new Date(next);
    },
    async goOn() {
      const now = clock.now();
      const isDue = last.nextDue !== undefined && last.nextDue <= now;
      // What is due has waited for this moment: a listing may wait for the next.
      if (isLimited || (now.getTime() >= listAt && !isDue)) await list();
      else {
        const { swept, isWhole } = await watch.glance(last.left);
        note(swept, isWhole ? addedUp : alsoDone);
      }
    },
  };
}

const hasHandedOver = ({ projects, letGo }: Sweep): boolean =>
  letGo > 0 || Object.values(projects).some(({ dispatched, lost, batches }) => dispatched + lost + batches > 0);

function merge(run: DispatchRun, swept: Sweep, add: (before: Counts, now: Counts) => Counts): void {
  for (const [projectId, counts] of Object.entries(swept.projects)) {
    const before = run.projects[projectId];
    run.projects[projectId] = before ? add(before, counts) : counts;
  }
  run.waiting = swept.waiting;
  run.letGo += swept.letGo;
  run.setAside.push(...swept.setAside);
  run.errors.push(...swept.errors);
}
