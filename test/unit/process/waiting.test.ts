import { describe, expect, it } from 'vitest';
import { JobError } from '../../support/cloud/bigquery/jobError.ts';
import type { MemoryJob } from '../../support/cloud/bigquery/memoryBigQuery.ts';
import { type Request, ServiceError } from '../../support/cloud/send.ts';
import { type LiveWorld, lines, liveWorld } from './liveWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
OnSuccess: [ { Action: delete } ]
OnFailure: [ { Action: move, Request: { DestURL: "gs://ops/failed" } } ]
`;

const HOUR = 60;

const upload = ({ cloud }: LiveWorld, count: number) =>
  Array.from({ length: count }, (_, n) => cloud.upload(`data/${n}.json`, lines(String(n).padStart(4, '0'))));

const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n).padStart(4, '0'));

function expectAllLoadedOnce(world: LiveWorld, count: number): void {
  expect(world.ids('shop.orders')).toEqual(numbers(count));
  expect(world.answers.filter(({ status }) => status === 'error')).toEqual([]);
  expect(world.rejections).toEqual([]);
  expect(world.objects('landing')).toEqual([]);
  expect(world.objects('ops')).toEqual([]);
}

const away = (service: Request['service']) => (request: Request) =>
  request.service === service
    ? { refused: new ServiceError(service === 'firestore' ? 14 : 503, 'the service is away', 'backendError') }
    : undefined;

describe('an outage', () => {
  it.each(['bigquery', 'firestore', 'storage'] as const)(
    'of %s for 150 seconds fails none of 50 files: all are loaded once',
    async (service) => {
      const world = liveWorld({ rules: RULE });
      upload(world, 50);
      world.trouble = away(service);
      await world.pass(2.5);
      world.trouble = () => undefined;
      await world.pass(2 * HOUR);
      expectAllLoadedOnce(world, 50);
    },
  );

  it.each(['bigquery', 'firestore', 'storage'] as const)(
    'of %s for six hours costs fewer than ten invocations a file, and loses none',
    async (service) => {
      const world = liveWorld({ rules: RULE });
      world.trouble = away(service);
      upload(world, 40);
      await world.pass(6 * HOUR);
      world.trouble = () => undefined;
      await world.pass(3 * HOUR);
      expectAllLoadedOnce(world, 40);
      expect(world.invocations()).toBeLessThan(10 * 40 + 40);
    },
  );
});

describe('while answers of jobs.get are lost', () => {
  it('for three minutes, no OnFailure runs, no file is moved, and the rows are there once', async () => {
    const world = liveWorld({ rules: RULE });
    const [file] = upload(world, 1);
    world.trouble = ({ method }) =>
      method === 'jobs.get' || method === 'jobs.list'
        ? { lost: new ServiceError('ECONNRESET', 'socket hang up') }
        : undefined;
    await world.pass(3);
    expect(world.objects('landing').filter((name) => !name.startsWith('_'))).toEqual(['data/0.json']);
    world.trouble = () => undefined;
    await world.pass(HOUR);
    expectAllLoadedOnce(world, 1);
    expect(file && world.process(file)).toMatchObject({ status: 'done' });
    expect(world.cloud.bigQuery.jobs.size).toBe(1);
  });

  it.each([401, 403, 503])(
    'with status %d, for two days, nothing is decided; then the process goes on',
    async (status) => {
      const world = liveWorld({ rules: RULE });
      const [file] = upload(world, 1);
      await world.pass(0.5);
      world.trouble = ({ method }) =>
        method === 'jobs.get' ? { refused: new ServiceError(status, 'no answer', 'accessDenied') } : undefined;
      await world.pass(48 * HOUR);
      expect(world.objects('ops', 'failed/')).toEqual([]);
      expect(file && world.process(file)).toMatchObject({ status: 'running' });
      world.trouble = () => undefined;
      await world.pass(2 * HOUR);
      expectAllLoadedOnce(world, 1);
    },
  );
});

/** What BigQuery counts modifications of a table by. */
function limited(
  { cloud }: LiveWorld,
  mayRun: (times: readonly number[], now: number) => boolean,
  error: JobError,
): void {
  const times: number[] = [];
  const admit = (_: MemoryJob): void => {
    const now = cloud.clock.time();
    if (!mayRun(times, now)) throw new ServiceError(403, error.message, error.errors[0]?.reason);
    times.push(now);
  };
  cloud.bigQuery.behaviour = { course: () => ({ pendingMs: 500, runMs: 2_000 }), style: () => 'located', admit };
}

describe('limits', () => {
  it('five writes in ten seconds: of 80 files at once none fails', async () => {
    const world = liveWorld({ rules: RULE });
    const error = new JobError({
      reason: 'rateLimitExceeded',
      message: 'Exceeded rate limits: too many table update operations for this table.',
    });
    limited(world, (times, now) => times.filter((time) => time > now - 10_000).length < 5, error);
    upload(world, 80);
    await world.pass(4 * HOUR);
    expectAllLoadedOnce(world, 80);
  });

  it('a quota that comes back one a minute: of 400 files none fails, and they do not come back all at once', async () => {
    const world = liveWorld({ rules: RULE });
    const start = world.cloud.clock.time();
    const error = new JobError({
      reason: 'quotaExceeded',
      message: 'Quota exceeded: Your table exceeded quota for imports or query appends per table.',
    });
    limited(world, (times, now) => times.length < (now - start) / 60_000, error);
    upload(world, 400);
    await world.pass(23 * HOUR);
    expect(world.answers.filter(({ status }) => status === 'error')).toEqual([]);
    expect(Math.max(...world.runs.map(({ letGo }) => letGo))).toBeLessThan(400);
    await world.pass(24 * HOUR);
    expectAllLoadedOnce(world, 400);
  });

  it('"Too many DML statements outstanding" is waited for', async () => {
    const rules = RULE.replace('shop.orders }', 'shop.orders, Transient: { Dataset: temporary, CopyMethod: DML } }');
    const world = liveWorld({ rules, tables: ['shop.orders', 'temporary.any'] });
    const message = 'Too many DML statements outstanding against table own:shop.orders, limit is 20.';
    let refused = 0;
    const course = ({ configuration }: MemoryJob) => {
      const errorAtEnd = new JobError({ reason: 'resourcesExceeded', message });
      return { pendingMs: 0, runMs: 1_000, ...(configuration.query && refused++ < 3 ? { errorAtEnd } : {}) };
    };
    world.cloud.bigQuery.behaviour = { course, style: () => 'located', admit: () => undefined };
    upload(world, 1);
    await world.pass(HOUR);
    expectAllLoadedOnce(world, 1);
    expect(refused).toBe(4);
  });
});

/** BigQuery takes no job. */
function refuseJobs(world: LiveWorld): void {
  world.trouble = ({ method }) =>
    method === 'jobs.insert'
      ? { refused: new ServiceError(503, 'Visibility check was unavailable', 'backendError') }
      : undefined;
}

it('a process that waits for six hours takes about an invocation every ten minutes, not one a minute', async () => {
  const world = liveWorld({ rules: RULE });
  const [file] = upload(world, 1);
  refuseJobs(world);
  await world.pass(6 * HOUR);
  expect(file && world.process(file)).toMatchObject({ status: 'running', waiting: { reason: 'backendError' } });
  expect(world.invocations()).toBeLessThan(60);
});

it('a process that makes no progress for a day is failed, once, and its file stays where OnFailure puts it', async () => {
  const world = liveWorld({ rules: RULE });
  const [file] = upload(world, 1);
  refuseJobs(world);
  await world.pass(23 * HOUR);
  expect(file && world.process(file)).toMatchObject({ status: 'running' });
  await world.pass(2 * HOUR);
  expect(file && world.process(file)).toMatchObject({ status: 'failed' });
  expect(world.answers.filter(({ status }) => status === 'error')).toHaveLength(1);
  expect(world.objects('ops', 'failed/')).toEqual(['failed/data/0.json']);
});

it('a follow-up that always fails is asked for at most once an hour, and never more often', async () => {
  const world = liveWorld({ rules: RULE });
  upload(world, 1);
  await world.pass(0.5);
  world.trouble = ({ service, method }) =>
    service === 'firestore' && method !== 'batchGetDocuments'
      ? { refused: new ServiceError(7, '7 PERMISSION_DENIED: Missing or insufficient permissions.') }
      : undefined;
  const before = world.invocations();
  await world.pass(24 * HOUR);
  expect(world.invocations() - before).toBeLessThan(40);
  world.trouble = () => undefined;
  await world.pass(2 * HOUR);
  expect(world.ids('shop.orders')).toEqual(['0000']);
  expect(world.objects('landing')).toEqual([]);
});
