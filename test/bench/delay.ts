import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { actionKinds } from '../../functions/src/action/actionKinds.ts';
import { windowsFor } from '../../functions/src/batch/batchWindow.ts';
import { parseJobId } from '../../functions/src/bigquery/jobId.ts';
import type { Deps } from '../../functions/src/deps/deps.ts';
import { dispatch } from '../../functions/src/dispatch/dispatch.ts';
import { eventIdOf } from '../../functions/src/model/eventId.ts';
import { BATCH, POST_JOB } from '../../functions/src/model/places.ts';
import type { ObjectPlace } from '../../functions/src/storage/objectStore.ts';
import { tail } from '../../functions/src/tail/tail.ts';
import { createOwnWorld, type OwnWorld } from '../flow/ownWorld.ts';
import { percentile, type Report, type Row } from './report.ts';
import { sampleTable } from './sampleTable.ts';
import { uploadFiles } from './uploadFiles.ts';

const WINDOWS = 120;
/** Windows are over one after the other during so much time. */
const SPREAD_SEC = 60;
/** So much later than now the first window is over: until then all of them are there. */
const AHEAD_MS = 15_000;
const BUDGET_SEC = 50;
const MINUTE_MS = 60_000;
const TAIL_MS = 540_000;

const RULE = `
When: { Prefix: /data/, Suffix: .json }
Async: true
Batch: { Window: { DurationInSec: 10 }, MaxDelayInSec: ${SPREAD_SEC} }
Dest: { Table: TABLE }
OnSuccess: [{ Action: delete }]
`;

/** How long after the end of its window, delay included, a load job is submitted, with runs of dispatch as deployed. */
export async function delay(): Promise<Report[]> {
  return [
    {
      title: 'Delay: from the end of a window to its load job submitted',
      rows: [
        await measured('one after the other', () => sleep(1_000)),
        await measured('one a minute', (started) => sleep(Math.max(0, started + MINUTE_MS - Date.now()))),
      ],
      notes: [
        `Runs of ${BUDGET_SEC} s; the windows end during ${SPREAD_SEC} s. Without the way of an event from Cloud Storage to the function.`,
      ],
    },
  ];
}

async function measured(runs: string, untilNext: (started: number) => Promise<unknown>): Promise<Row> {
  const world = await createOwnWorld({ rules: RULE, metadata: sampleTable });
  const submitted = new Map<string, number>();
  const { deps, settled } = realTime(world, (eventId) => submitted.set(eventId, submitted.get(eventId) ?? Date.now()));
  const due = await openWindows(deps);
  while (submitted.size < due.size) {
    const started = Date.now();
    await dispatch(deps);
    if (submitted.size < due.size) await untilNext(started);
  }
  await settled();
  const seconds = [...due].map(([eventId, closes]) => ((submitted.get(eventId) ?? Number.NaN) - closes) / 1000);
  return {
    'runs of dispatch': runs,
    windows: due.size,
    'p50, s': percentile(seconds, 0.5),
    'p95, s': percentile(seconds, 0.95),
    'p99, s': percentile(seconds, 0.99),
    'slowest, s': Math.max(...seconds),
  };
}

/** The deps of a world with the true clock; whatever becomes due there is delivered to tail at once. */
function realTime({ deps: own }: OwnWorld, onSubmit: (eventId: string) => void) {
  const invocations: Promise<unknown>[] = [];
  const arrive = async (place: ObjectPlace): Promise<void> => {
    const info = await own.objects.stat(place);
    if (info === undefined) return;
    const { generation, size, created } = info;
    const file = { ...place, generation, size, created: created.toISOString() };
    await tail({ id: randomUUID(), file, deadline: new Date(Date.now() + TAIL_MS) }, deps);
  };
  const arrives = (name: string) => void invocations.push(arrive({ bucket: own.settings.triggerBucket, name }));
  const deps: Deps = {
    ...own,
    settings: { ...own.settings, dispatchBudgetSec: BUDGET_SEC, staleTaskSec: 180 },
    clock: { ...own.clock, now: () => new Date(), sleep: (ms) => sleep(ms) },
    warehouse: {
      ...own.warehouse,
      async submit(job, configuration) {
        const answer = await own.warehouse.submit(job, configuration);
        onSubmit(parseJobId(job.jobId)?.processId ?? '');
        return answer;
      },
    },
    windowTasks: {
      ...own.windowTasks,
      async makeDue(name) {
        await own.windowTasks.makeDue(name);
        arrives(BATCH + name);
      },
    },
    tasks: {
      ...own.tasks,
      async makeDue(jobId) {
        await own.tasks.makeDue(jobId);
        arrives(`${POST_JOB}${jobId}.json`);
      },
    },
  };
  return { deps, settled: () => Promise.all(invocations) };
}

/** Opens windows, one a folder. Answers when each of them is over, in milliseconds since the epoch, by its event. */
async function openWindows(deps: Deps): Promise<Map<string, number>> {
  const { rules } = await deps.rules.current();
  const [rule] = rules;
  if (rule === undefined) throw new Error('there is no rule');
  const created = new Date(Date.now() + AHEAD_MS).toISOString();
  const due = new Map<string, number>();
  for (let n = 0; n < WINDOWS; n++) {
    for (const object of await uploadFiles(deps.settings.triggerBucket, `data/${n}`, 1)) {
      const { bucket, name, generation, size } = object;
      const file = { bucket, name, generation, size: Number(size), created };
      await tail({ id: randomUUID(), file, deadline: new Date(Date.now() + TAIL_MS) }, deps);
      due.set(eventIdOf(file), windowsFor(rule, file, actionKinds)(0).closes.getTime());
    }
  }
  return due;
}
