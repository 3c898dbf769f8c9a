import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { BigQuery, type Dataset, type TableMetadata } from '@google-cloud/bigquery';
import { uploadObject } from '../../emulators/clients/objects.ts';
import { readRules } from '../../functions/src/action/ruleReader.ts';
import { jobIdOf } from '../../functions/src/bigquery/jobId.ts';
import type { Deps } from '../../functions/src/deps/deps.ts';
import type { Settings } from '../../functions/src/deps/settings.ts';
import { dispatch } from '../../functions/src/dispatch/dispatch.ts';
import type { DispatchRun } from '../../functions/src/model/dispatchRun.ts';
import { eventIdOf } from '../../functions/src/model/eventId.ts';
import type { JobReference } from '../../functions/src/model/job.ts';
import { gsUrl, reservedPrefix } from '../../functions/src/model/places.ts';
import type { Process } from '../../functions/src/model/process.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import type { TailAnswer } from '../../functions/src/model/tailAnswer.ts';
import { createDeps } from '../../functions/src/runtime/createDeps.ts';
import { tail } from '../../functions/src/tail/tail.ts';
import { type TaskEntry, taskJob } from '../../functions/src/task/taskStore.ts';
import { waitIn } from '../../functions/src/task/wait.ts';
import { waitingWindow } from '../../functions/src/task/windowStore.ts';
import { testSettings } from '../support/testSettings.ts';
import { untilOneEnds } from './faults.ts';

const PROJECT = 'demo-bqtail';
const HOUR_MS = 3_600_000;
const END_OF_TIME = new Date('9999-12-31');
/** Longer than a claim holds and than a task may stay as it is. */
const IDLE_MS = 2 * 60_000;
/** So late it becomes at most at once, where nothing happens: a process waits longer for somebody to look at it. */
const LONGEST_IDLE_MS = 16 * 60_000;

/** What the names of all reserved prefixes begin with. */
const RESERVED_START = '_';

/**
 * Buckets, a database and a table of a test's own on the running emulators, with the real handlers over them. Nothing else listens
 * to these buckets: the test delivers each event itself, as often and as late as it likes, and it owns the clock.
 */
export interface OwnWorld {
  deps: Deps;
  table: string;
  /** The rules as they are in force. */
  rules: string;
  /** Puts an object there, and answers what its event would tell. */
  upload(name: string, content: string | Buffer): Promise<SourceFile>;
  /** Delivers the event of an object version to tail. `tell` hears of each process, where the object is about several. */
  deliver(file: SourceFile, deps?: Deps, tell?: (answer: TailAnswer) => void): Promise<TailAnswer>;
  /** The events of follow-ups that dispatch asked for and that were not delivered yet. */
  followUps(): Promise<SourceFile[]>;
  /** What lies among the task files. */
  tasks(): Promise<TaskEntry[]>;
  /** Runs dispatch once, by the clock of these deps. */
  runDispatch(deps?: Deps): Promise<DispatchRun>;
  /** Runs dispatch and delivers what it makes due, until nothing is in flight any more. It becomes as late as that needs. */
  settle(): Promise<TailAnswer[]>;
  /** Looks at what is still to be done. */
  look(): Promise<Look>;
  /** Waits until one of the jobs has ended that run: they take real time. */
  untilSomeJobDone(waiting?: readonly TaskEntry[]): Promise<void>;
  /**
   * After a run of dispatch that made nothing due it becomes as late as the next thing that was still to come when that run
   * began, by the task files, or, where there are none, by the groups.
   */
  passTime(run?: DispatchRun, waiting?: readonly TaskEntry[]): Promise<void>;
  /** From now on it is so much later. */
  advance(ms: number): void;
  process(file: SourceFile): Promise<Process | undefined>;
  exists(file: SourceFile): Promise<boolean>;
  /** What lies in both buckets, as gs:// URLs. */
  objects(): Promise<string[]>;
  ids(): Promise<number[]>;
  /** The rows of a table of the dataset bqtail, as plain values, by id. */
  rows(table?: string): Promise<object[]>;
  /** The name of the dataset that `TEMP` stands for. */
  temp: string;
  /** The dataset of the table. */
  dataset: Dataset;
  /** Delivers the event of a file and settles all that follows; answers the last answer. */
  ingest(file: SourceFile): Promise<TailAnswer>;
  /** The names of the tables in the dataset for temporary ones; undefined where there is no such dataset. */
  temporaryTables(): Promise<string[] | undefined>;
}

/** What is still to be done in a world. */
export interface Look {
  /** The events of follow-ups that were not delivered yet. */
  due: SourceFile[];
  /** The task files, where nothing is due. */
  waiting: TaskEntry[];
  isBusy: boolean;
}

