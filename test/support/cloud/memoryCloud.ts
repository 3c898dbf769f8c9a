import { readRules } from '../../../functions/src/action/ruleReader.ts';
import { createQueries } from '../../../functions/src/bigquery/queryRows.ts';
import { createTables } from '../../../functions/src/bigquery/tables.ts';
import { createWarehouse } from '../../../functions/src/bigquery/warehouse.ts';
import type { Clock, Deps } from '../../../functions/src/deps/deps.ts';
import type { Settings } from '../../../functions/src/deps/settings.ts';
import { failureOf } from '../../../functions/src/failure/failureOf.ts';
import type { Message, TopicName } from '../../../functions/src/google/topics.ts';
import { createHistory } from '../../../functions/src/history/createHistory.ts';
import { historyWriter } from '../../../functions/src/history/historyWriter.ts';
import { historyPlace } from '../../../functions/src/history/place.ts';
import type { HttpAnswer, HttpRequest } from '../../../functions/src/http/http.ts';
import { createBooks } from '../../../functions/src/journal/books.ts';
import { createFirestoreJournal } from '../../../functions/src/journal/firestoreJournal.ts';
import { createGroups } from '../../../functions/src/journal/groups.ts';
import { createHolds } from '../../../functions/src/journal/holds.ts';
import { createPlanStore } from '../../../functions/src/journal/planStore.ts';
import { createRegister } from '../../../functions/src/journal/register.ts';
import { createReplacements } from '../../../functions/src/journal/replacements.ts';
import { createReplayRecords } from '../../../functions/src/journal/replayRecords.ts';
import { createReplays } from '../../../functions/src/journal/replays.ts';
import { createToldStore } from '../../../functions/src/journal/toldStore.ts';
import { createUntold } from '../../../functions/src/journal/untold.ts';
import { createWindows } from '../../../functions/src/journal/windows.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { createRuleCache } from '../../../functions/src/rule/ruleCache.ts';
import { createObjectStore } from '../../../functions/src/storage/objectStore.ts';
import { ruleSource } from '../../../functions/src/storage/ruleSource.ts';
import { createArrivalStore } from '../../../functions/src/task/arrivalStore.ts';
import { createTaskStore } from '../../../functions/src/task/taskStore.ts';
import { createWindowStore } from '../../../functions/src/task/windowStore.ts';
import { testSettings } from '../testSettings.ts';
import { connectBigQuery } from './bigquery/connectBigQuery.ts';
import { type MemoryBigQuery, memoryBigQuery } from './bigquery/memoryBigQuery.ts';
import { type MemoryFirestore, memoryFirestore } from './firestore/memoryFirestore.ts';
import type { QuerySpec } from './firestore/query.ts';
import { seededRandom } from './random.ts';
import { atOnce, type Send } from './send.ts';
import { connectStorage } from './storage/connectStorage.ts';
import { type MemoryStorage, memoryStorage } from './storage/memoryStorage.ts';
import { type VirtualClock, virtualClock } from './virtualClock.ts';

export const TRIGGER = 'landing';
export const OPS = 'ops';
const PROJECT = 'own';

/** Who calls the services: how requests get there, and what time it is there. */
export interface Caller {
  send: Send;
  clock: Clock;
  /** Differs from that of other callers; what the clients choose at random follows from it. */
  name: string;
}

export interface MemoryCloud {
  clock: VirtualClock;
  storage: MemoryStorage;
  firestore: MemoryFirestore;
  bigQuery: MemoryBigQuery;
  settings: Settings;
  /** What was published, in order. */
  published: { at: number; topic: TopicName; message: Message }[];
  /** What was sent to other servers, in order; `at` in milliseconds since the epoch. */
  sent: { at: number; request: HttpRequest }[];
  /** Answers what is sent to other servers. */
  answer: (request: HttpRequest) => HttpAnswer;
  /** Everything that bqtail needs, as an instance of its functions has it. By default nothing lies between it and the services. */
  deps(caller?: Partial<Caller>): Deps;
  /** Writes a rule file. */
  putRules(text: string, name?: string): void;
  /** Writes an object to the trigger bucket; answers what its event tells. */
  upload(name: string, content: string): SourceFile;
  /** A table; its dataset is made where there is none. */
  createTable(name: string, columns?: Readonly<Record<string, string>>): void;
  /** The values of a table's rows; none where there is no such table. */
  rows(table: string): Readonly<Record<string, unknown>>[];
}

interface Options {
  start?: Date;
  clock?: VirtualClock;
  /** Where datasets are made. */
  location?: string;
  rules?: string;
  settings?: Partial<Settings>;
  onQuery?: (spec: QuerySpec) => void;
}

/** What a deployment has by default. */
const DEFAULTS: Partial<Settings> = {
  rulesCheckSec: 60,
  dispatchBudgetSec: 50,
  staleTaskSec: 180,
  missedFileSec: 3600,
  journalTtlDays: 90,
};

const OK: HttpAnswer = { status: 200, headers: {}, text: '', isCut: false };

/**
 * The services that bqtail stands on, in memory and on a clock of their own, under the functions' real adapters: journal,
 * windows, task files, rule cache, warehouse, tables.
 */
