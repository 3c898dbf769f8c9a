import { describe, expect, it } from 'vitest';
import { type Request, ServiceError } from '../../support/cloud/send.ts';
import { type LiveWorld, lines, liveWorld } from './liveWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
OnSuccess:
  - { Action: call, Request: { URL: "https://hooks.example/$EventID" } }
  - { Action: delete }
`;

const SYNC = RULE.replace('Async: true\n', '');

const HOUR = 60;
const MINUTE_MS = 60_000;

/** Something that happens to the nth request of a kind, and to no other. */
function once<T>(fits: (request: Request) => boolean, what: T, nth = 1): (request: Request) => T | undefined {
  let seen = 0;
  return (request) => (fits(request) && ++seen === nth ? what : undefined);
}

it('an invocation killed between journal and task file, whose event does not come again, is made up for within minutes', async () => {
  const world = liveWorld({ rules: RULE });
  const file = world.cloud.upload('data/a.json', lines('1'));
  world.trouble = once(({ method, target }) => method === 'objects.insert' && target.includes('/tasks/'), 'dies');
  await world.pass(2);
  expect(world.process(file)).toMatchObject({ status: 'running' });
  expect(world.objects('ops', 'tasks/')).toEqual([]);
  await world.pass(6);
  expect(world.process(file)).toMatchObject({ status: 'done' });
  expect(world.ids('shop.orders')).toEqual(['1']);
  expect(world.objects('landing')).toEqual([]);
});

describe('a function that waits for its job, in sync mode', () => {
  const longJobs = (world: LiveWorld, runMs: number): void => {
    const { behaviour } = world.cloud.bigQuery;
    world.cloud.bigQuery.behaviour = { ...behaviour, course: () => ({ pendingMs: 0, runMs }) };
  };

  it('writes a task file only to hand the process over, when its time is up', async () => {
    const world = liveWorld({ rules: SYNC });
    longJobs(world, 15 * MINUTE_MS);
    const file = world.cloud.upload('data/a.json', lines('1'));
    await world.pass(5);
    expect(world.objects('ops', 'tasks/')).toEqual([]);
    await world.pass(5);
    expect(world.objects('ops', 'tasks/')).toHaveLength(1);
    await world.pass(HOUR);
    expect(world.process(file)).toMatchObject({ status: 'done' });
    expect([world.ids('shop.orders'), world.objects('ops')]).toEqual([['1'], []]);
  });

  it('writes one before it submits the job where load jobs are limited: dispatch counts the jobs by them', async () => {
    const world = liveWorld({ rules: SYNC, settings: { maxConcurrentLoad: 1 } });
    longJobs(world, 2 * MINUTE_MS);
    world.cloud.upload('data/a.json', lines('1'));
    await world.pass(1.5);
    expect(world.objects('ops', 'tasks/')).toHaveLength(1);
    expect(world.runs.at(-1)).toMatchObject({ projects: { own: { loadJobs: 1 } } });
    await world.pass(HOUR);
    expect([world.ids('shop.orders'), world.objects('ops')]).toEqual([['1'], []]);
  });

  it('and for a query where queries are limited: the follow-up of another process waits for its end', async () => {
    const transient = 'shop.orders, Transient: { Dataset: temporary }, UniqueColumns: [ id ] }';
    const [sync, async] = [SYNC, RULE].map((rule) => rule.replace('shop.orders }', transient));
    const rules = `---${sync}---${async?.replace('/data/', '/async/')}`;
    const tables = ['shop.orders', 'temporary.any'];
    const world = liveWorld({ rules, tables, settings: { maxConcurrentSql: 1 } });
    const { behaviour, jobs } = world.cloud.bigQuery;
    const isQuery = (jobId: string): boolean => jobId.includes('_query--');
    const course = ({ name: { jobId } }: { name: { jobId: string } }) => ({
      ...{ pendingMs: 0, runMs: isQuery(jobId) ? 5 * MINUTE_MS : 0 },
    });
    world.cloud.bigQuery.behaviour = { ...behaviour, course };
    const queries = () => [...jobs.values()].filter(({ name }) => isQuery(name.jobId)).length;
    world.cloud.upload('data/a.json', lines('1'));
    world.cloud.upload('async/b.json', lines('2'));
    await world.pass(4);
    expect(queries()).toBe(1);
    await world.pass(HOUR);
    expect(queries()).toBe(2);
    expect([world.ids('shop.orders'), world.objects('landing'), world.objects('ops')]).toEqual([['1', '2'], [], []]);
  });

  it('and is killed, is made up for within minutes, though its event does not come again and there is no task file', async () => {
    const world = liveWorld({ rules: SYNC });
    longJobs(world, MINUTE_MS);
    world.trouble = once(({ method }) => method === 'jobs.get', 'dies', 3);
    const file = world.cloud.upload('data/a.json', lines('1'));
    await world.pass(2);
    expect(world.process(file)).toMatchObject({ status: 'running', steps: {} });
    expect(world.objects('ops', 'tasks/')).toEqual([]);
    await world.pass(4);
    expect(world.process(file)).toMatchObject({ status: 'done' });
    expect([world.ids('shop.orders'), world.objects('landing')]).toEqual([['1'], []]);
  });
});

/** The write that tells of the call, of all that are made for one file. */
const CALL_WRITTEN_DOWN = 4;

it.each([1, 2, 3, 4, 5, 6])(
  'an invocation frozen for twenty minutes in its write number %i does nothing more when it thaws',
  async (nth) => {
    const world = liveWorld({ rules: RULE });
    const file = world.cloud.upload('data/a.json', lines('1'));
    world.trouble = once(
      ({ service, method }) => service === 'firestore' && method === 'commit',
      { lateMs: 20 * MINUTE_MS },
      nth,
    );
    await world.pass(3 * HOUR);
    expect(world.process(file)).toMatchObject({ status: 'done' });
    expect(world.ids('shop.orders')).toEqual(['1']);
    // What was done, and not written down for so long, is done again with the same key.
    const keys = world.cloud.sent.map(({ request }) => request.headers['idempotency-key']);
    expect(new Set(keys).size).toBe(1);
    expect(keys.length).toBeLessThanOrEqual(nth === CALL_WRITTEN_DOWN ? 2 : 1);
    expect(world.objects('landing')).toEqual([]);
    expect(world.objects('ops')).toEqual([]);
  },
);

it('an invocation that has lost its claim does not release the claim of the next one', async () => {
  const world = liveWorld({ rules: RULE });
  const file = world.cloud.upload('data/a.json', lines('1'));
  // The call of the first follow-up hangs for longer than a claim holds, and cannot renew it.
  let isHanging = false;
  world.trouble = (request) => {
    if (request.service === 'http' && !isHanging) {
      isHanging = true;
      return { lateMs: 8 * MINUTE_MS };
    }
    return undefined;
  };
  await world.pass(HOUR);
  expect(world.process(file)).toMatchObject({ status: 'done' });
  expect(world.cloud.sent).toHaveLength(1);
});

it('a follow-up that looks at its job for longer than a claim holds goes on all the same', async () => {
  const world = liveWorld({ rules: RULE });
  const file = world.cloud.upload('data/a.json', lines('1'));
  world.trouble = ({ method }) => (method === 'jobs.get' ? { lateMs: 40_000 } : undefined);
  await world.pass(4);
  expect(world.process(file)).toMatchObject({ status: 'done' });
  expect(world.answers.map(({ message }) => message)).toEqual(['load submitted', 'done, 1 row']);
});

it('a large result of a call is measured in bytes: the journal takes it, or says that it was not kept', async () => {
  const world = liveWorld({ rules: RULE });
  world.cloud.answer = () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    text: JSON.stringify({ text: '漢'.repeat(60_000) }),
    isCut: false,
  });
  const file = world.cloud.upload('data/a.json', lines('1'));
  await world.pass(HOUR);
  expect(world.process(file)).toMatchObject({ status: 'done' });
  expect(JSON.stringify(world.process(file))).toContain('was not kept');
});

it('a file whose take-in fails for ever keeps no other file of its minute from being taken in', async () => {
  const world = liveWorld({ rules: RULE });
  const refused = new ServiceError(7, '7 PERMISSION_DENIED: Missing or insufficient permissions.');
  const first = world.cloud.upload('data/a.json', lines('1'));
  world.trouble = ({ service, target }) =>
    service === 'firestore' && target.includes(String(world.eventId(first))) ? { refused } : undefined;
  world.cloud.upload('data/b.json', lines('2'));
  await world.pass(3 * HOUR);
  expect(world.ids('shop.orders')).toEqual(['2']);
  world.trouble = () => undefined;
  await world.pass(3 * HOUR);
  expect(world.ids('shop.orders')).toEqual(['1', '2']);
});
