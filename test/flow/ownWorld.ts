import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { BigQuery } from '@google-cloud/bigquery';
import { createDeps } from '../../functions/src/createDeps.ts';
import type { Deps } from '../../functions/src/deps.ts';
import { dispatch } from '../../functions/src/dispatch/dispatch.ts';
import { eventIdOf } from '../../functions/src/journal/eventId.ts';
import type { Process, SourceFile } from '../../functions/src/journal/process.ts';
import { gsUrl, POST_JOB, TASKS } from '../../functions/src/places.ts';
import { readRules } from '../../functions/src/rule/readRules.ts';
import type { TailAnswer } from '../../functions/src/tail/answer.ts';
import { jobOf } from '../../functions/src/tail/submitLoad.ts';
import { tail } from '../../functions/src/tail/tail.ts';

const PROJECT = 'demo-bqtail';
const HOUR_MS = 3_600_000;

/**
 * Buckets and a table of a test's own on the running emulators, with the real handlers over them. Nothing else listens
 * to these buckets: the test delivers each event itself, as often and as late as it likes, and it owns the clock.
 */
export interface OwnWorld {
  deps: Deps;
  table: string;
  /** Puts an object there, and answers what its event would tell. */
  upload(name: string, content: string): Promise<SourceFile>;
  /** Delivers the event of an object version to tail. */
  deliver(file: SourceFile, deps?: Deps): Promise<TailAnswer>;
  /** The events of follow-ups that dispatch asked for and that were not delivered yet. */
  followUps(): Promise<SourceFile[]>;
  /** Runs dispatch and delivers what it makes due, until nothing is in flight any more. */
  settle(): Promise<TailAnswer[]>;
  /** From now on it is so much later. */
  advance(ms: number): void;
  process(file: SourceFile): Promise<Process | undefined>;
  exists(file: SourceFile): Promise<boolean>;
  /** What lies in both buckets, as gs:// URLs. */
  objects(): Promise<string[]>;
  ids(): Promise<number[]>;
}

interface Options {
  /** Rules in YAML, `TABLE` standing for the test's own table. */
  rules: string;
  maxRetries?: number;
  /** The table's name, where the test depends on it. */
  table?: string;
}

export async function createOwnWorld({ rules, maxRetries = 4, table = ownTable() }: Options): Promise<OwnWorld> {
  const id = randomUUID().slice(0, 8);
  const [triggerBucket, opsBucket] = [`own-trigger-${id}`, `own-ops-${id}`];
  const { dataset } = await createTable(table);
  let offset = 0;
  const real = await createDeps({
    projectId: PROJECT,
    triggerBucket,
    opsBucket,
    configBucket: opsBucket,
    rulesCheckSec: 0,
    dispatchBudgetSec: 0,
    staleTaskSec: 60,
    maxRetries,
    journalTtlDays: 1,
  });
  const deps: Deps = {
    ...real,
    clock: { now: () => new Date(Date.now() + offset), sleep: (ms) => sleep(Math.min(ms, 50)) },
    rules: { current: async () => readRules('rules/own.yaml', rules.replaceAll('TABLE', `bqtail.${table}`)) },
  };
  const delivered = new Set<string>();
  const deliver = (file: SourceFile, by = deps): Promise<TailAnswer> => {
    delivered.add(eventIdOf(file));
    const deadline = new Date(by.clock.now().getTime() + HOUR_MS);
    return tail({ id: randomUUID(), file, deadline }, by);
  };
  const versions = async (bucket: string, prefix: string): Promise<SourceFile[]> => {
    const found = await real.objects.list(bucket, prefix);
    return found.map(({ bucket, name, generation, size, created }) => ({
      ...{ bucket, name, generation, size },
      created: created.toISOString(),
    }));
  };
  const followUps = async (): Promise<SourceFile[]> => {
    const due = await versions(triggerBucket, POST_JOB);
    return due.filter((version) => !delivered.has(eventIdOf(version)));
  };

  const isBusy = async (): Promise<boolean> => {
    const tasks = await Promise.all([versions(opsBucket, TASKS), versions(triggerBucket, POST_JOB)]);
    return tasks.flat().length > 0;
  };

  return {
    deps,
    table,
    deliver,
    followUps,
    async upload(name, content) {
      const place = { bucket: triggerBucket, name };
      await real.objects.write(place, { content, contentType: 'application/json' });
      const info = await real.objects.stat(place);
      if (!info) throw new Error(`${gsUrl(triggerBucket, name)} was not written`);
      return { ...place, generation: info.generation, size: info.size, created: info.created.toISOString() };
    },
    async settle() {
      const answers: TailAnswer[] = [];
      while (await isBusy()) {
        await dispatch(deps);
        for (const file of await followUps()) answers.push(await deliver(file));
      }
      return answers;
    },
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
  };
}

const ownTable = (): string => `own_${randomUUID().slice(0, 8)}`;

async function createTable(table: string) {
  const dataset = new BigQuery({ projectId: PROJECT }).dataset('bqtail');
  const fields = [
    { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
    { name: 'name', type: 'STRING' },
  ];
  await dataset.createTable(table, { schema: { fields } });
  return { dataset };
}

/** Rows of newline-delimited JSON with these ids. */
export const rows = (...ids: number[]): string =>
  ids.map((id) => `${JSON.stringify({ id, name: `row ${id}` })}\n`).join('');

/** Waits until BigQuery has done the load job of a file. */
export async function untilJobDone({ deps, process }: OwnWorld, file: SourceFile): Promise<void> {
  for (;;) {
    const load = (await process(file))?.plan.load;
    const job = load && (await deps.warehouse.job(await jobOf(load, deps)));
    if (job?.state === 'DONE') return;
    await sleep(20);
  }
}

/** Dispatches until a follow-up is due. */
export async function untilDue(world: OwnWorld): Promise<[SourceFile, ...SourceFile[]]> {
  for (;;) {
    await dispatch(world.deps);
    const [first, ...rest] = await world.followUps();
    if (first) return [first, ...rest];
    await sleep(20);
  }
}
