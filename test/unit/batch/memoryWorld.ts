import type { Deps } from '../../../functions/src/deps/deps.ts';
import { eventIdOf } from '../../../functions/src/model/eventId.ts';
import { gsUrl, reservedPrefix } from '../../../functions/src/model/places.ts';
import type { Plan } from '../../../functions/src/model/plan.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { memoryCloud, OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';
import type { VirtualClock } from '../../support/cloud/virtualClock.ts';

export interface MemoryWorld {
  deps: Deps;
  /** The events of task files in the trigger bucket, in the order in which they came about. */
  events: readonly SourceFile[];
  processes(): { status: string; plan: Plan }[];
  /** The files of each load job, as gs:// URLs. */
  loads(): string[][];
  /** Whether the ledger has the file. */
  isTakenIn(file: SourceFile): boolean;
  /** The task files in both buckets. */
  tasks(): string[];
  /** Writes a data file; its event says that it was created then. */
  upload(name: string, created: Date): SourceFile;
  later(ms: number): void;
}

interface Options {
  rule: string;
  now: Date;
  /** Says when a request to the outside world takes effect. */
  step(request: string): Promise<void>;
}

/** The services in memory under the real functions; every job that is submitted succeeds at once. */
export function memoryWorld({ rule, now, step }: Options): MemoryWorld {
  const clock = steppedClock(now, step);
  const settings = { dispatchBudgetSec: 0, staleTaskSec: 60, missedFileSec: 0, rulesCheckSec: 86_400 };
  const cloud = memoryCloud({ clock, rules: rule, settings });
  cloud.createTable('ds.t');
  const events: SourceFile[] = [];
  const live = new Set<string>();
  cloud.storage.watch(({ kind, object: { bucket, name, generation, size, created } }) => {
    if (!name.startsWith('rules/') && (bucket === OPS || reservedPrefix(name) !== undefined)) {
      if (kind === 'finalized') live.add(gsUrl(bucket, name));
      else live.delete(gsUrl(bucket, name));
    }
    if (kind !== 'finalized' || bucket !== TRIGGER || reservedPrefix(name) === undefined) return;
    events.push({ bucket, name, generation, size, created: created.toISOString() });
  });
  const { documents } = cloud.firestore;
  return {
    deps: cloud.deps({
      send: async ({ service, method, target }, effect) => {
        await step(`${service} ${method} ${target}`);
        return effect();
      },
    }),
    events,
    processes: () =>
      documents.paths('journal').map((path) => {
        const { status, plan } = documents.get(path)?.fields ?? {};
        return { status: String(status), plan: JSON.parse(String(plan)) };
      }),
    loads: () => [...cloud.bigQuery.jobs.values()].map(({ configuration: { load } }) => load?.sourceUris ?? []),
    tasks: () => [...live],
    isTakenIn: (file) => documents.get(`files/${eventIdOf(file)}`) !== undefined,
    upload(name, created) {
      return { ...cloud.upload(name, '{"id":"1"}\n'), created: created.toISOString() };
    },
    later: clock.later,
  };
}

/** Time that stands still but for what is slept, and what it is told. Nothing that is planned for later happens by itself. */
function steppedClock(start: Date, step: Options['step']): VirtualClock & { later(ms: number): void } {
  let time = start.getTime();
  const notHere = (): never => {
    throw new Error('this clock is told what time it is');
  };
  return {
    now: () => new Date(time),
    time: () => time,
    async sleep(ms) {
      await step('sleep');
      time += ms;
    },
    // No claim lives long enough here to be renewed, and no lock is held long enough to be lost.
    every: () => () => {},
    after: () => () => {},
    settle: notHere,
    passUntil: notHere,
    later(ms) {
      time += ms;
    },
  };
}
