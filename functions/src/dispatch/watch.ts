import pMap from 'p-map';
import type { Deps } from '../deps/deps.ts';
import type { Tasks } from '../task/readTasks.ts';
import { type WaitingWindow, windowFile } from '../task/windowStore.ts';
import { type Sweep, sweep } from './sweep.ts';

/** Looks after what a sweep left, until the next lists the task files: that costs sixteen times as much. */
export interface Watch {
  /** The task files were listed. */
  note(listed: Pick<Tasks, 'windows'>): void;
  /** Hands to tail what has become due since, and windows that were opened meanwhile and are over already. */
  glance(left: Tasks): Promise<Sweep>;
}

/** Of up to so many jobs each is asked for; of more it is the next sweep that tells. */
const FEW = 5;
const CONCURRENCY = 16;

export function createWatch(deps: Deps): Watch {
  const { windows, windowTasks, settings, clock } = deps;
  const known = new Set<string>();
  let since = clock.now();

  async function newlyDue(): Promise<WaitingWindow[]> {
    const now = clock.now();
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
    async glance({ jobs, windows: waiting, ...left }) {
      const isAsked = jobs.length <= FEW;
      // Whatever keeps them from being found, the next sweep meets it, and says so.
      const fresh = await newlyDue().catch(() => []);
      const swept = await sweep({ ...left, jobs: isAsked ? jobs : [], windows: [...waiting, ...fresh] }, deps);
      if (!isAsked) swept.left.jobs.push(...jobs);
      return swept;
    },
  };
}
