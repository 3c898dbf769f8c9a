import type { FileKind, MoveKind, Trouble, TroubledService } from './scenario.ts';

/** What scenarios may hold. What is off is known to bring up faults that are not mended yet. */
export interface Enabled {
  kinds: readonly FileKind[];
  moves: readonly MoveKind[];
  troubles: readonly Trouble['kind'][];
  services: readonly TroubledService[];
  /** What BigQuery refuses requests with, by its reason. */
  reasons: readonly string[];
  overwriting: boolean;
  override: boolean;
  groups: boolean;
  /** The longest trouble, in milliseconds. */
  longestMs: number;
}

/** Everything. */
export const ALL: Enabled = {
  kinds: ['good', 'corrupted', 'invalid', 'newField', 'empty', 'wildcard', 'slashes', 'denied', 'gone'],
  moves: ['copy', 'query', 'dml', 'unique'],
  troubles: [
    'outage',
    'point',
    'kill',
    'redeploy',
    'noSchedule',
    'brokenRules',
    'slowJobs',
    'failingJobs',
    'rateLimit',
    'quota',
    'lostEvents',
    'misplaced',
    'dropTask',
    'dropTemporary',
    'junk',
    'retention',
    'brokenScripts',
    'dmlLimit',
  ],
  services: ['firestore', 'storage', 'bigquery', 'pubsub', 'http'],
  reasons: ['backendError', 'authError', 'rateLimitExceeded'],
  overwriting: true,
  override: true,
  groups: true,
  longestMs: 6 * 3_600_000,
};

const without = <T>(all: readonly T[], ...left: T[]): T[] => all.filter((one) => !left.includes(one));

/** What `npm test` runs: without what is known to go wrong. */
export const ENABLED: Enabled = {
  ...ALL,
  kinds: without(ALL.kinds, 'denied'),
  troubles: without(ALL.troubles, 'misplaced'),
};
