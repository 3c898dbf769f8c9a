// Runs dispatch in a process of its own, as often as it is told to, so that it can be given less of a CPU: node dispatchRuns.ts ‹Deployment as JSON›
import type { Deps } from '../../functions/src/deps/deps.ts';
import { dispatch } from '../../functions/src/dispatch/dispatch.ts';
import { BATCH, POST_JOB } from '../../functions/src/model/places.ts';
import { createDeps } from '../../functions/src/runtime/createDeps.ts';
import { bundleName } from '../../functions/src/task/bundle.ts';
import { testSettings } from '../support/testSettings.ts';

/** What it dispatches for. */
export interface Deployment {
  projectId: string;
  triggerBucket: string;
  opsBucket: string;
  dispatchBudgetSec: number;
}

/** What it says: that an object of the trigger bucket is there, and that a run is over. */
export type Said = { arrived: string } | 'done';

const deployment: Deployment = JSON.parse(process.argv[2] ?? '');
const real = await createDeps(testSettings({ ...deployment, rulesCheckSec: 60, staleTaskSec: 180 }));
const say = (said: Said): void => void process.send?.(said);
const deps: Deps = {
  ...real,
  windowTasks: {
    ...real.windowTasks,
    async makeDue(window) {
      await real.windowTasks.makeDue(window);
      say({ arrived: BATCH + window.name });
    },
  },
  tasks: {
    ...real.tasks,
    async makeDue(jobId, generation) {
      await real.tasks.makeDue(jobId, generation);
      say({ arrived: `${POST_JOB}${jobId}.json` });
    },
    async makeDueTogether(tasks) {
      await real.tasks.makeDueTogether(tasks);
      say({ arrived: bundleName(tasks) });
    },
  },
};
process.on('message', async () => {
  await dispatch(deps);
  say('done');
});
process.on('disconnect', () => process.exit());
