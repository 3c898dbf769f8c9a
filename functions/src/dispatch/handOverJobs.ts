import pMap from 'p-map';
import type { Deps } from '../deps/deps.ts';
import type { Counts } from '../model/dispatchRun.ts';
import { inBundles, mayBeBundled, type TaskVersion } from '../task/bundle.ts';
import type { JobTask } from '../task/readTasks.ts';
import type { Troubles } from './troubles.ts';

/** How many objects are written at once. */
const CONCURRENCY = 16;

/** A job that has ended, or that BigQuery does not know. */
export interface Ended extends TaskVersion {
  task: JobTask;
  outcome: 'dispatched' | 'lost';
}

/** How many were handed over, and those whose task files stay meanwhile. */
type HandedOver = Pick<Counts, Ended['outcome']> & { bundled: JobTask[] };

/**
 * Hands jobs to tail: many by one object, since writing one for each, with its event, was a third of what a file alone cost; a
 * single one, and one that a function may have waited for, by itself.
 */
export async function handOverJobs(ended: readonly Ended[], troubles: Troubles, deps: Deps): Promise<HandedOver> {
  const result: HandedOver = { dispatched: 0, lost: 0, bundled: [] };
  const alone = ended.filter(({ jobId }) => !mayBeBundled(jobId));
  const bundled = ended.filter(({ jobId }) => mayBeBundled(jobId));
  const bundles = [...alone.map((one) => [one] as const), ...inBundles(bundled)];
  await pMap(
    bundles,
    async (bundle) => {
      const [{ jobId, generation }, ...others] = bundle;
      const isAlone = others.length === 0;
      const what = isAlone ? `task ${jobId}` : `task ${jobId}, with ${others.length} more,`;
      const versions = bundle.map((one) => ({ jobId: one.jobId, generation: one.generation }));
      const isDone = await troubles.contain(`${what} could not be followed up`, () =>
        isAlone ? deps.tasks.makeDue(jobId, generation) : deps.tasks.makeDueTogether(versions),
      );
      if (!isDone) return;
      for (const { outcome } of bundle) result[outcome]++;
      if (!isAlone) result.bundled.push(...bundle.map(({ task }) => task));
    },
    { concurrency: CONCURRENCY },
  );
  return result;
}
