import { AsyncLocalStorage } from 'node:async_hooks';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import { dispatch } from '../../../functions/src/dispatch/dispatch.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { tail } from '../../../functions/src/tail/tail.ts';
import { memoryCloud, TRIGGER } from '../../support/cloud/memoryCloud.ts';
import { type Random, seededRandom } from '../../support/cloud/random.ts';
import { isOn, type Moment, type Scenario } from '../scenario/scenario.ts';
import { beginTroubles } from './beginTroubles.ts';
import { createFates } from './fates.ts';
import { createInstance, type Instance } from './instance.ts';
import { jobBehaviour } from './jobBehaviour.ts';
import { networkOf } from './network.ts';
import { createPlatform, type Ending } from './platform.ts';
import { prepareTables, putRules } from './prepare.ts';
import { startSchedule } from './schedule.ts';
import { createUploader } from './uploader.ts';
import type { World } from './world.ts';

/** What all runs of dispatch go by, where invocations of tail have an ID each. */
export const DISPATCH = 'dispatch';

const START = new Date('2026-03-02T12:00:00Z');

/** Sets up everything that is to happen in a scenario; time does not pass yet. */
export function createWorld(scenario: Scenario, trace: World['trace'] = () => undefined): World {
  const { dispatchBudgetSec, maxConcurrentLoad, maxConcurrentSql } = scenario;
  const settings = {
    dispatchBudgetSec,
    maxConcurrentLoad,
    maxConcurrentSql,
    missedFileSec: 3600,
    rulesCheckSec: 60,
    historyDataset: 'bqtail',
  };
  const cloud = memoryCloud({ start: START, location: 'EU', settings });
  const random = seededRandom(`world ${scenario.seed}`);
  const now = (): Moment => cloud.clock.time() - START.getTime();
  cloud.bigQuery.behaviour = jobBehaviour({ troubles: scenario.troubles, random: random.fork('jobs'), now });
  const world: World = {
    ...{ scenario, cloud, versions: [], rejections: [], invocations: 0, requests: new Map(), now, trace },
    invocation: new AsyncLocalStorage(),
    onSend: () => undefined,
    onRemoval: () => undefined,
    tail: createPlatform({
      ...{ clock: cloud.clock, random: random.fork('platform'), concurrency: scenario.concurrency },
      createInstance: () => newInstance('tail'),
      handle: ({ file }, instance, deadline) => handle(file, instance, deadline),
      note: ({ file, failures }, instance, ending) => {
        if (ending.outcome === 'threw') reject(`tail ${file.name}`, ending.error);
        trace(() => `${instance.name} ends ${file.name} (delivery ${failures + 1}): ${endingText(ending)}`);
      },
    }),
    schedule: startSchedule({
      ...{ clock: cloud.clock, random: random.fork('schedule') },
      createInstance: () => newInstance('dispatch'),
      isSilent: () => scenario.troubles.some((trouble) => trouble.kind === 'noSchedule' && isOn(trouble, now())),
      run: runDispatch,
      note: (instance, ending, error) => {
        if (error) reject('dispatch', error);
        if (ending !== 'answered') trace(() => `${instance.name} ${ending} ${error ?? ''}`);
      },
    }),
  };
  const newInstance = instanceMaker(world, random);
  const reject = (who: string, error: unknown): void => void world.rejections.push({ at: now(), who, error });
  prepareTables(scenario, cloud);
  putRules(scenario, cloud);
  const uploader = createUploader(world, random.fork('uploads'));
  cloud.storage.watch(({ kind, object }) => {
    if (object.bucket !== TRIGGER) return;
    if (kind === 'finalized') uploader.publish(object);
    else if (!uploader.isAtWork()) world.onRemoval(object);
  });
  uploader.start();
  beginTroubles(world, { uploader, random: random.fork('troubles') });
  return world;

  function handle(file: SourceFile, instance: Instance, deadline: Date): Promise<unknown> {
    const id = `invocation ${++world.invocations}`;
    trace(() => `${instance.name} begins ${file.name} as ${id}`);
    const waitUntil = new Date(deadline.getTime() - RESERVE_MS);
    return world.invocation.run(id, () => tail({ id, file, deadline, waitUntil }, depsIn(instance)));
  }

  async function runDispatch(instance: Instance, message?: string): Promise<void> {
    const run = await world.invocation.run(DISPATCH, () => dispatch(depsIn(instance), message));
    trace(() => `${instance.name} dispatched: ${JSON.stringify(run)}`);
  }
}

const depsOf = new WeakMap<Instance, Deps>();

function depsIn(instance: Instance): Deps {
  const deps = depsOf.get(instance);
  if (deps === undefined) throw new Error(`the instance ${instance.name} has no deps`);
  return deps;
}

/** Of its time the platform's handler keeps so much for what follows a job. */
const RESERVE_MS = 60_000;

/** Clocks of two machines in Google's cloud differ by far less. */
const MAX_SKEW_MS = 200;

function instanceMaker(world: World, random: Random): (kind: string) => Instance {
  const { cloud, scenario, requests, now, trace } = world;
  const { clock } = cloud;
  const fateOf = createFates({ troubles: scenario.troubles, random: random.fork('fates'), now });
  const skews = random.fork('skews');
  let made = 0;
  return (kind) => {
    const name = `${kind}${++made}`;
    const instance = createInstance({ name, clock, skewMs: skews.between(-MAX_SKEW_MS, MAX_SKEW_MS) });
    const send = networkOf(instance, {
      ...{ clock, fateOf },
      onSend: (request) => world.onSend(request),
      note({ name: who }, { method, target }, outcome) {
        requests.set(method, (requests.get(method) ?? 0) + 1);
        trace(() => `${who} ${method} ${target}: ${outcome}`);
      },
    });
    depsOf.set(instance, cloud.deps({ send, clock: instance.clock, name: `${name} of ${scenario.seed}` }));
    return instance;
  };
}

function endingText(ending: Ending): string {
  if (ending.outcome === 'answered') return JSON.stringify(ending.answer);
  return ending.outcome === 'threw' ? `threw ${ending.error}` : ending.outcome;
}
