import type { Deps } from '../../../functions/src/deps/deps.ts';
import { dispatch } from '../../../functions/src/dispatch/dispatch.ts';
import { eventIdOf } from '../../../functions/src/model/eventId.ts';
import { BATCH, gsUrl, POST_JOB, RELOAD, TASKS } from '../../../functions/src/model/places.ts';
import type { Process } from '../../../functions/src/model/process.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { TailAnswer } from '../../../functions/src/model/tailAnswer.ts';
import { sourceFileOf } from '../../../functions/src/storage/sourceFileOf.ts';
import { tail } from '../../../functions/src/tail/tail.ts';
import { type MemoryCloud, memoryCloud, OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';

/** A bucket, a table `shop.orders` and a rule over the services in memory; the test, or `settle`, delivers the events. */
export interface ProcessWorld {
  cloud: MemoryCloud;
  deps: Deps;
  upload(name: string, content: string): SourceFile;
  /** Delivers the event of an object version to tail; one that is rejected is delivered again by `settle`. */
  deliver(file: SourceFile, deps?: Deps): Promise<TailAnswer>;
  /** The next event of a task file that was not delivered yet; runs dispatch until there is one. */
  nextTask(): Promise<SourceFile>;
  /** Does what the platform does until nothing is left to be done; answers what went wrong on the way. */
  settle(deps?: Deps): Promise<unknown[]>;
  process(file: SourceFile): Promise<Process | undefined>;
  /** `path state` of each step, in the order in which they ended. */
  steps(file: SourceFile): Promise<string[]>;
  /** The ids in a table, in order. */
  ids(table?: string): unknown[];
  /** What lies in both buckets, as gs:// URLs, but for rules. */
  objects(): string[];
  /** The URLs that were called, in order. */
  called(): string[];
}

interface Options {
  rules: string;
  /** By default without a history. */
  historyDataset?: string;
}

const INVOCATION_MS = 540_000;
/** Of these it keeps some to end in order. */
const RESERVE_MS = 60_000;
/** So often dispatch runs. */
const TICK_MS = 10_000;
/** The platform waits ten seconds before it delivers an event for the second time, and ever longer from then on. */
const REDELIVERY_MS = 10_000;
const LONGEST_MS = 600_000;
/** The platform gives an event up after a day. */
const DAY_MS = 24 * 3_600_000;

interface PendingEvent {
  file: SourceFile;
  due: number;
  failures: number;
}

/** Tells a story in a world of its own, whose time passes as the story waits. */
export async function inMemory<T>(options: Options, story: (world: ProcessWorld) => Promise<T>): Promise<T> {
  const world = createWorld(options);
  return world.cloud.clock.settle(story(world));
}

function createWorld({ rules, historyDataset = '' }: Options): ProcessWorld {
  const cloud = memoryCloud({ rules, settings: { dispatchBudgetSec: 0, missedFileSec: 0, historyDataset } });
  const { clock, storage, settings } = cloud;
  cloud.createTable('shop.orders', { id: 'INTEGER', name: 'STRING' });
  const own = cloud.deps();
  let events: PendingEvent[] = [];
  let invocations = 0;
  storage.watch(({ kind, object }) => {
    if (kind !== 'finalized' || object.bucket !== TRIGGER) return;
    const file = sourceFileOf(object);
    events.push({ file, due: clock.time(), failures: 0 });
  });

  async function deliver(file: SourceFile, deps = own): Promise<TailAnswer> {
    const deadline = new Date(clock.time() + INVOCATION_MS);
    const waitUntil = new Date(deadline.getTime() - RESERVE_MS);
    const answer = await tail({ id: `invocation ${++invocations}`, file, deadline, waitUntil }, deps);
    events = events.filter((event) => eventIdOf(event.file) !== eventIdOf(file));
    return answer;
  }

  async function deliverDue(deps: Deps, wrong: unknown[]): Promise<void> {
    for (const event of events.filter(({ due }) => due <= clock.time())) {
      try {
        await deliver(event.file, deps);
      } catch (error) {
        wrong.push(error);
        event.due = clock.time() + Math.min(REDELIVERY_MS * 2 ** event.failures++, LONGEST_MS);
      }
    }
  }

  const isUnfinished = (): boolean => {
    const { documents } = cloud.firestore;
    const stateOf = (path: string, field: string): unknown => documents.get(path)?.fields[field];
    const places = [
      { bucket: OPS, prefix: TASKS },
      ...[POST_JOB, BATCH, RELOAD].map((prefix) => ({ bucket: TRIGGER, prefix })),
    ];
    return (
      events.length > 0 ||
      documents.paths('journal').some((path) => stateOf(path, 'status') === 'running') ||
      (historyDataset !== '' &&
        ['journal', 'files'].some((collection) =>
          documents.paths(collection).some((path) => stateOf(path, 'historyDue') !== undefined),
        )) ||
      documents.paths('windows').some((path) => stateOf(path, 'state') !== 'done') ||
      documents.paths('groups').some((path) => stateOf(path, 'done') !== true) ||
      places.some(({ bucket, prefix }) => storage.list(bucket, { prefix }).objects.length > 0)
    );
  };

  async function settle(deps = own): Promise<unknown[]> {
    const wrong: unknown[] = [];
    const end = clock.time() + DAY_MS;
    while (isUnfinished()) {
      if (clock.time() > end) throw new Error(`after a day there is still something to do: ${wrong.slice(-3)}`);
      await deliverDue(deps, wrong);
      await dispatch(deps).then(
        ({ errors }) => wrong.push(...errors),
        (error: unknown) => wrong.push(error),
      );
      await deliverDue(deps, wrong);
      if (isUnfinished()) await clock.sleep(TICK_MS);
    }
    return wrong;
  }

  const isTask = ({ name }: SourceFile): boolean => [POST_JOB, BATCH].some((prefix) => name.startsWith(prefix));

  return {
    cloud,
    deps: own,
    upload: cloud.upload,
    deliver,
    settle,
    async nextTask() {
      for (;;) {
        const found = events.find(({ file }) => isTask(file));
        if (found) return found.file;
        await dispatch(own);
        await clock.sleep(TICK_MS);
      }
    },
    process: (file) => own.journal.find(file),
    async steps(file) {
      const { steps = [] } = (await own.journal.find(file)) ?? {};
      return steps.map(({ path, state, skipped }) => `${path} ${skipped === undefined ? state : 'skipped'}`);
    },
    ids: (table = 'shop.orders') =>
      cloud
        .rows(table)
        .map(({ id }) => id)
        .sort(),
    objects: () =>
      [settings.triggerBucket, settings.opsBucket]
        .flatMap((bucket) => storage.list(bucket, {}).objects)
        .map(({ bucket, name }) => gsUrl(bucket, name))
        .filter((url) => !url.startsWith(gsUrl(OPS, 'rules/')))
        .sort(),
    called: () => cloud.sent.map(({ request }) => String(request.url)),
  };
}

/** Lines of newline-delimited JSON with these ids. */
export const rows = (...ids: number[]): string =>
  ids.map((id) => `${JSON.stringify({ id, name: `row ${id}` })}\n`).join('');
