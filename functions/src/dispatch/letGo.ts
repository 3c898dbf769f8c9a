import pMap from 'p-map';
import type { Deps } from '../deps/deps.ts';
import type { WaitingTask } from '../task/readTasks.ts';
import type { Troubles } from './troubles.ts';

/** How many task files are moved at once. */
const CONCURRENCY = 16;

interface LetGo {
  dispatched: number;
  /** Their time has not come, or the hold that they wait for lets only a few go at a time. */
  waiting: number;
}

/** Hands to tail what has waited for its time: of those that wait for the same hold only as many as may go at a time. */
export async function letGo(tasks: readonly WaitingTask[], troubles: Troubles, deps: Deps): Promise<LetGo> {
  const now = deps.clock.now();
  const ready = tasks.filter(({ notBefore }) => notBefore <= now);
  let dispatched = 0;
  for (const [key, own] of Map.groupBy(ready, (task) => task.key)) {
    const due = own.toSorted((a, b) => a.notBefore.getTime() - b.notBefore.getTime());
    await troubles.contain(`the processes that wait for ${key ?? 'their time'} could not be handed over`, async () => {
      const count = key === undefined ? due.length : await deps.holds.letGo(key, due.length, now);
      const gone = await pMap(due.slice(0, count), (task) => makeDue(task, troubles, deps), {
        concurrency: CONCURRENCY,
      });
      dispatched += gone.filter(Boolean).length;
    });
  }
  return { dispatched, waiting: tasks.length - dispatched };
}

function makeDue({ jobId, place, generation }: WaitingTask, troubles: Troubles, deps: Deps): Promise<boolean> {
  return troubles.contain(`task ${place.name} could not be handed over`, () =>
    jobId === undefined ? deps.arrivals.makeDue({ place, generation }) : deps.tasks.makeDue(jobId, generation),
  );
}
