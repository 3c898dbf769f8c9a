import { isFolder, reservedPrefix, TASKS } from '../../../functions/src/model/places.ts';
import { OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';
import { endOf, type Moment, type Scenario } from '../scenario/scenario.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const JOBS_A_FILE = 4;

/** When everything has to be in order: an hour after the last trouble, and after all that waits by its nature. */
export function horizonOf({ rules, uploads, troubles, ...limits }: Scenario): Moment {
  const last = Math.max(0, ...uploads.map(({ at }) => at), ...troubles.map(endOf));
  const windows = Math.max(0, ...rules.map(({ batchSec = 0, maxDelaySec = 0 }) => (batchSec + maxDelaySec) * 1000));
  const groups = Math.max(0, ...rules.map(({ groupSec = 0 }) => groupSec * 2000));
  // The bucket is searched once in `MISSED_FILE_SEC`, for files that have lain there for as long.
  const search = troubles.some(({ kind }) => ['lostEvents', 'brokenRules'].includes(kind)) ? 3 * HOUR_MS : 0;
  // One job a minute, where each run of dispatch lets one more begin.
  const isLimited = limits.maxConcurrentLoad + limits.maxConcurrentSql > 0;
  const oneByOne = isLimited ? uploads.length * JOBS_A_FILE * MINUTE_MS : 0;
  return last + HOUR_MS + windows + groups + search + oneByOne;
}

/** Whether an object of the trigger bucket is no data file. */
export const isReserved = (name: string): boolean => isFolder(name) || reservedPrefix(name) !== undefined;

/** What is still to be done, in words; empty where nothing is. */
export function unfinished({ cloud, tail: platform, versions }: World): string[] {
  const { documents } = cloud.firestore;
  const stateOf = (path: string, field: string): unknown => documents.get(path)?.fields[field];
  const running = documents.paths('journal').filter((path) => stateOf(path, 'status') === 'running');
  const untold = ['journal', 'files'].flatMap((collection) =>
    documents.paths(collection).filter((path) => stateOf(path, 'historyDue') !== undefined),
  );
  const windows = documents.paths('windows').filter((path) => stateOf(path, 'state') !== 'done');
  const groups = documents.paths('groups').filter((path) => stateOf(path, 'done') !== true);
  const tasks = cloud.storage.list(OPS, { prefix: TASKS }).objects.map(({ name }) => name);
  const due = cloud.storage
    .list(TRIGGER, { prefix: '_' })
    .objects.filter(({ name }) => reservedPrefix(name) !== undefined && !isFolder(name));
  // Those that came while the rules were broken are still to be taken in.
  const entries = documents.paths('files').filter((path) => stateOf(path, 'status') !== 'unruled');
  const known = new Set(entries.map((path) => stateOf(path, 'generation')));
  const missed = versions.filter(({ file, gone }) => gone === undefined && !known.has(file.generation));
  const events = platform.pending() > 0 ? [`${platform.pending()} events`] : [];
  const left = [...due.map(({ name }) => name), ...missed.map(({ file }) => file.name)];
  return [
    ...running,
    ...untold.map((path) => `the history of ${path}`),
    ...windows,
    ...groups,
    ...tasks,
    ...left,
    ...events,
  ];
}
