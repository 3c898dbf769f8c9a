import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fault, inject } from './faults.ts';
import {
  createFailureCounter,
  createMatrixWorld,
  type Ending,
  endingOf,
  type FailureCounter,
  MAX_RETRIES,
  type MatrixWorld,
  type RuleName,
} from './matrixWorld.ts';
import { untilDue } from './ownWorld.ts';

const http = (status: number, reason: string): Fault['fault'] => ({ kind: 'http', status, reason });

/** What becomes of a call. `lasting`: each time, else only the first. */
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
} as const satisfies Record<string, { fault: Fault['fault']; lasting?: boolean }>;

type CallFault = keyof typeof CALL_FAULTS;

interface Row {
  call: string;
  rule: RuleName;
  match(world: MatrixWorld): Fault['match'];
  /** The fault begins when the first follow-up is due. */
  late?: boolean;
  /** Other processes make the same call: one cell at a time. */
  alone?: boolean;
  /** How it ends, where that is not `failed` for faults that last, else `done`. */
  ends?: Partial<Record<CallFault, 'done' | 'failed'>>;
  /** How often faults that last hit, where only their end lets the process go on. */
  times?: number;
  /** Where the fault lasts the temporary table stays, for BigQuery to delete. */
  keepsTable?: boolean;
  /** When it fails the rows are there already. */
  isLoaded?: boolean;
}

const ROWS: Row[] = [
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
    times: 5,
    ends: { accessDenied: 'done', '503 for good': 'done' },
  },
  {
    call: 'jobs.get by tail',
    rule: 'deduplicating',
    match: ({ eventId }) => ({ method: 'GET', path: `/jobs/.*--${eventId}_` }),
    late: true,
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
    ends: { accessDenied: 'done', '503 for good': 'done' },
    keepsTable: true,
  },
  {
    call: 'datasets.get',
    rule: 'deduplicating',
    match: ({ temp }) => ({ method: 'GET', path: `/datasets/${temp}$` }),
  },
  { call: 'datasets.insert', rule: 'copying', match: () => ({ method: 'POST', path: '/datasets$' }), alone: true },
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

let failures: FailureCounter;
beforeAll(async () => {
  failures = await createFailureCounter();
});
afterAll(() => failures.close());

it.each(ROWS)('$call fails in every way', async (row) => {
  const cells = Object.keys(CALL_FAULTS) as CallFault[];
  const told: string[][] = [];
  if (row.alone) for (const cell of cells) told.push(await runCell(row, cell));
  else told.push(...(await Promise.all(cells.map((cell) => runCell(row, cell)))));
  expect(told.flat()).toEqual([]);
});

/** What is not as it should be. */
async function runCell(row: Row, cell: CallFault): Promise<string[]> {
  const world = await createMatrixWorld({ rule: row.rule, failures });
  const { fault, lasting = false }: { fault: Fault['fault']; lasting?: boolean } = CALL_FAULTS[cell];
  if (row.late) {
    await world.deliver(world.file);
    await untilDue(world);
  }
  const times = lasting ? (row.times ?? 0) : 1;
  const injected = await inject({ match: row.match(world), times, fault });
  const name = `${row.call}, ${cell}`;
  try {
    const ending = await endingOf(world, failures, injected);
    const status = row.ends?.[cell] ?? (lasting ? 'failed' : 'done');
    const problems = problemsOf(ending, {
      status,
      isLoaded: row.isLoaded ?? false,
      temporaryTables: row.keepsTable && lasting ? [`${world.table}_${world.eventId}`] : [],
    });
    if (ending.hits === 0) problems.push('the fault hit nothing');
    return problems.map((problem) => `${name}: ${problem}`);
  } catch (error) {
    return [`${name}: ${error}`];
  }
}

interface Expected {
  status: 'done' | 'failed';
  isLoaded: boolean;
  temporaryTables: string[];
}

function problemsOf(ending: Ending, { status, isLoaded, temporaryTables }: Expected): string[] {
  const { process, ids, objects, onFailureRuns, deliveries } = ending;
  const problems: string[] = [];
  const check = (what: string, found: unknown, wanted: unknown): void => {
    const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
    if (a !== b)
      problems.push(
        `${what} is ${a}, not ${b} (${JSON.stringify(ending.answers.at(-1))}; ${ending.rejections.at(-1)})`,
      );
  };
  check('status', process?.status, status);
  const isDone = status === 'done';
  check('ids', ids, isDone || isLoaded ? [1, 2] : []);
  const report = `errors/bqtail.`;
  check(
    'objects',
    objects.filter((name) => !name.startsWith('retry/')).map((name) => (name.startsWith(report) ? 'report' : name)),
    isDone ? [] : ['data/a.json', 'report'],
  );
  check('temporary tables', ending.temporaryTables, temporaryTables);
  check('runs of OnFailure', onFailureRuns, isDone ? 0 : 1);
  if (deliveries > MAX_RETRIES + 1) problems.push(`an event was delivered ${deliveries} times`);
  return problems;
}
