import type { Queries } from '../bigquery/queryRows.ts';
import type { Tables } from '../bigquery/tables.ts';
import type { Warehouse } from '../bigquery/warehouse.ts';
import type { GoogleApi } from '../google/googleApi.ts';
import type { Secrets } from '../google/secrets.ts';
import type { Topics } from '../google/topics.ts';
import type { History } from '../history/history.ts';
import type { Http } from '../http/http.ts';
import type { Books } from '../journal/books.ts';
import type { Groups } from '../journal/groups.ts';
import type { Holds } from '../journal/holds.ts';
import type { Journal } from '../journal/journal.ts';
import type { Register } from '../journal/register.ts';
import type { Replacements } from '../journal/replacements.ts';
import type { ReplayRecords } from '../journal/replayRecords.ts';
import type { Replays } from '../journal/replays.ts';
import type { ToldStore } from '../journal/toldStore.ts';
import type { Untold } from '../journal/untold.ts';
import type { Windows } from '../journal/windowRecord.ts';
import type { RuleSet } from '../rule/ruleCache.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import type { ArrivalStore } from '../task/arrivalStore.ts';
import type { TaskStore } from '../task/taskStore.ts';
import type { WindowStore } from '../task/windowStore.ts';
import type { Settings } from './settings.ts';

/** Time, as far as bqtail depends on it. */
export interface Clock {
  now(): Date;
  sleep(ms: number): Promise<void>;
  /** Does the work every so many milliseconds, the first time after as many, until the function that it answers is called. */
  every(ms: number, work: () => void): () => void;
}

/** The outside world, handed to every handler. */
export interface Deps {
  settings: Settings;
  clock: Clock;
  /** At least 0 and below 1; for jitter. */
  random(): number;
  rules: { current(): Promise<RuleSet> };
  objects: ObjectStore;
  warehouse: Warehouse;
  tables: Tables;
  queries: Queries;
  journal: Journal;
  register: Register;
  books: Books;
  told: ToldStore;
  windows: Windows;
  groups: Groups;
  holds: Holds;
  replacements: Replacements;
  untold: Untold;
  history: History;
  replays: Replays;
  replayRecords: ReplayRecords;
  tasks: TaskStore;
  windowTasks: WindowStore;
  arrivals: ArrivalStore;
  /** Servers of others. */
  http: Http;
  google: Pick<GoogleApi, 'identityFor'>;
  topics: Topics;
  secrets: Secrets;
}
