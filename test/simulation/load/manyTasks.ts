// Dispatch, in a process of its own: 50,000 jobs in the state that the first argument names, and 1,000 processes of 5,000 files that
// have run for long. Prints what each run did and the memory that the process took.

import { jobIdOf } from '../../../functions/src/bigquery/jobId.ts';
import type { Warehouse } from '../../../functions/src/bigquery/warehouse.ts';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import { dispatch } from '../../../functions/src/dispatch/dispatch.ts';
import { POST_JOB, TASKS } from '../../../functions/src/model/places.ts';
import type { ObjectInfo, ObjectStore } from '../../../functions/src/storage/objectStore.ts';
import { isBundle } from '../../../functions/src/task/bundle.ts';
import { createTaskStore } from '../../../functions/src/task/taskStore.ts';
import { Timestamp } from '../../support/cloud/firestore/classes.ts';
import { memoryCloud, OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';

const TASK_FILES = 50_000;
const PROCESSES = 1_000;
const FILES = 5_000;
const RUNS = 3;
const PAGE = 1_000;

const state = process.argv[2] === 'DONE' ? 'DONE' : 'RUNNING';
const cloud = memoryCloud({ settings: { dispatchBudgetSec: 20, missedFileSec: 0 } });
const own = cloud.deps();
/** All of them were written before the first run. */
const written = cloud.clock.now();

const jobIdFor = (n: number): string =>
  jobIdOf('shop.orders', { processId: String(10 ** 15 + n), step: 1, action: 'load', mode: 'dispatch' });

/** The numbers of a page, made as it is asked for: what is listed takes no memory here, as it takes none of an instance in the cloud. */
const pageFrom = (start: number): number[] =>
  Array.from({ length: Math.min(PAGE, TASK_FILES - start) }, (_, n) => start + n);

/** A bundle as it lies there; its metadata is kept outside the heap, and made anew for each listing. */
interface Lying {
  name: string;
  metadata: Buffer;
  created: Date;
  generation: string;
}

const bundles = new Map<string, Lying>();
let writes = 0;

function putBundle(name: string, metadata: Readonly<Record<string, string>>): void {
  writes++;
  const lying = { name, metadata: Buffer.from(JSON.stringify(metadata)), created: cloud.clock.now() };
  bundles.set(name, { ...lying, generation: String(writes) });
}

const metadataOf = ({ metadata }: Lying): Record<string, string> => JSON.parse(metadata.toString());

/** The bundles first, then what else lies in `_bqtail_/`: the tokens of the former are numbers. */
async function dueFrom(bucket: string, prefix: string, token: string) {
  if (!/^\d+$/.test(token)) return own.objects.page(bucket, { prefix, token });
  const end = Number(token) + PAGE;
  if (bundles.size <= Number(token)) return own.objects.page(bucket, { prefix });
  const found = [...bundles.values()]
    .slice(Number(token), end)
    .map((lying): ObjectInfo => ({ ...lying, bucket, size: 200, metadata: metadataOf(lying) }));
  return { objects: found, next: String(end) };
}

const objects: ObjectStore = {
  ...own.objects,
  async page(bucket, { prefix = '', token = '0' } = {}) {
    if (bucket === TRIGGER && prefix === POST_JOB) return dueFrom(bucket, prefix, token);
    if (bucket !== OPS || prefix !== TASKS) return own.objects.page(bucket, { prefix });
    const start = Number(token);
    const found = pageFrom(start).map((n) => ({
      ...{ bucket, name: `${TASKS}${jobIdFor(n)}.json`, generation: String(n + 1), size: 200, created: written },
      metadata: { projectId: 'own', location: 'US' },
    }));
    return { objects: found, ...(start + PAGE < TASK_FILES ? { next: String(start + PAGE) } : {}) };
  },
  async write(place, content) {
    if (isBundle(place.name)) putBundle(place.name, content.metadata ?? {});
    else await own.objects.write(place, content);
  },
  async copyNoted(from, to, note) {
    const lying = bundles.get(from.name);
    if (lying === undefined) return own.objects.copyNoted(from, to, note);
    putBundle(to.name, { ...metadataOf(lying), ...note });
    return true;
  },
};

const warehouse: Warehouse = {
  ...own.warehouse,
  async *jobPages() {
    for (let start = 0; start < TASK_FILES; start += PAGE) {
      yield new Map(pageFrom(start).map((n) => [jobIdFor(n), state] as const));
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

/** Between two runs: what was asked for by the first is stale by the third. */
const PAUSE_MS = 120_000;

for (let run = 1; run <= RUNS; run++) {
  const [began, writtenBefore] = [performance.now(), writes];
  const { projects, errors, cycles } = await cloud.clock.settle(dispatch(deps));
  const { running, dispatched } = projects['own'] ?? {};
  console.log(
    JSON.stringify({
      ...{ run, running, dispatched, cycles, errors, tookMs: Math.round(performance.now() - began) },
      ...{ bundles: bundles.size, bundlesWritten: writes - writtenBefore },
      peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  );
  await cloud.clock.passUntil(cloud.clock.time() + PAUSE_MS);
}