export function memoryCloud({
  start = new Date('2026-03-02T12:00:00Z'),
  clock = virtualClock(start),
  location = 'US',
  rules,
  settings,
  onQuery,
}: Options = {}): MemoryCloud {
  const storage = memoryStorage(clock, [TRIGGER, OPS]);
  const firestore = memoryFirestore(clock, onQuery);
  const bigQuery = memoryBigQuery({ clock, storage });
  const cloud: MemoryCloud = {
    settings: testSettings({ projectId: PROJECT, triggerBucket: TRIGGER, opsBucket: OPS, ...DEFAULTS, ...settings }),
    ...{ clock, storage, firestore, bigQuery, published: [], sent: [] },
    answer: () => OK,
    deps: (caller = {}) => depsFor(cloud, { send: atOnce, clock, name: 'own', ...caller }),
    putRules(text, name = 'rules/own.yaml') {
      storage.write({ bucket: OPS, name }, { content: text });
    },
    upload(name, content) {
      const { generation, size, created } = storage.write({ bucket: TRIGGER, name }, { content });
      return { bucket: TRIGGER, name, generation, size, created: created.toISOString() };
    },
    createTable(name, columns = { id: 'STRING' }) {
      const [datasetId = '', tableId = ''] = name.split('.');
      const fields = Object.entries(columns).map(([column, type]) => ({ name: column, type, mode: 'NULLABLE' }));
      if (!hasDataset(bigQuery, datasetId)) bigQuery.tables.createDataset({ projectId: PROJECT, datasetId }, location);
      bigQuery.tables.create({ projectId: PROJECT, datasetId, tableId }, { fields });
    },
    rows(table) {
      const [datasetId = '', tableId = ''] = table.split('.');
      return bigQuery.tables.find({ projectId: PROJECT, datasetId, tableId })?.rows.map(({ values }) => values) ?? [];
    },
  };
  if (rules !== undefined) cloud.putRules(rules);
  return cloud;
}

function hasDataset({ tables }: MemoryBigQuery, datasetId: string): boolean {
  try {
    return tables.location({ projectId: PROJECT, datasetId }) !== undefined;
  } catch {
    return false;
  }
}

const rulesRead = new Map<string, ReturnType<typeof readRules>>();

/** Reads each text of a file once, however many instances of the functions there are. */
function readRulesOnce(file: string, text: string): ReturnType<typeof readRules> {
  const key = JSON.stringify([file, text]);
  const read = rulesRead.get(key) ?? readRules(file, text);
  rulesRead.set(key, read);
  return read;
}

function depsFor(cloud: MemoryCloud, { send, clock, name }: Caller): Deps {
  const { settings, storage, firestore: database } = cloud;
  const { triggerBucket, opsBucket, configBucket, projectId, journalTtlDays: ttlDays } = settings;
  const objects = createObjectStore(connectStorage(storage, send), false);
  const firestore = database.connect({ send, sleep: clock.sleep, random: seededRandom(name) });
  const plans = createPlanStore(objects, opsBucket);
  const clientFor = async (project: string) => connectBigQuery(cloud.bigQuery, send, project);
  const rules = createRuleCache({
    source: ruleSource(objects, configBucket),
    readRules: readRulesOnce,
    checkEverySec: settings.rulesCheckSec,
    now: () => clock.now().getTime(),
  });
  const tables = createTables(clientFor);
  const journal = createFirestoreJournal({
    ...{ firestore, plans: createPlanStore(objects, opsBucket), ttlDays, triggerBucket },
  });
  return {
    ...{ settings, clock, objects, rules, random: seededRandom(`jitter of ${name}`).next },
    warehouse: createWarehouse(clientFor),
    tables,
    queries: createQueries(clientFor),
    journal,
    register: createRegister(firestore),
    told: createToldStore(firestore),
    books: createBooks({ firestore, ttlDays }),
    replays: createReplays({ firestore, plans, ttlDays, triggerBucket }),
    replayRecords: createReplayRecords({ firestore, objects, opsBucket, ttlDays }),
    windows: createWindows({ firestore, ttlDays }),
    groups: createGroups({ firestore, ttlDays }),
    holds: createHolds({ firestore, ttlDays }),
    replacements: createReplacements({ firestore, ttlDays }),
    untold: createUntold(firestore),
    history: createHistory({ place: historyPlace(settings), tables, journal, clock }, writerAtHand),
    tasks: createTaskStore({ objects, triggerBucket, opsBucket }),
    arrivals: createArrivalStore({ objects, triggerBucket, opsBucket }),
    windowTasks: createWindowStore({ objects, triggerBucket, opsBucket, projectId }),
    http: {
      send: (request) =>
        asFailure(
          send({ service: 'http', method: request.method, target: String(request.url) }, () => {
            cloud.sent.push({ at: cloud.clock.time(), request });
            return cloud.answer(request);
          }),
        ),
    },
    google: { identityFor: async (audience) => `Bearer identity-for-${audience}` },
    topics: {
      publish: (topic, message) =>
        asFailure(
          send({ service: 'pubsub', method: 'publish', target: topic.topicId }, () => {
            cloud.published.push({ at: cloud.clock.time(), topic, message });
            return String(cloud.published.length);
          }),
        ),
    },
    secrets: { read: async () => 'xoxb-token' },
  };
}

/** On a virtual clock nothing may wait for a module to be loaded. */
export const writerAtHand = async () => ({ historyWriter });

/** These ports reject with Failures only. */
async function asFailure<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw failureOf(error, 'no answer');
  }
}
