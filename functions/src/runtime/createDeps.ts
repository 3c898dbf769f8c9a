import { setTimeout as sleep } from 'node:timers/promises';
import type { BigQuery } from '@google-cloud/bigquery';
import { readRules } from '../action/ruleReader.ts';
import { createQueries } from '../bigquery/queryRows.ts';
import { createTables } from '../bigquery/tables.ts';
import { createWarehouse } from '../bigquery/warehouse.ts';
import type { Clock, Deps } from '../deps/deps.ts';
import type { Settings } from '../deps/settings.ts';
import { createGoogleApi } from '../google/googleApi.ts';
import { createSecrets } from '../google/secrets.ts';
import { createTopics } from '../google/topics.ts';
import { createHistory } from '../history/createHistory.ts';
import { historyPlace } from '../history/place.ts';
import { createHttp } from '../http/createHttp.ts';
import { createBooks } from '../journal/books.ts';
import { createFirestoreJournal } from '../journal/firestoreJournal.ts';
import { createGroups } from '../journal/groups.ts';
import { createHolds } from '../journal/holds.ts';
import { createNotices } from '../journal/notices.ts';
import { createPlanStore } from '../journal/planStore.ts';
import { createRegister } from '../journal/register.ts';
import { createReplacements } from '../journal/replacements.ts';
import { createReplayRecords } from '../journal/replayRecords.ts';
import { createReplays } from '../journal/replays.ts';
import { createToldStore } from '../journal/toldStore.ts';
import { createUntold } from '../journal/untold.ts';
import { createWindows } from '../journal/windows.ts';
import { createRuleCache } from '../rule/ruleCache.ts';
import { createObjectStore } from '../storage/objectStore.ts';
import { ruleSource } from '../storage/ruleSource.ts';
import { createArrivalStore } from '../task/arrivalStore.ts';
import { createTaskStore } from '../task/taskStore.ts';
import { createWindowStore } from '../task/windowStore.ts';
import { logRuleProblems } from './log.ts';

/** Connects to Firestore, Cloud Storage and BigQuery. BigQuery's client is loaded when it is first needed. */
export async function createDeps(settings: Settings): Promise<Deps> {
  const [{ initializeApp }, { getFirestore }, { Storage, IdempotencyStrategy }] = await Promise.all([
    import('firebase-admin/app'),
    import('firebase-admin/firestore'),
    import('@google-cloud/storage'),
  ]);
  const firestore = getFirestore(initializeApp({ projectId: settings.projectId }), settings.database);
  // Every call bears being made twice, so every call may be retried.
  const storage = new Storage({ retryOptions: { idempotencyStrategy: IdempotencyStrategy.RetryAlways } });
  const notices = createNotices({ firestore, ttlDays: settings.journalTtlDays });
  const objects = createObjectStore(storage);
  const { triggerBucket, opsBucket, configBucket } = settings;
  const plans = createPlanStore(objects, opsBucket);
  const clientFor = clientPerProject();
  const google = createGoogleApi(systemClock);
  const tables = createTables(clientFor);
  const journal = createFirestoreJournal({
    firestore,
    plans,
    ttlDays: settings.journalTtlDays,
    triggerBucket,
  });
  return {
    settings,
    clock: systemClock,
    random: Math.random,
    rules: createRuleCache({
      source: ruleSource(objects, configBucket),
      readRules,
      checkEverySec: settings.rulesCheckSec,
      now: Date.now,
      onChange: (files) => logRuleProblems(files, notices),
    }),
    objects,
    warehouse: createWarehouse(clientFor),
    tables,
    queries: createQueries(clientFor),
    journal,
    register: createRegister(firestore),
    told: createToldStore(firestore),
    books: createBooks({ firestore, ttlDays: settings.journalTtlDays }),
    replays: createReplays({ firestore, plans, ttlDays: settings.journalTtlDays, triggerBucket }),
    replayRecords: createReplayRecords({ firestore, objects, opsBucket, ttlDays: settings.journalTtlDays }),
    windows: createWindows({ firestore, ttlDays: settings.journalTtlDays }),
    groups: createGroups({ firestore, ttlDays: settings.journalTtlDays }),
    holds: createHolds({ firestore, ttlDays: settings.journalTtlDays }),
    replacements: createReplacements({ firestore, ttlDays: settings.journalTtlDays }),
    untold: createUntold(firestore),
    history: createHistory({ place: historyPlace(settings), tables, journal, clock: systemClock }),
    tasks: createTaskStore({ objects, triggerBucket, opsBucket }),
    arrivals: createArrivalStore({ objects, triggerBucket, opsBucket }),
    windowTasks: createWindowStore({ objects, triggerBucket, opsBucket, projectId: settings.projectId }),
    http: createHttp(settings),
    google,
    topics: createTopics(google),
    secrets: createSecrets(google),
  };
}

const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms) => sleep(ms),
  every(ms, work) {
    const timer = setInterval(work, ms);
    return () => clearInterval(timer);
  },
};

function clientPerProject(): (projectId: string) => Promise<BigQuery> {
  const clients = new Map<string, Promise<BigQuery>>();
  const create = async (projectId: string): Promise<BigQuery> => {
    const { BigQuery } = await import('@google-cloud/bigquery');
    return new BigQuery({ projectId });
  };
  return (projectId) => {
    const client = clients.get(projectId) ?? create(projectId);
    clients.set(projectId, client);
    return client;
  };
}
