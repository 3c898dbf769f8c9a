// Dispatch, in a process of its own: 50,000 jobs in flight, and 1,000 processes of 5,000 files that have run for long. Prints what it
// did and the memory that the process took.

import { jobIdOf } from '../../../functions/src/bigquery/jobId.ts';
import type { Warehouse } from '../../../functions/src/bigquery/warehouse.ts';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import { dispatch } from '../../../functions/src/dispatch/dispatch.ts';
import { TASKS } from '../../../functions/src/model/places.ts';
import type { ObjectStore } from '../../../functions/src/storage/objectStore.ts';
import { createTaskStore } from '../../../functions/src/task/taskStore.ts';
import { Timestamp } from '../../support/cloud/firestore/classes.ts';
import { memoryCloud, OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';

const TASK_FILES = 50_000;
const PROCESSES = 1_000;
const FILES = 5_000;
const RUNS = 3;
const PAGE = 1_000;

const cloud = memoryCloud({ settings: { dispatchBudgetSec: 0, missedFileSec: 0 } });
const own = cloud.deps();

const jobIdFor = (n: number): string =>
  jobIdOf('shop.orders', { processId: String(10 ** 15 + n), step: 1, action: 'load', mode: 'dispatch' });

/** The numbers of a page, made as it is asked for: what is listed takes no memory here, as it takes none of an instance in the cloud. */
const pageFrom = (start: number): number[] =>
  Array.from({ length: Math.min(PAGE, TASK_FILES - start) }, (_, n) => start + n);

const objects: ObjectStore = {
  ...own.objects,
  async page(bucket, { prefix = '', token = '0' } = {}) {
    if (bucket !== OPS || prefix !== TASKS) return own.objects.page(bucket, { prefix });
    const start = Number(token);
    const created = cloud.clock.now();
    const found = pageFrom(start).map((n) => ({
      ...{ bucket, name: `${TASKS}${jobIdFor(n)}.json`, generation: String(n + 1), size: 200, created },
      metadata: { projectId: 'own', location: 'US' },
    }));
    return { objects: found, ...(start + PAGE < TASK_FILES ? { next: String(start + PAGE) } : {}) };
  },
};

const warehouse: Warehouse = {
  ...own.warehouse,
  async *jobPages() {
    for (let start = 0; start < TASK_FILES; start += PAGE) {
      yield new Map(pageFrom(start).map((n) => [jobIdFor(n), 'RUNNING'] as const));
    }
  },
};

const { triggerBucket, opsBucket } = cloud.settings;
const deps: Deps = { ...own, objects, warehouse, tasks: createTaskStore({ objects, triggerBucket, opsBucket }) };

/** Each read of a document has a plan of its own, as the client makes one of each answer. */
const source = {
  bucket: TRIGGER,
  name: `data/${'x'.repeat(100)}`,
  generation: '1772452800000000',
  size: 1,
  created: '',
};
const plan = JSON.stringify({ sources: Array.from({ length: FILES }, () => source) }).slice(0, 900_000);
const longAgo = new Timestamp(Math.floor(cloud.clock.time() / 1000) - 7_200, 0);
for (let n = 0; n < PROCESSES; n++) {
  const fields = {
    bucket: TRIGGER,
    status: 'running',
    lookAfter: longAgo,
    plan,
    destTable: 'shop.orders',
    mode: 'async',
  };
  cloud.firestore.documents.apply([{ kind: 'create', path: `journal/${10 ** 15 + n}`, fields }]);
}

for (let run = 1; run <= RUNS; run++) {
  const began = performance.now();
  const { projects, errors } = await cloud.clock.settle(dispatch(deps));
  const counts = projects['own'];
  console.log(
    JSON.stringify({
      ...{ run, running: counts?.running, errors, tookMs: Math.round(performance.now() - began) },
      peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  );
}