interface Options {
  /** Rules in YAML, `TABLE` standing for the test's own table, `TEMP` for a dataset of its own that does not exist. */
  rules: string;
  settings?: Partial<Settings>;
  /** The table's name, where the test depends on it. */
  table?: string;
  /** The table as BigQuery's REST API words it; undefined columns: id and name. */
  metadata?: TableMetadata;
  /** A project of its own in BigQuery, where calls that all worlds make are told apart by it. */
  projectId?: string;
}

export async function createOwnWorld({
  rules,
  settings = {},
  table = ownTable(),
  metadata = ID_AND_NAME,
  projectId = PROJECT,
}: Options): Promise<OwnWorld> {
  const id = randomUUID().slice(0, 8);
  const [triggerBucket, opsBucket] = [`own-trigger-${id}`, `own-ops-${id}`];
  const bigquery = new BigQuery({ projectId });
  const dataset = bigquery.dataset('bqtail');
  if (projectId !== PROJECT) await dataset.create();
  await dataset.createTable(table, metadata);
  const temp = `temp_${id}`;
  const ownRules = rules.replaceAll('TABLE', `bqtail.${table}`).replaceAll('TEMP', temp);
  const read = readRules('rules/own.yaml', ownRules);
  let offset = 0;
  const own = { projectId: PROJECT, triggerBucket, opsBucket, database: `own-${id}` };
  const real = await createDeps(testSettings({ ...own, ...settings }));
  const deps: Deps = {
    ...real,
    settings: { ...real.settings, projectId },
    clock: {
      ...real.clock,
      now: () => new Date(Date.now() + offset),
      sleep: (ms) => sleep(Math.min(ms, 50)),
    },
    rules: { current: async () => read },
  };
  const delivered = new Set<string>();
  let idleMs = IDLE_MS;
  const deliver: OwnWorld['deliver'] = (file, by = deps, tell = () => undefined) => {
    delivered.add(eventIdOf(file));
    idleMs = IDLE_MS;
    const deadline = new Date(by.clock.now().getTime() + HOUR_MS);
    return tail({ id: randomUUID(), file, deadline, waitUntil: deadline, tell }, by);
  };
  const versions = async (bucket: string, prefix: string): Promise<SourceFile[]> => {
    const found = await real.objects.list(bucket, prefix);
    return found.map(({ bucket, name, generation, size, created }) => ({
      ...{ bucket, name, generation, size },
      created: created.toISOString(),
    }));
  };
  /** The task files in the trigger bucket. */
  const asked = async (): Promise<SourceFile[]> =>
    (await versions(triggerBucket, RESERVED_START)).filter(({ name }) => reservedPrefix(name) !== undefined);
  const isNew = (version: SourceFile): boolean => !delivered.has(eventIdOf(version));
  const followUps = async (): Promise<SourceFile[]> => (await asked()).filter(isNew);

  const tasks = async (): Promise<TaskEntry[]> => {
    const found: TaskEntry[] = [];
    for await (const page of deps.tasks.pages()) found.push(...page);
    return found;
  };

  /** When the groups end that alone were left at the last look. */
  let groupEnds: readonly Date[] = [];
  const look = async (): Promise<Look> => {
    const all = await asked();
    const due = all.filter(isNew);
    if (due.length > 0) return { due, waiting: [], isBusy: true };
    // What an invocation goes on with meanwhile leaves the follow-ups for the tasks, which are therefore listed last.
    const waiting = await tasks();
    const groups = all.length + waiting.length > 0 ? [] : await real.groups.overdue(triggerBucket, END_OF_TIME);
    groupEnds = groups.map(({ ends }) => ends);
    return { due, waiting, isBusy: all.length + waiting.length + groups.length > 0 };
  };

  const untilSomeJobDone: OwnWorld['untilSomeJobDone'] = async (waiting) =>
    someJobDone((waiting ?? (await tasks())).flatMap((entry) => taskJob(entry)?.jobId ?? []));

  let ranAt = 0;
  const runDispatch: OwnWorld['runDispatch'] = (by = deps) => {
    ranAt = deps.clock.now().getTime();
    return dispatch(by);
  };

  const passTime: OwnWorld['passTime'] = async (run, waiting) => {
    const counts = Object.values(run?.projects ?? {});
    if (counts.some(({ running, pending, notFound }) => running + pending + notFound > 0)) return;
    const now = deps.clock.now().getTime();
    const dues = (waiting ?? (await tasks())).flatMap(
      (entry) => waitingWindow(entry)?.due ?? waitIn(entry.metadata)?.notBefore ?? [],
    );
    const next = Math.min(...[...dues, ...groupEnds].map((due) => due.getTime()).filter((due) => due > ranAt));
    if (Number.isFinite(next)) {
      offset += Math.max(0, next - now);
      return;
    }
    offset += idleMs;
    idleMs = Math.min(2 * idleMs, LONGEST_IDLE_MS);
  };

  const settle = async (): Promise<TailAnswer[]> => {
    const answers: TailAnswer[] = [];
    let run: DispatchRun | undefined;
    for (let found = await look(); found.isBusy; found = await look()) {
      for (const file of found.due) answers.push(await deliver(file));
      if (found.due.length > 0) {
        run = undefined;
        continue;
      }
      if (run) await passTime(run, found.waiting);
      await untilSomeJobDone(found.waiting);
      run = await runDispatch();
    }
    return answers;
  };

  return {
    deps,
    tasks,
    table,
    rules: ownRules,
    temp,
    dataset,
    deliver,
    async ingest(file) {
      const first = await deliver(file);
      return (await settle()).at(-1) ?? first;
    },
    followUps,
    look,
    async upload(name, content) {
      const place = { bucket: triggerBucket, name };
      if (typeof content === 'string') await real.objects.write(place, { content, contentType: 'application/json' });
      else await uploadObject(triggerBucket, name, content);
      const info = await real.objects.stat(place);
      if (!info) throw new Error(`${gsUrl(triggerBucket, name)} was not written`);
      return { ...place, generation: info.generation, size: info.size, created: info.created.toISOString() };
    },
    runDispatch,
    settle,
    untilSomeJobDone,
    passTime,
    advance(ms) {
      offset += ms;
    },
    process: (file) => real.journal.find(file),
    exists: async (file) => (await real.objects.stat(file)) !== undefined,
    async objects() {
      const found = [...(await versions(triggerBucket, '')), ...(await versions(opsBucket, ''))];
      return found.map(({ bucket, name }) => gsUrl(bucket, name));
    },
    async ids() {
      const [rows] = await dataset.table(table).getRows({ selectedFields: 'id' });
      return rows.map(({ id }) => Number(id)).sort((a, b) => a - b);
    },
    async rows(name = table) {
      const [found] = await bigquery.query(
        `SELECT TO_JSON_STRING(t) AS row FROM bqtail.\`${name}\` AS t ORDER BY t.id`,
      );
      return found.map(({ row }) => JSON.parse(row));
    },
    async temporaryTables() {
      const place = bigquery.dataset(temp);
      const [exists] = await place.exists();
      if (!exists) return undefined;
      const [tables] = await place.getTables();
      return tables.map(({ id: name }) => name ?? '');
    },
  };
}

