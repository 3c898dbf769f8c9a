import { afterAll, beforeAll, expect, it } from 'vitest';
import { dispatch } from '../../functions/src/dispatch/dispatch.ts';
import { gsUrl } from '../../functions/src/model/places.ts';
import { type Fault, inject } from './faults.ts';
import { type Cell, type Ends, runCell } from './matrixCell.ts';
import { type Counter, createCounter, createMatrixWorld, type MatrixWorld, type RuleName } from './matrixWorld.ts';
import { rows } from './ownWorld.ts';

const http = (status: number, reason: string): Fault['fault'] => ({ kind: 'http', status, reason });

interface Misfortune {
  fault: Fault['fault'];
  /** It hits each time, else only the first. */
  lasting?: boolean;
}

const CALL_FAULTS = {
  503: { fault: http(503, 'backendError') },
  429: { fault: http(429, 'rateLimitExceeded') },
  500: { fault: http(500, 'internalError') },
  'a reset connection': { fault: { kind: 'reset' } },
  'a lost answer': { fault: { kind: 'answerLost' } },
  rateLimitExceeded: { fault: http(403, 'rateLimitExceeded') },
  quotaExceeded: { fault: http(403, 'quotaExceeded') },
  accessDenied: { fault: http(403, 'accessDenied'), lasting: true },
  '503 for good': { fault: http(503, 'backendError'), lasting: true },
} as const satisfies Record<string, Misfortune>;

type CallFault = keyof typeof CALL_FAULTS;

/**
 * What passes is handled in one place, whatever it is called: each row meets two of these, and each of these several rows. The
 * others, which are handled in ways of their own, meet every row. A cell takes seconds of the real services.
 */
const PASSING_CALLS: readonly CallFault[] = [503, 429, 500, 'a reset connection', 'rateLimitExceeded', 'quotaExceeded'];

const CALL_NAMES = [...PASSING_CALLS, 'a lost answer', 'accessDenied', '503 for good'] as const satisfies CallFault[];

/** Those that meet the row of that number: all but those that take turns, and two of these. */
function inTurn<F extends string | number>(faults: readonly F[], turns: readonly F[], row: number): F[] {
  const two = [turns[(2 * row) % turns.length], turns[(2 * row + 1) % turns.length]];
  return faults.filter((fault) => !turns.includes(fault) || two.includes(fault));
}

interface CallRow {
  call: string;
  rule: RuleName;
  /** By default it is. */
  isAsync?: boolean;
  match(world: MatrixWorld): Fault['match'];
  /** The fault begins when the first follow-up is due. */
  late?: boolean;
  /** All processes of a project make the same call: each cell has a project of its own. */
  inOwnProject?: boolean;
  /** The process is done even where the fault lasts, */
  survives?: boolean;
  /** since only so many calls suffer it, */
  lastsFor?: number;
  /** or since what the call is for is left to BigQuery. */
  keepsTable?: boolean;
  /** When the process fails the rows are there already. */
  isLoaded?: boolean;
  /** The process fails anyhow, and the call is one of `OnFailure`. */
  inOnFailure?: boolean;
}

/** While BigQuery does not tell what became of a job nobody decides anything, also when there was no progress for longer than that. */
const LONG = 20;

