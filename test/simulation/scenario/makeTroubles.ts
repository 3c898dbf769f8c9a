import type { Random } from '../../support/cloud/random.ts';
import { pickOf } from './makeRules.ts';
import type { Mishap, Moment, Trouble, TroubledService } from './scenario.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function makeTroubles(random: Random): Trouble[] {
  const count = random.pick([0, 1, 1, 1, 2, 2, 3, 4]);
  return Array.from({ length: count }, (_, index) => {
    const own = random.fork(`trouble ${index}`);
    return makeTrouble(pickOf(own, WEIGHTED), own);
  });
}

/** Single requests that meet with something find most. */
const WEIGHTED: readonly Trouble['kind'][] = [
  ...(['outage', 'outage', 'outage', 'point', 'point', 'point', 'freezes', 'freezes', 'partition', 'late'] as const),
  ...(['kill', 'redeploy', 'noSchedule', 'brokenRules', 'slowJobs', 'failingJobs', 'rateLimit', 'quota'] as const),
  ...(['lostEvents', 'misplaced', 'dropTask', 'dropTemporary', 'junk', 'retention'] as const),
  ...(['brokenScripts', 'brokenScripts', 'dmlLimit'] as const),
];

function makeTrouble(kind: Trouble['kind'], random: Random): Trouble {
  const from = random.between(0, 10 * MINUTE_MS);
  const lasting = { from, until: from + durationOf(random) };
  const shortly = { from, until: from + random.pick([2, 5, 15, 30]) * MINUTE_MS };
  switch (kind) {
    case 'outage':
      return makeOutage(lasting, random);
    case 'point':
      return makePoint(random);
    case 'kill':
    case 'redeploy':
      return { kind, at: from };
    case 'noSchedule':
      return { kind, ...lasting };
    case 'brokenRules':
      return { kind, ...lasting };
    case 'slowJobs':
      return { kind, ...lasting, runMs: random.pick([30_000, 5 * MINUTE_MS, 12 * MINUTE_MS, 90 * MINUTE_MS]) };
    case 'failingJobs':
      return { kind, ...lasting, share: random.pick([0.2, 0.6]), ...pickOf(random, JOB_FAULTS) };
    case 'rateLimit':
      return { kind, ...lasting, perTenSeconds: random.between(1, 5), asCall: random.chance(0.3) };
    case 'quota':
      return { kind, ...lasting, perMinute: random.pick([0, 0.2, 1]), asCall: random.chance(0.5) };
    case 'freezes':
      return { kind, ...shortly, share: random.pick([0.005, 0.02, 0.1]), freezeMs: pickOf(random, FREEZES_MS) };
    case 'partition':
      return { kind, ...shortly, service: pickOf(random, SERVICES), share: random.pick([0.3, 0.6]) };
    case 'late':
      return {
        ...{ kind, ...shortly, service: pickOf(random, SERVICES), share: random.pick([0.02, 0.1, 0.3]) },
        ms: random.pick([10 * SECOND_MS, 35 * SECOND_MS, 50 * SECOND_MS]),
      };
    case 'lostEvents':
      return { kind, ...lasting, share: random.pick([0.1, 0.5]) };
    case 'misplaced':
    case 'retention':
      return { kind, ...lasting };
    case 'dropTask':
    case 'dropTemporary':
      return { kind, at: from };
    case 'junk':
      return { kind, at: from, name: pickOf(random, JUNK) };
    case 'brokenScripts':
      return { kind, ...lasting, share: random.pick([0.2, 1]), ...pickOf(random, SCRIPT_FAULTS) };
    case 'dmlLimit':
      return { kind, ...lasting, outstanding: random.between(1, 3) };
  }
}

function durationOf(random: Random): Moment {
  const short = random.pick([2 * SECOND_MS, 20 * SECOND_MS, 90 * SECOND_MS, 4 * MINUTE_MS, 15 * MINUTE_MS]);
  return random.chance(0.25) ? random.pick([1, 2, 6]) * HOUR_MS : short;
}

/** Shorter and longer than a claim holds, than dispatch waits for a follow-up, and than an invocation may take. */
const FREEZES_MS = [20 * SECOND_MS, 45 * SECOND_MS, 90 * SECOND_MS, 4 * MINUTE_MS, 15 * MINUTE_MS] as const;

