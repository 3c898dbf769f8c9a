import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT } from '../../emulators/places.ts';
import { actionKinds } from '../../functions/src/action/actionKinds.ts';
import { windowsFor } from '../../functions/src/batch/batchWindow.ts';
import { parseJobId } from '../../functions/src/bigquery/jobId.ts';
import type { Deps } from '../../functions/src/deps/deps.ts';
import { eventIdOf } from '../../functions/src/model/eventId.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import { PARAMS } from '../../functions/src/runtime/params.ts';
import { SIZES } from '../../functions/src/runtime/sizes.ts';
import { tail } from '../../functions/src/tail/tail.ts';
import { createOwnWorld, type OwnWorld } from '../flow/ownWorld.ts';
import type { Deployment, Said } from './dispatchRuns.ts';
import { percentile, type Report, type Row } from './report.ts';
import { sampleTable } from './sampleTable.ts';
import { throttled } from './throttled.ts';
import { uploadFiles } from './uploadFiles.ts';

/** Of each kind. */
const WINDOWS = 45;
/** Windows are over one after the other during so much time. */
const SPREAD_SEC = 110;
/** So much later than now the first window is over: until then all that are to be there are there. */
const AHEAD_MS = 15_000;
/** Before its end the first file of a late window comes: too short for a sweep to have seen it. */
const LATE_MS = 2_000;
const MINUTE_MS = 60_000;
const TAIL_MS = 540_000;

const RULE = `
When: { Prefix: /data/, Suffix: .json }
Async: true
Batch: { Window: { DurationInSec: 10 }, MaxDelayInSec: ${SPREAD_SEC} }
Dest: { Table: TABLE }
OnSuccess: [{ Action: delete }]
`;

/** How long after the end of its window, delay included, a load job is submitted, with a run of dispatch a minute. */
export async function delay(): Promise<Report[]> {
  return [
    {
      title: 'Delay: from the end of a window to its load job submitted',
      rows: [...(await measured(SIZES.dispatch.cpu)), ...(await measured(1))],
      notes: [
        `A run of up to ${PARAMS.DISPATCH_BUDGET_SEC.default} s each minute, in a process that gets that share of a CPU; the windows end during ${SPREAD_SEC} s.`,
        'Without the way of an event from Cloud Storage to bqTail.',
      ],
    },
  ];
}

async function measured(cpu: number): Promise<Row[]> {
  const world = await createOwnWorld({ rules: RULE, metadata: sampleTable });
  const { triggerBucket, opsBucket } = world.deps.settings;
  await world.deps.objects.write(
    { bucket: opsBucket, name: 'rules/own.yaml' },
    { content: world.rules, contentType: 'text/yaml' },
  );
  const submitted = new Map<string, number>();
  const deps = realTime(world, (eventId) => submitted.set(eventId, submitted.get(eventId) ?? Date.now()));
  const dispatcher = startDispatcher(
    { projectId: PROJECT, triggerBucket, opsBucket, dispatchBudgetSec: PARAMS.DISPATCH_BUDGET_SEC.default },
    deps,
  );
  // It has run before: its connections are there, and so is what it loads once.
  await dispatcher.run();
  const unthrottle = throttled(dispatcher.child, cpu);
  const early = await openWindows('early', deps, 0);
  const opening = openWindows('late', deps, LATE_MS);
  const isOver = async (): Promise<boolean> => submitted.size >= early.size + (await opening).size;
  const runs: Promise<void>[] = [];
  const ticks = setInterval(() => runs.push(dispatcher.run()), MINUTE_MS);
  runs.push(dispatcher.run());
  while (!(await isOver())) await sleep(500);
  clearInterval(ticks);
  await Promise.all(runs);
  unthrottle();
  dispatcher.child.disconnect();
  return Object.entries({ 'before the last sweep': early, 'two seconds before its end': await opening }).map(
    ([opened, due]) => row({ opened, due, submitted, cpu }),
  );
}

interface Measured {
  opened: string;
  /** In milliseconds since the epoch, by the event that opened the window. */
  due: ReadonlyMap<string, number>;
  submitted: ReadonlyMap<string, number>;
  cpu: number;
}

function row({ opened, due, submitted, cpu }: Measured): Row {
  const seconds = [...due].map(([eventId, closes]) => ((submitted.get(eventId) ?? Number.NaN) - closes) / 1000);
  return {
    'the window opened': opened,
    'CPUs of dispatch': cpu,
    windows: due.size,
    'p50, s': percentile(seconds, 0.5),
    'p95, s': percentile(seconds, 0.95),
    'p99, s': percentile(seconds, 0.99),
    'slowest, s': Math.max(...seconds),
  };
}

interface Dispatcher {
  child: ChildProcess;
  run(): Promise<void>;
}

/** Dispatch in a process of its own; whatever it makes due is delivered to tail at once. */
function startDispatcher(deployment: Deployment, deps: Deps): Dispatcher {
  const child = fork(path.join(import.meta.dirname, 'dispatchRuns.ts'), [JSON.stringify(deployment)]);
  const waiting: (() => void)[] = [];
  child.on('message', (said: Said) => {
    if (said === 'done') waiting.shift()?.();
    else void deliver(said.arrived, deps);
  });
  return {
    child,
    run: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        child.send('run');
      }),
  };
}

async function deliver(name: string, deps: Deps): Promise<void> {
  const place = { bucket: deps.settings.triggerBucket, name };
  const info = await deps.objects.stat(place);
  if (info === undefined) return;
  const { generation, size, created } = info;
  await handle({ ...place, generation, size, created: created.toISOString() }, deps);
}

const handle = (file: SourceFile, deps: Deps) =>
  tail({ id: randomUUID(), file, deadline: new Date(Date.now() + TAIL_MS) }, deps);

/** The deps of a world with the true clock. */
function realTime({ deps: own }: OwnWorld, onSubmit: (eventId: string) => void): Deps {
  return {
    ...own,
    clock: { ...own.clock, now: () => new Date(), sleep: (ms) => sleep(ms) },
    warehouse: {
      ...own.warehouse,
      async submit(job, configuration) {
        const answer = await own.warehouse.submit(job, configuration);
        onSubmit(parseJobId(job.jobId)?.processId ?? '');
        return answer;
      },
    },
  };
}

/**
 * Opens windows, one a folder: now, or each so many milliseconds before it ends. Answers when each of them is over, in milliseconds
 * since the epoch, by its event.
 */
async function openWindows(folder: string, deps: Deps, beforeMs: number): Promise<Map<string, number>> {
  const { rules } = await deps.rules.current();
  const [rule] = rules;
  if (rule === undefined) throw new Error('there is no rule');
  const created = new Date(Date.now() + AHEAD_MS).toISOString();
  const due = new Map<string, number>();
  const opened: Promise<void>[] = [];
  for (let n = 0; n < WINDOWS; n++) {
    for (const { bucket, name, generation, size } of await uploadFiles(
      deps.settings.triggerBucket,
      `data/${folder}/${n}`,
      1,
    )) {
      const file = { bucket, name, generation, size: Number(size), created };
      const closes = windowsFor(rule, file, actionKinds)(0).closes.getTime();
      due.set(eventIdOf(file), closes);
      const join = async (): Promise<void> => {
        if (beforeMs > 0) await sleep(Math.max(0, closes - beforeMs - Date.now()));
        await handle(file, deps);
      };
      opened.push(join());
    }
  }
  if (beforeMs === 0) await Promise.all(opened);
  return due;
}