const CALL_ROWS: CallRow[] = [
  { call: 'jobs.insert of a load', rule: 'deduplicating', match: (world) => insertOf('LOAD', world) },
  { call: 'jobs.insert of a query', rule: 'deduplicating', match: (world) => insertOf('QUERY', world) },
  { call: 'jobs.insert of a copy', rule: 'copying', match: (world) => insertOf('COPY', world) },
  {
    call: 'jobs.insert of an extract',
    rule: 'exporting',
    match: (world) => insertOf('EXTRACT', world),
    isLoaded: true,
  },
  {
    call: 'jobs.get by dispatch',
    rule: 'direct',
    match: ({ eventId }) => ({ method: 'GET', path: `/jobs/.*--${eventId}_` }),
    survives: true,
    lastsFor: LONG,
  },
  {
    call: 'jobs.get by tail',
    rule: 'deduplicating',
    match: ({ eventId }) => ({ method: 'GET', path: `/jobs/.*--${eventId}_` }),
    late: true,
    survives: true,
    lastsFor: LONG,
  },
  {
    call: 'jobs.insert of a query of OnFailure',
    rule: 'failing',
    match: (world) => insertOf('QUERY', world),
    inOnFailure: true,
  },
  {
    call: 'jobs.get by a tail that waits',
    rule: 'deduplicating',
    isAsync: false,
    match: ({ eventId }) => ({ method: 'GET', path: `/jobs/.*--${eventId}_` }),
    survives: true,
    lastsFor: LONG,
  },
  {
    call: 'jobs.insert of a load that is waited for',
    rule: 'direct',
    isAsync: false,
    match: (world) => insertOf('LOAD', world),
  },
  {
    call: 'jobs.insert of a query that is waited for',
    rule: 'deduplicating',
    isAsync: false,
    match: (world) => insertOf('QUERY', world),
  },
  {
    call: 'tables.get of the destination',
    rule: 'deduplicating',
    match: ({ table }) => ({ method: 'GET', path: `/tables/${table}$` }),
  },
  {
    call: 'tables.get of the temporary table',
    rule: 'deduplicating',
    match: ({ table, eventId }) => ({ method: 'GET', path: `/tables/${table}_${eventId}$` }),
  },
  {
    call: 'tables.insert',
    rule: 'deduplicating',
    match: ({ temp }) => ({ method: 'POST', path: `/datasets/${temp}/tables$` }),
  },
  {
    call: 'tables.patch',
    rule: 'expiring',
    match: ({ table }) => ({ method: 'PATCH', path: `/tables/${table}$` }),
    isLoaded: true,
  },
  {
    call: 'tables.delete',
    rule: 'deduplicating',
    match: ({ table, eventId }) => ({ method: 'DELETE', path: `/tables/${table}_${eventId}$` }),
    survives: true,
    keepsTable: true,
  },
  {
    call: 'datasets.get',
    rule: 'deduplicating',
    match: ({ temp }) => ({ method: 'GET', path: `/datasets/${temp}$` }),
  },
  {
    call: 'datasets.insert',
    rule: 'copying',
    match: ({ deps }) => ({ method: 'POST', path: `/${deps.settings.projectId}/datasets$` }),
    inOwnProject: true,
  },
  {
    call: 'jobs.getQueryResults',
    rule: 'inserting',
    match: ({ eventId }) => ({ method: 'GET', path: `/queries/.*${eventId}` }),
    isLoaded: true,
  },
  {
    call: 'tabledata.insertAll',
    rule: 'inserting',
    match: ({ table }) => ({ method: 'POST', path: `/tables/${table}_rows/insertAll$` }),
    isLoaded: true,
  },
];

const insertOf = (jobType: 'LOAD' | 'QUERY' | 'COPY' | 'EXTRACT', { eventId }: MatrixWorld): Fault['match'] => ({
  method: 'POST',
  path: '/jobs$',
  jobId: `--${eventId}_`,
  jobType,
});

let counter: Counter;
beforeAll(async () => {
  counter = await createCounter();
});
afterAll(() => counter.close());

/** Runs all cells of a row, and expects nothing to be told of any. */
async function expectAllWell(cells: readonly Cell[]): Promise<void> {
  const told = await Promise.all(cells.map((cell) => runCell(cell, counter)));
  expect(told.flat()).toEqual([]);
}

function callCell(row: CallRow, fault: CallFault): Cell {
  const { fault: kind, lasting = false }: Misfortune = CALL_FAULTS[fault];
  const times = lasting ? (row.lastsFor ?? 0) : 1;
  const survives = !lasting || row.survives === true;
  return {
    name: `${row.call}, ${fault}`,
    rule: row.rule,
    isAsync: row.isAsync ?? true,
    inOwnProject: row.inOwnProject ?? false,
    late: row.late ?? false,
    fault: (world) => ({ match: row.match(world), times, fault: kind }),
    ends: row.inOnFailure
      ? { status: 'failed', isLoaded: true, onFailureFails: lasting }
      : survives
        ? { status: 'done', keepsTable: lasting && row.keepsTable === true }
        : { status: 'failed', isLoaded: row.isLoaded ?? false },
  };
}

it.concurrent.each(CALL_ROWS)('$call fails in every way', async (row) => {
  const faults = inTurn(CALL_NAMES, PASSING_CALLS, CALL_ROWS.indexOf(row));
  await expectAllWell(faults.map((fault) => callCell(row, fault)));
});