/** What BigQuery says of jobs that it lost. */
const JOB_FAULTS = [
  { reason: 'backendError', message: 'Error encountered during execution. Retrying may solve the problem.' },
  { reason: 'internalError', message: 'An internal error occurred and the request could not be completed.' },
] as const;

/** Why statements break off. */
const SCRIPT_FAULTS = [
  {
    reason: 'invalidQuery',
    message: 'Could not serialize access to table own:shop.r0 due to concurrent update',
  },
  ...JOB_FAULTS,
] as const;

/** Names of objects that somebody may put where tasks lie. */
const JUNK = [
  '_bqtail_/notes.txt',
  '_bqtail_/shop_r0--1_00001_load--dispatch.json',
  '_bqtail_/0123456789abcdef0123456789abcdef.jobs',
  '_batch_/shop_r0_0123456789abcdef0123456789abcdef_1772452800.win',
  '_batch_/x.group',
  '_load_/r0/f1.json',
  '_bqtail_/',
  'r0/',
];

const SERVICES: readonly TroubledService[] = ['firestore', 'storage', 'bigquery', 'pubsub', 'http'];

interface Failing {
  code: number | string;
  reason?: string;
}

/** What the clients reject with. Statuses of gRPC: 4 deadline exceeded, 14 unavailable. */
const CODES: Readonly<Record<TroubledService, readonly Failing[]>> = {
  firestore: [{ code: 14 }, { code: 4 }],
  storage: [{ code: 503 }, { code: 'ECONNRESET' }, { code: 429 }],
  bigquery: [
    { code: 503, reason: 'backendError' },
    { code: 'ECONNRESET' },
    { code: 401, reason: 'authError' },
    { code: 403, reason: 'rateLimitExceeded' },
  ],
  pubsub: [{ code: 503 }],
  http: [{ code: 'ECONNRESET' }],
};

const METHODS: Readonly<Record<TroubledService, readonly string[]>> = {
  firestore: ['commit', 'batchGet', 'runQuery'],
  storage: ['objects.insert', 'objects.rewrite', 'objects.delete', 'objects.list', 'objects.get'],
  bigquery: ['jobs.insert', 'jobs.get', 'jobs.list', 'tables.get', 'tables.insert', 'tables.delete', 'datasets.get'],
  pubsub: ['publish'],
  http: ['GET'],
};

/** Somebody sets permissions up, or takes them away: what a job does is not told, whatever it does. */
const UNTOLD = {
  service: 'bigquery',
  method: 'jobs.get',
  mishap: 'refused',
  delayMs: 50,
  code: 403,
  reason: 'accessDenied',
} as const;

/** Reads are answered, writes are not: dispatch sees all that is to be done, and tail can do none of it. */
const NO_WRITES = {
  service: 'firestore',
  method: 'commit',
  mishap: 'refused',
  share: 1,
  delayMs: 50,
  code: 14,
} as const;

function makeOutage(lasting: { from: Moment; until: Moment }, random: Random): Trouble {
  if (random.chance(0.1)) return { kind: 'outage', ...lasting, ...UNTOLD, share: random.pick([1, 0.5]) };
  if (random.chance(0.08))
    return { kind: 'outage', from: lasting.from, until: lasting.from + 2 * HOUR_MS, ...NO_WRITES };
  const service = pickOf(random, SERVICES);
  const mishap: Mishap = random.chance(0.6) ? 'refused' : random.pick(['lost', 'twice'] as const);
  return {
    ...{ kind: 'outage', service, ...lasting, mishap },
    ...(random.chance(0.4) ? { method: pickOf(random, METHODS[service]) } : {}),
    ...pickOf(random, CODES[service]),
    // What happens and is not answered happens anew with every repetition.
    share: mishap === 'refused' ? random.pick([1, 1, 0.5, 0.1]) : random.pick([0.5, 0.1]),
    delayMs: random.pick([50, 2_000, 20_000]),
  };
}

function makePoint(random: Random): Trouble {
  const method = pickOf(random, Object.values(METHODS).flat());
  return {
    ...{ kind: 'point', method, nth: random.pick([1, 2, 3, 5, 8, 13, 21, 40]) },
    what: random.pick(['killBefore', 'killAfter', 'lost', 'freeze']),
    freezeMs: pickOf(random, FREEZES_MS),
  };
}
