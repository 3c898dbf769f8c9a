import type { Warehouse } from '../../../functions/src/bigquery/warehouse.ts';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import type { Claim, Journal } from '../../../functions/src/journal/journal.ts';
import { createWindows } from '../../../functions/src/journal/windows.ts';
import { eventIdOf } from '../../../functions/src/model/eventId.ts';
import type { JobConfiguration } from '../../../functions/src/model/job.ts';
import { gsUrl } from '../../../functions/src/model/places.ts';
import type { Process } from '../../../functions/src/model/process.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { ObjectInfo, ObjectStore } from '../../../functions/src/storage/objectStore.ts';
import { createTaskStore } from '../../../functions/src/task/taskStore.ts';
import { createWindowStore } from '../../../functions/src/task/windowStore.ts';
import { ruleOf } from '../../support/ruleOf.ts';
import { testSettings } from '../../support/testSettings.ts';
import { memoryFirestore } from './memoryFirestore.ts';

const TRIGGER = 'in';
const OPS = 'ops';

export interface MemoryWorld {
  deps: Deps;
  /** The events of task files in the trigger bucket, in the order in which they came about. */
  events: readonly SourceFile[];
  processes(): Process[];
  /** The files of each load job, as gs:// URLs. */
  loads(): string[][];
  /** Whether the ledger has the file. */
  isTakenIn(file: SourceFile): boolean;
  /** What lies in both buckets. */
  objects(): string[];
  later(ms: number): void;
}

interface Options {
  rule: string;
  now: Date;
  /** Says when a request to the outside world takes effect. */
  step(request: string): Promise<void>;
}

/** The outside world in memory, with the real windows and task files over it; every job that is submitted succeeds. */
export function memoryWorld({ rule, now, step }: Options): MemoryWorld {
  let offset = 0;
  const clock = {
    now: () => new Date(now.getTime() + offset),
    async sleep(ms: number) {
      await step('sleep');
      offset += ms;
    },
    // No claim lives long enough here to be renewed.
    every: () => () => {},
  };
  const { firestore, has } = memoryFirestore(step);
  const { objects, live, events } = memoryObjects(step, clock);
  const { journal, processes } = memoryJournal(step);
  const { warehouse, jobs } = memoryWarehouse(step);
  const settings = testSettings({ triggerBucket: TRIGGER, opsBucket: OPS });
  const places = { objects, triggerBucket: TRIGGER, opsBucket: OPS, projectId: settings.projectId };
  const deps = {
    ...{ settings, clock, objects, warehouse, journal },
    rules: { current: async () => ({ rules: [ruleOf(rule)], problems: [] }) },
    tables: notHere('tables'),
    windows: createWindows({ firestore, ttlDays: 1 }),
    groups: { ...notHere<Deps['groups']>('groups'), overdue: async () => [] },
    holds: { ...notHere<Deps['holds']>('holds'), heldUntil: async () => undefined },
    tasks: createTaskStore(places),
    windowTasks: createWindowStore(places),
  };
  return {
    // Loads without a temporary table and rules without actions need nothing else.
    deps: deps as unknown as Deps,
    events,
    processes: () => [...processes.values()],
    loads: () => [...jobs.values()].map(({ load }) => load?.sourceUris ?? []),
    objects: () => [...live.keys()],
    isTakenIn: (file) => has(`files/${eventIdOf(file)}`),
    later(ms) {
      offset += ms;
    },
  };
}

/** A port that nobody is to use. */
const notHere = <T extends object>(name: string): T =>
  new Proxy({} as T, {
    get(_, key) {
      throw new Error(`${name}.${String(key)} is not there`);
    },
  });

