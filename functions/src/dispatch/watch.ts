import pMap from 'p-map';
import type { Deps } from '../deps/deps.ts';
import type { Tasks } from '../task/readTasks.ts';
import { type WaitingWindow, windowFile } from '../task/windowStore.ts';
import { GLANCE_MS } from './pace.ts';
import { type Sweep, sweep } from './sweep.ts';

/** Looks after what a sweep left, until the next lists the task files: that costs sixteen times as much. */
export interface Watch {
  /** The task files were listed. */
  note(listed: Pick<Tasks, 'windows'>): void;
  /** Hands to tail what has become due since; finds windows that were opened meanwhile and are over already, to be handed over next. */
  glance(left: Tasks): Promise<Glance>;
}

/** What a glance saw and did; `isWhole`: BigQuery was asked for all jobs that were left. */
interface Glance {
  swept: Sweep;
  isWhole: boolean;
}

/** Up to this many jobs a glance asks BigQuery for; more of them wait for the next listing. */
const FEW = 5;
const CONCURRENCY = 16;

export function createWatch(deps: Deps): Watch {
  const { windows, windowTasks, settings, clock } = deps;
  const known = new Set<string>();
  let since = clock.now();

  async function newlyDue(now: Date): Promise<WaitingWindow[]> {
    const due = await windows.overdue(settings.triggerBucket, now, since);
    since = now;
    const fresh = due.filter((window) => !known.has(windowFile(window)));
    for (const window of fresh) known.add(windowFile(window));
    const found = await pMap(fresh, (window) => windowTasks.find(window), { concurrency: CONCURRENCY });
    return found.filter((window) => window !== undefined);
  }

  return {
    note(listed) {
      for (const { name } of listed.windows) known.add(name);
    },
    async glance(left) {
      const now = clock.now();
      // At the moment when a window is due, nothing else is to keep it waiting.
      const isTime = now.getTime() - since.getTime() >= GLANCE_MS;
      const jobs = isTime && left.jobs.length <= FEW ? left.jobs : [];
      const [swept, fresh] = await Promise.all([
        sweep({ ...left, jobs }, deps),
        // Whatever keeps them from being found, the next listing meets it, and says so.
        isTime ? newlyDue(now).catch(() => []) : [],
      ]);
      const isWhole = jobs.length === left.jobs.length;
      if (!isWhole) swept.left.jobs = left.jobs;
      const [first] = fresh;
      swept.left.windows.push(...fresh);
      return { swept: first === undefined ? swept : { ...swept, nextDue: first.due }, isWhole };
    },
  };
}
