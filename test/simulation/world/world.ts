import type { Deps } from '../../../functions/src/deps/deps.ts';
import { dispatch } from '../../../functions/src/dispatch/dispatch.ts';
import { isFolder, reservedPrefix } from '../../../functions/src/model/places.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { tail } from '../../../functions/src/tail/tail.ts';
import { type MemoryCloud, memoryCloud, OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';
import { seededRandom } from '../../support/cloud/random.ts';
import type { StoredObject } from '../../support/cloud/storage/memoryStorage.ts';
import { COLUMNS, fileContent } from '../scenario/fileContent.ts';
import { AUDIT, DATASET, ONE, ruleText, TEMPORARY } from '../scenario/ruleText.ts';
import { endOf, type Moment, type RuleSpec, type Scenario, type Upload } from '../scenario/scenario.ts';
import { createFates } from './fates.ts';
import { createInstance, type Instance } from './instance.ts';
import { jobBehaviour } from './jobBehaviour.ts';
import { networkOf } from './network.ts';
import { createPlatform, type Platform } from './platform.ts';
import { type Schedule, startSchedule } from './schedule.ts';

/** One version of a data file, as it was uploaded. */
export interface Version {
  upload: Upload;
  rule: RuleSpec;
  file: SourceFile;
  /** Its event never came. */
  isEventLost: boolean;
  /** When it was overwritten by the next one of its name. */
  overwritten?: Moment;
}

/** Something that an invocation of tail or dispatch rejected with. */
export interface Rejection {
  at: Moment;
  who: string;
  error: unknown;
}

export interface World {
  scenario: Scenario;
  cloud: MemoryCloud;
  versions: Version[];
  rejections: Rejection[];
  /** Invocations of tail. */
  invocations: number;
  /** Requests to services, by method. */
  requests: Map<string, number>;
  tail: Platform;
  schedule: Schedule;
  /** Milliseconds since the scenario began. */
  now(): Moment;
  /** Called before and after everything that happens to objects of the trigger bucket, but by those who upload. */
  onRemoval: (object: StoredObject) => void;
  trace: (line: () => string) => void;
}

const START = new Date('2026-03-02T12:00:00Z');

/** Late events come after so long. */
const LATE_MS = 30 * 60_000;

/** Sets up everything that is to happen in a scenario; time does not pass yet. */
export function createWorld(scenario: Scenario, trace: World['trace'] = () => undefined): World {
  const cloud = memoryCloud({ start: START, settings: { dispatchBudgetSec: scenario.dispatchBudgetSec } });
  const { clock, storage } = cloud;
  const random = seededRandom(`world ${scenario.seed}`);
  const now = (): Moment => clock.time() - START.getTime();
  const fateOf = createFates({ troubles: scenario.troubles, random: random.fork('fates'), now });
  cloud.bigQuery.behaviour = jobBehaviour({ troubles: scenario.troubles, random: random.fork('jobs'), now });
  const requests = new Map<string, number>();
  const depsOf = new WeakMap<Instance, Deps>();
  let instances = 0;
  let invocations = 0;

  function newInstance(kind: string): Instance {
    const name = `${kind}${++instances}`;
    const instance = createInstance({ name, clock, skewMs: random.between(-200, 200) });
    const note: Parameters<typeof networkOf>[1]['note'] = ({ name: who }, { method, target }, outcome) => {
      requests.set(method, (requests.get(method) ?? 0) + 1);
      trace(() => `${who} ${method} ${target}: ${outcome}`);
    };
    const send = networkOf(instance, { clock, fateOf, note });
    depsOf.set(instance, cloud.deps({ send, clock: instance.clock, name }));
    return instance;
  }
  const depsIn = (instance: Instance): Deps => {
    const deps = depsOf.get(instance);
    if (deps === undefined) throw new Error(`the instance ${instance.name} has no deps`);
    return deps;
  };

  const handle = (file: SourceFile, instance: Instance, deadline: Date) => {
    world.invocations++;
    return tail(
      { id: `invocation ${++invocations}`, file, deadline, waitUntil: new Date(deadline.getTime() - 60_000) },
      depsIn(instance),
    );
  };

  const platform = createPlatform({
    clock,
    random: random.fork('platform'),
    concurrency: scenario.concurrency,
    createInstance: () => newInstance('tail'),
    handle({ file }, instance, deadline) {
      trace(() => `${instance.name} begins ${file.name}`);
      return handle(file, instance, deadline);
    },
    note({ file, failures }, instance, ending) {
      const { outcome } = ending;
      if (outcome === 'threw') world.rejections.push({ at: now(), who: `tail ${file.name}`, error: ending.error });
      trace(() => `${instance.name} ends ${file.name} (delivery ${failures + 1}): ${endingText(ending)}`);
    },
  });

  const schedule = startSchedule({
    clock,
    random: random.fork('schedule'),
    createInstance: () => newInstance('dispatch'),
    isSilent: () =>
      scenario.troubles.some((one) => one.kind === 'noSchedule' && one.from <= now() && now() < one.until),
    async run(instance) {
      const run = await dispatch(depsIn(instance));
      trace(() => `${instance.name} dispatched: ${JSON.stringify(run)}`);
    },
    note(instance, ending, error) {
      if (error) world.rejections.push({ at: now(), who: 'dispatch', error });
      if (ending !== 'answered') trace(() => `${instance.name} ${ending} ${error ?? ''}`);
    },
  });

  const world: World = {
    ...{
      scenario,
      cloud,
      versions: [],
      rejections: [],
      invocations: 0,
      requests,
      tail: platform,
      schedule,
      now,
      trace,
    },
    onRemoval: () => undefined,
  };
  prepareTables(scenario, cloud);
  cloud.putRules(ruleText(scenario.rules), RULES);
  const uploader = createUploader(world, random.fork('uploads'));
  storage.watch(({ kind, object }) => {
    if (object.bucket !== TRIGGER) return;
    if (kind === 'finalized') uploader.publish(object);
    else if (!uploader.isAtWork()) world.onRemoval(object);
  });
  for (const upload of scenario.uploads) clock.after(upload.at, () => uploader.upload(upload));
  for (const trouble of scenario.troubles) begin(trouble, world, random.fork('kills'));
  return world;
}

const RULES = 'rules/own.json';

const endingText = (ending: { outcome: string; answer?: unknown; error?: unknown }): string =>
  `${ending.outcome} ${ending.answer ? JSON.stringify(ending.answer) : (ending.error ?? '')}`;

function prepareTables({ rules }: Scenario, cloud: MemoryCloud): void {
  for (const { name } of rules) cloud.createTable(`${DATASET}.${name}`, COLUMNS);
  cloud.createTable(`${DATASET}.${AUDIT}`, { id: 'STRING' });
  cloud.createTable(`${DATASET}.${ONE}`, { id: 'STRING' });
  cloud.createTable(`${TEMPORARY}.own`, {});
  const one = cloud.bigQuery.tables.get({ projectId: cloud.settings.projectId, datasetId: DATASET, tableId: ONE });
  one.rows = [{ values: { id: 'one' } }];
}

function createUploader(world: World, random: ReturnType<typeof seededRandom>) {
  const { scenario, cloud, now } = world;
  let isAtWork = false;

  function publish({ bucket, name, generation, size, created }: StoredObject): void {
    const file: SourceFile = { bucket, name, generation, size, created: created.toISOString() };
    const lost = scenario.troubles.find(
      (one) => one.kind === 'lostEvents' && one.from <= now() && now() < one.until && random.chance(one.share),
    );
    const version = world.versions.find((one) => one.file.generation === generation && one.file.name === name);
    if (version) version.isEventLost = lost !== undefined;
    if (lost) return;
    const delay = random.chance(scenario.late) ? random.between(60_000, LATE_MS) : random.between(50, 2_000);
    world.tail.publish(file, delay);
    if (random.chance(scenario.duplicates)) world.tail.publish(file, delay + random.between(0, 60_000));
  }

  return {
    isAtWork: () => isAtWork,
    publish(object: StoredObject) {
      if (isAtWork) return;
      publish(object);
    },
    upload(upload: Upload) {
      const rule = scenario.rules.find(({ name }) => name === upload.rule);
      if (rule === undefined) throw new Error(`there is no rule ${upload.rule}`);
      for (const version of world.versions) {
        if (version.file.name === upload.name && version.overwritten === undefined) version.overwritten = now();
      }
      isAtWork = true;
      const file = cloud.upload(upload.name, fileContent(upload, rule));
      isAtWork = false;
      world.trace(() => `${upload.id} is uploaded as ${upload.name}, generation ${file.generation}`);
      world.versions.push({ upload, rule, file, isEventLost: false });
      publish(cloud.storage.stat(file));
    },
  };
}

function begin(trouble: Scenario['troubles'][number], world: World, random: ReturnType<typeof seededRandom>): void {
  const { cloud, scenario, tail: platform, schedule } = world;
  const { clock } = cloud;
  switch (trouble.kind) {
    case 'kill':
      clock.after(trouble.at, () => {
        const [first, ...rest] = platform.instances().filter(({ active }) => active > 0);
        if (first) random.pick([first, ...rest]).kill();
      });
      break;
    case 'redeploy':
      clock.after(trouble.at, () => {
        for (const instance of [...platform.instances(), ...schedule.instances()]) instance.kill();
      });
      break;
    case 'brokenRules':
      clock.after(trouble.from, () => cloud.putRules('[{ "Whem": {} }]', RULES));
      clock.after(trouble.until, () => cloud.putRules(ruleText(scenario.rules), RULES));
      break;
    default:
  }
}

const HOUR_MS = 3_600_000;

/** When everything has to be in order: an hour after the last trouble, and after all that waits by its nature. */
export function horizonOf({ rules, uploads, troubles }: Scenario): Moment {
  const last = Math.max(0, ...uploads.map(({ at }) => at), ...troubles.map(endOf));
  const windows = Math.max(0, ...rules.map(({ batchSec = 0, maxDelaySec = 0 }) => (batchSec + maxDelaySec) * 1000));
  const groups = Math.max(0, ...rules.map(({ groupSec = 0 }) => groupSec * 2000));
  // The bucket is searched once in `MISSED_FILE_SEC`, for files that have lain there for as long.
  const search = troubles.some(({ kind }) => kind === 'lostEvents' || kind === 'brokenRules') ? 3 * HOUR_MS : 0;
  return last + HOUR_MS + windows + groups + search;
}

export const isReserved = (name: string): boolean => isFolder(name) || reservedPrefix(name) !== undefined;

/** What is still to be done, in words; empty where nothing is. */
export function unfinished({ cloud, tail: platform, versions }: World): string[] {
  const { documents } = cloud.firestore;
  const stateOf = (path: string, field: string): unknown => documents.get(path)?.fields[field];
  const running = documents.paths('journal').filter((path) => stateOf(path, 'status') === 'running');
  const windows = documents.paths('windows').filter((path) => stateOf(path, 'state') !== 'done');
  const groups = documents.paths('groups').filter((path) => stateOf(path, 'done') !== true);
  const tasks = cloud.storage.list(OPS, { prefix: 'tasks/' }).objects.map(({ name }) => name);
  const due = cloud.storage.list(TRIGGER, {}).objects.filter(({ name }) => isReserved(name));
  const known = new Set(documents.paths('files').map((path) => stateOf(path, 'generation')));
  const missed = versions.filter(({ file, overwritten }) => overwritten === undefined && !known.has(file.generation));
  const events = platform.pending() > 0 ? [`${platform.pending()} events`] : [];
  return [
    ...running,
    ...windows,
    ...groups,
    ...tasks,
    ...due.map(({ name }) => name),
    ...missed.map(({ file }) => file.name),
    ...events,
  ];
}