function memoryObjects(step: Options['step'], clock: { now(): Date }) {
  const live = new Map<string, ObjectInfo>();
  const events: SourceFile[] = [];
  let generations = 0;
  const put = ({ bucket, name }: { bucket: string; name: string }, metadata: ObjectInfo['metadata']): void => {
    const generation = String(++generations);
    const info = { bucket, name, generation, size: 1, created: clock.now(), metadata };
    live.set(gsUrl(bucket, name), info);
    if (bucket === TRIGGER) events.push({ ...info, created: info.created.toISOString() });
  };
  const objects: Partial<ObjectStore> = {
    async stat({ bucket, name }) {
      await step(`stat ${name}`);
      return live.get(gsUrl(bucket, name));
    },
    async list(bucket, prefix) {
      await step(`list ${prefix}`);
      return [...live.values()].filter((info) => info.bucket === bucket && info.name.startsWith(prefix));
    },
    async write(place, { metadata = {} }) {
      await step(`write ${place.name}`);
      put(place, metadata);
    },
    async copy(from, to) {
      await step(`copy ${from.name}`);
      const source = live.get(gsUrl(from.bucket, from.name));
      if (source) put(to, source.metadata);
      return source !== undefined;
    },
    async remove({ bucket, name }) {
      await step(`remove ${name}`);
      live.delete(gsUrl(bucket, name));
    },
  };
  return { objects: objects as ObjectStore, live, events };
}

function memoryWarehouse(step: Options['step']) {
  const jobs = new Map<string, JobConfiguration>();
  const warehouse: Partial<Warehouse> = {
    async submit({ jobId }, configuration) {
      await step(`submit ${jobId}`);
      if (jobs.has(jobId)) return 'existed';
      jobs.set(jobId, configuration);
      return 'submitted';
    },
    async job({ jobId }) {
      await step(`job ${jobId}`);
      const unknown = { started: undefined, ended: undefined, rows: 1, bytes: 1, badRecords: 0 };
      return jobs.has(jobId) ? { state: 'DONE', error: undefined, errors: [], ...unknown } : undefined;
    },
    async *jobPages() {
      yield new Map([...jobs.keys()].map((jobId) => [jobId, 'DONE'] as const));
    },
    locationOf: async () => 'US',
  };
  return { warehouse: warehouse as Warehouse, jobs };
}

function memoryJournal(step: Options['step']) {
  const processes = new Map<string, Process>();
  const claims = new Map<string, Claim>();
  const isHeld = (eventId: string, now: Date): boolean => (claims.get(eventId)?.until ?? 0) > now;
  const change = (eventId: string, by: (process: Process) => Partial<Process>): void => {
    const process = processes.get(eventId);
    if (process === undefined) throw new Error(`there is no process ${eventId}`);
    processes.set(eventId, { ...process, ...by(process) });
  };
  const journal: Partial<Journal> = {
    async open(process) {
      await step(`open ${process.processId}`);
      const known = processes.get(process.processId);
      if (known === undefined) processes.set(process.processId, process);
      return { process: known ?? process, created: known === undefined };
    },
    async find(version) {
      await step('find');
      return processes.get(eventIdOf(version));
    },
    async get(eventId) {
      await step(`get ${eventId}`);
      return processes.get(eventId);
    },
    async claim(eventId, claim, now) {
      await step(`claim ${eventId}`);
      const process = processes.get(eventId);
      if (process === undefined || process.status !== 'running') return process;
      if (isHeld(eventId, now) && claims.get(eventId)?.by !== claim.by) return 'claimed';
      claims.set(eventId, claim);
      return process;
    },
    isClaimed: async (eventId, now) => isHeld(eventId, now),
    longRunning: async () => [],
    async renew() {
      await step('renew');
    },
    async release(eventId) {
      await step(`release ${eventId}`);
      claims.delete(eventId);
    },
    async addStep(eventId, one) {
      await step(`addStep ${eventId}`);
      const others = ({ steps }: Process) => steps.filter((known) => known.step !== one.step);
      change(eventId, (process) => ({ steps: [...others(process), one] }));
    },
    async finish({ processId }, { status }) {
      await step(`finish ${processId}`);
      change(processId, () => ({ status }));
      claims.delete(processId);
    },
    writeStatistics: async () => undefined,
  };
  return { journal: journal as Journal, processes };
}