/** Waits until one of the jobs has ended that run; some run until the test has done something. */
async function someJobDone(jobIds: readonly string[]): Promise<void> {
  if (jobIds.length > 0) await untilOneEnds(`^(?:${jobIds.join('|')})$`);
}

const ownTable = (): string => `own_${randomUUID().slice(0, 8)}`;

const ID_AND_NAME: TableMetadata = {
  schema: {
    fields: [
      { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
      { name: 'name', type: 'STRING' },
    ],
  },
};

/** Rows of newline-delimited JSON with these ids. */
export const rows = (...ids: number[]): string =>
  ids.map((id) => `${JSON.stringify({ id, name: `row ${id}` })}\n`).join('');

/** The load job that the process of a file begins with. */
export async function firstJob({ process, deps }: OwnWorld, file: SourceFile): Promise<JobReference> {
  const found = await process(file);
  if (!found) throw new Error(`${file.name} has no process`);
  const { processId, plan } = found;
  const mode = plan.mode === 'async' ? 'dispatch' : 'tail';
  const jobId = jobIdOf(plan.destination, { processId, step: 1, action: 'load', mode });
  return { projectId: deps.settings.projectId, location: 'US', jobId };
}

/** Waits until BigQuery has done the load job of a file. */
export async function untilJobDone(world: OwnWorld, file: SourceFile): Promise<void> {
  for (;;) {
    const job = (await world.process(file)) && (await firstJob(world, file));
    if (job && (await world.deps.warehouse.job(job))?.state === 'DONE') return;
    await sleep(20);
  }
}

/** Dispatches until a follow-up is due. */
export async function untilDue(world: OwnWorld): Promise<[SourceFile, ...SourceFile[]]> {
  for (;;) {
    await world.untilSomeJobDone();
    await world.runDispatch();
    const [first, ...rest] = await world.followUps();
    if (first) return [first, ...rest];
  }
}
