// Closes one window in a process of its own, so that its memory can be told from others': node closeOnce.ts ‹Closing as JSON›
import { randomUUID } from 'node:crypto';
import type { Deps } from '../../functions/src/deps/deps.ts';
import { BATCH } from '../../functions/src/model/places.ts';
import { createDeps } from '../../functions/src/runtime/createDeps.ts';
import { tail } from '../../functions/src/tail/tail.ts';
import { testSettings } from '../support/testSettings.ts';

/** What is to be closed. */
export interface Closing {
  projectId: string;
  triggerBucket: string;
  opsBucket: string;
  /** Of the window's task file, without the folder. */
  name: string;
}

/** How that went. */
export interface Closed {
  /** When the first load job was submitted. */
  submittedMs: number;
  endedMs: number;
  cpuMs: number;
  idleBytes: number;
  peakBytes: number;
}

const { name, ...places }: Closing = JSON.parse(process.argv[2] ?? '');
const real = await createDeps(testSettings({ ...places, rulesCheckSec: 60, staleTaskSec: 180 }));
let submittedMs: number | undefined;
const deps: Deps = {
  ...real,
  warehouse: {
    ...real.warehouse,
    async submit(...job) {
      const answer = await real.warehouse.submit(...job);
      submittedMs ??= performance.now() - started;
      return answer;
    },
  },
};
// Connections are there, as in an instance that has worked before.
await deps.windows.find('none');
await deps.warehouse.locationOf({ projectId: places.projectId, datasetId: 'bqtail' });
const idleBytes = process.memoryUsage().rss;
const cpu = process.cpuUsage();
const started = performance.now();
const created = new Date().toISOString();
const file = { bucket: places.triggerBucket, name: BATCH + name, generation: '1', size: 0, created };
const invocation = { id: randomUUID(), file, deadline: new Date(Date.now() + 540_000) };
const { status, message } = await tail(invocation, deps);
if (submittedMs === undefined) throw new Error(`no load job was submitted: ${status}, ${message}`);
const used = process.cpuUsage(cpu);
const closed: Closed = {
  submittedMs,
  endedMs: performance.now() - started,
  cpuMs: (used.user + used.system) / 1000,
  idleBytes,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(JSON.stringify(closed));
process.exit();