it('jobs.list fails in every way: the next run of dispatch hands over what this one could not', async () => {
  // Fewer jobs are asked for one by one.
  const files = 6;
  const world = await createMatrixWorld({ rule: 'direct', isAsync: true, inOwnProject: true, counter });
  const { projectId } = world.deps.settings;
  await world.deliver(world.file);
  for (let n = 1; n < files; n++) await world.deliver(await world.upload(`data/${n}.json`, rows(n + 2)));
  for (const { fault } of Object.values(CALL_FAULTS)) {
    const injected = await inject({ match: { method: 'GET', path: `/${projectId}/jobs$` }, fault });
    const { errors } = await dispatch(world.deps);
    expect(await injected.hits()).toBe(1);
    expect(errors).toEqual([expect.stringContaining(`BigQuery did not list the jobs of project ${projectId}`)]);
    expect(await world.followUps()).toEqual([]);
  }
  await world.settle();
  expect(await world.ids()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(await world.objects()).toEqual([]);
});

const jobError = (reason: string): Fault['fault'] => ({
  kind: 'jobError',
  reason,
  message: 'Error encountered during execution.',
});

const JOB_FAULTS = {
  backendError: { fault: jobError('backendError') },
  internalError: { fault: jobError('internalError') },
  rateLimitExceeded: { fault: jobError('rateLimitExceeded') },
  quotaExceeded: { fault: jobError('quotaExceeded') },
  'being slow': { fault: { kind: 'slow', latencyMs: 1500 } },
  'backendError for good': { fault: jobError('backendError'), lasting: true },
  'rateLimitExceeded for good': { fault: jobError('rateLimitExceeded'), lasting: true },
  invalid: { fault: jobError('invalid'), lasting: true },
  stopped: { fault: jobError('stopped'), lasting: true },
} as const satisfies Record<string, Misfortune>;

/** An error of data names the file: without that nothing would be set aside. */
const ofFile = ({ file }: MatrixWorld): Fault['fault'] => ({
  kind: 'jobError',
  reason: 'invalid',
  message: 'Error encountered during execution.',
  location: gsUrl(file.bucket, file.name),
});

type JobFault = keyof typeof JOB_FAULTS;

const PASSING_JOBS: readonly JobFault[] = [
  'backendError',
  'internalError',
  'rateLimitExceeded',
  'quotaExceeded',
  'being slow',
  'rateLimitExceeded for good',
];

interface JobRow {
  job: string;
  rule: RuleName;
  isAsync: boolean;
  match(world: MatrixWorld): Fault['match'];
  isLoaded?: boolean;
  /** Where `invalid` is about the file. */
  quarantine?: string;
  /** The process fails anyhow, and the job is one of `OnFailure`. */
  inOnFailure?: boolean;
}

const JOB_ROWS: JobRow[] = [true, false].flatMap((isAsync): JobRow[] => [
  {
    job: 'a load',
    rule: 'direct',
    isAsync,
    match: ({ eventId }) => ({ jobType: 'LOAD', jobId: `--${eventId}_` }),
    quarantine: 'corrupted',
  },
  {
    job: 'a load into a temporary table',
    rule: 'deduplicating',
    isAsync,
    match: ({ eventId }) => ({ jobType: 'LOAD', jobId: `--${eventId}_` }),
    quarantine: 'corrupted',
  },
  {
    job: 'a query',
    rule: 'deduplicating',
    isAsync,
    match: ({ eventId }) => ({ jobType: 'QUERY', jobId: `--${eventId}_` }),
  },
  { job: 'a copy', rule: 'copying', isAsync, match: ({ eventId }) => ({ jobType: 'COPY', jobId: `--${eventId}_` }) },
  {
    job: 'an extract',
    rule: 'exporting',
    isAsync,
    match: ({ eventId }) => ({ jobType: 'EXTRACT', jobId: `--${eventId}_` }),
    isLoaded: true,
  },
  {
    job: 'the query of an insert',
    rule: 'inserting',
    isAsync,
    match: ({ eventId }) => ({ jobType: 'QUERY', jobId: `rows_${eventId}_` }),
    isLoaded: true,
  },
  {
    job: 'a query of OnFailure',
    rule: 'failing',
    isAsync,
    match: ({ eventId }) => ({ jobType: 'QUERY', jobId: `--${eventId}_` }),
    inOnFailure: true,
  },
]);

function jobCell(row: JobRow, fault: JobFault): Cell {
  const { fault: kind, lasting = false }: Misfortune = JOB_FAULTS[fault];
  const { job, rule, isAsync, match, isLoaded = false, quarantine, inOnFailure } = row;
  const ends: Ends = inOnFailure
    ? { status: 'failed', isLoaded: true, onFailureFails: lasting }
    : lasting
      ? { status: 'failed', isLoaded }
      : { status: 'done' };
  return {
    name: `${job} in ${isAsync ? 'async' : 'sync'} mode, ${fault}`,
    rule,
    isAsync,
    fault: (world) => ({
      match: match(world),
      times: lasting ? 0 : 1,
      fault: fault === 'invalid' && quarantine !== undefined ? ofFile(world) : kind,
    }),
    ends: fault === 'invalid' && quarantine !== undefined ? { ...ends, quarantine } : ends,
  };
}

/** An invocation that waits runs all kinds of jobs in one way; each kind by itself is gone through where none waits. */
const WAITED_FOR = ['a load', 'a query'];

it.concurrent.each(JOB_ROWS.filter(({ job, isAsync }) => isAsync || WAITED_FOR.includes(job)))(
  '$job fails in every way, async: $isAsync',
  async (row) => {
    const faults = inTurn(Object.keys(JOB_FAULTS) as JobFault[], PASSING_JOBS, JOB_ROWS.indexOf(row));
    await expectAllWell(faults.map((fault) => jobCell(row, fault)));
  },
);
