import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import { dispatch } from '../../../functions/src/dispatch/dispatch.ts';
import { gsUrl } from '../../../functions/src/model/places.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { tail } from '../../../functions/src/tail/tail.ts';
import { TRIGGER } from '../../support/cloud/memoryCloud.ts';
import { disturb, wasKilled } from '../../support/disturb.ts';
import { type MemoryWorld, memoryWorld } from './memoryWorld.ts';

const START = new Date('2026-01-31T12:00:00Z');
const WINDOW_MS = 10_000;
const HOUR_MS = 3_600_000;

const rule = (isAsync: boolean): string => `
When: { Prefix: /data/ }
Async: ${isAsync}
Batch: { Window: { DurationInSec: ${WINDOW_MS / 1000} }, MaxDelayInSec: 5 }
Dest: { Table: ds.t }
`;

/** Half of the files fall into one window, half into the next. */
const FILES = 8;

const nameOf = (index: number): string => `data/${index}.json`;

const createdAt = (index: number): Date => new Date(START.getTime() + (index % 2) * WINDOW_MS);

/** An invocation that dies at its nth request, just before or just after that takes effect. */
type Death = { at: number; isLast: 'before' | 'after' } | undefined;

interface Real {
  world: MemoryWorld;
  /** Everything that was begun, whether it is at its end or not. */
  begun: Promise<void>[];
  /** The files that were uploaded: their events come at least once. */
  uploaded: Map<number, SourceFile>;
  invocations: number;
}

type Model = object;

function begin({ world, begun }: Real, death: Death, work: (deps: Deps) => Promise<unknown>): void {
  const { deps } = disturb(world.deps, ({ index }) => (index === death?.at ? death : undefined));
  const ended = work(deps).then(
    () => undefined,
    (error: unknown) => {
      if (!wasKilled(error)) throw error;
    },
  );
  begun.push(ended);
  // Looked at in the end; here it must only not count as unhandled.
  ended.catch(() => undefined);
}

function deliver(real: Real, file: SourceFile, death: Death): void {
  begin(real, death, (deps) => {
    const deadline = new Date(deps.clock.now().getTime() + HOUR_MS);
    return tail({ id: `invocation ${real.invocations++}`, file, deadline, waitUntil: deadline }, deps);
  });
}

class Deliver implements fc.AsyncCommand<Model, Real, false> {
  readonly index: number;
  readonly death: Death;
  constructor(index: number, death: Death) {
    this.index = index;
    this.death = death;
  }
  check = (): boolean => true;
  async run(_: Model, real: Real): Promise<void> {
    const { uploaded, world } = real;
    const file = uploaded.get(this.index) ?? world.upload(nameOf(this.index), createdAt(this.index));
    uploaded.set(this.index, file);
    deliver(real, file, this.death);
  }
  toString = (): string => `file ${this.index}${deathOf(this.death)}`;
}

class DeliverTask implements fc.AsyncCommand<Model, Real, false> {
  readonly pick: number;
  readonly death: Death;
  constructor(pick: number, death: Death) {
    this.pick = pick;
    this.death = death;
  }
  check = (): boolean => true;
  async run(_: Model, real: Real): Promise<void> {
    const { events } = real.world;
    const event = events[this.pick % Math.max(events.length, 1)];
    if (event) deliver(real, event, this.death);
  }
  toString = (): string => `task ${this.pick}${deathOf(this.death)}`;
}

class Dispatch implements fc.AsyncCommand<Model, Real, false> {
  readonly death: Death;
  constructor(death: Death) {
    this.death = death;
  }
  check = (): boolean => true;
  async run(_: Model, real: Real): Promise<void> {
    begin(real, this.death, (deps) => dispatch(deps));
  }
  toString = (): string => `dispatch${deathOf(this.death)}`;
}

class Later implements fc.AsyncCommand<Model, Real, false> {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  check = (): boolean => true;
  async run(_: Model, { world }: Real): Promise<void> {
    world.later(this.ms);
  }
  toString = (): string => `${this.ms} ms later`;
}

const deathOf = (death: Death): string => (death ? `, which dies ${death.isLast} request ${death.at}` : '');

const death: fc.Arbitrary<Death> = fc.option(
  fc.record({ at: fc.nat(14), isLast: fc.constantFrom('before' as const, 'after' as const) }),
  { nil: undefined },
);

const commands = fc.commands<Model, Real, false>(
  [
    fc.tuple(fc.nat(FILES - 1), death).map((given) => new Deliver(...given)),
    fc.tuple(fc.nat(20), death).map((given) => new DeliverTask(...given)),
    death.map((given) => new Dispatch(given)),
    fc.constantFrom(1_000, 6_000, 20_000, 70_000).map((ms) => new Later(ms)),
  ],
  { maxCommands: 40, size: '+1' },
);

/** More rounds than any recovery takes. */
const ROUNDS = 12;

/** What the platform does for at least a day: events that were not taken come again, and dispatch ticks. */
async function recover(real: Real): Promise<void> {
  const { world, uploaded } = real;
  const untaken = [...uploaded.values()].filter((file) => !world.isTakenIn(file));
  for (const file of untaken) deliver(real, file, undefined);
  await Promise.all(real.begun);
  for (let round = 0; round < ROUNDS && !(await isQuiet(world)); round++) {
    world.later(WINDOW_MS * 20);
    const before = world.events.length;
    begin(real, undefined, (deps) => dispatch(deps));
    await Promise.all(real.begun);
    for (const event of world.events.slice(before)) deliver(real, event, undefined);
    await Promise.all(real.begun);
  }
}

/** No task file lies anywhere, and Firestore knows of no window or process that has to be seen to. */
async function isQuiet({ tasks, processes, deps: { windows } }: MemoryWorld): Promise<boolean> {
  if (processes().some(({ status }) => status === 'running')) return false;
  return tasks().length === 0 && (await windows.overdue(TRIGGER, new Date('2100-01-01'))).length === 0;
}

it.each([
  ['async', true],
  ['sync', false],
] as const)(
  'every file is in exactly one closed window and loaded once, whatever dies, is doubled or late (%s)',
  async (_, isAsync) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), commands, async (scheduler, run) => {
        const step = (request: string): Promise<void> => scheduler.schedule(Promise.resolve(), request);
        const world = memoryWorld({ rule: rule(isAsync), now: START, step });
        const real: Real = { world, begun: [], uploaded: new Map(), invocations: 0 };
        await fc.scheduledModelRun(scheduler, () => ({ model: {}, real }), run);
        await scheduler.waitFor(Promise.all(real.begun));
        await scheduler.waitFor(recover(real));
        const expected = [...real.uploaded.values()].map(({ bucket, name }) => gsUrl(bucket, name)).sort();
        expect(world.loads().flat().sort()).toEqual(expected);
        const sources = world.processes().flatMap(({ plan }) => plan.sources);
        expect(sources.map(({ bucket, name }) => gsUrl(bucket, name)).sort()).toEqual(expected);
        expect(world.processes().every(({ status }) => status === 'done')).toBe(true);
        expect(world.tasks()).toEqual([]);
      }),
      { numRuns: 200 },
    );
  },
  120_000,
);
