import { describe, expect, it } from 'vitest';
import { JobError } from '../../support/cloud/bigquery/jobError.ts';
import { ServiceError } from '../../support/cloud/send.ts';
import { type LiveWorld, lines, liveWorld } from './liveWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
OnSuccess:
  - { Action: call, Request: { URL: "https://hooks.example/$EventID" } }
`;

const BATCH = `
When: { Prefix: /data/ }
Async: true
Batch: { Window: { DurationInSec: 60 } }
Dest: { Table: shop.orders }
`;

const GROUP = BATCH.replace(
  'Window: { DurationInSec: 60 }',
  'Window: { DurationInSec: 60 }, Group: { DurationInSec: 300, OnDone: [ { Action: call, Request: { URL: "https://hooks.example/$GroupID" } } ] }',
);

const HOUR = 60;
const DAY = 24 * HOUR;

const away = new ServiceError(503, 'the server is away');

/** The event of what is uploaded is lost: its invocation dies before it does anything. */
async function uploadUnseen(world: LiveWorld, name: string, content: string): Promise<void> {
  const { trouble } = world;
  world.trouble = () => 'dies';
  world.cloud.upload(name, content);
  await world.pass(0.01);
  world.trouble = trouble;
}

/** Firestore deletes documents some time after they have expired. */
function deleteExpired({ cloud: { clock, firestore } }: LiveWorld): void {
  for (const path of firestore.documents.paths('files')) {
    const expires = firestore.documents.get(path)?.fields['expireAt'] as { toMillis(): number };
    if (expires.toMillis() < clock.time()) firestore.documents.apply([{ kind: 'delete', path }]);
  }
}

describe('the search for files whose events never came', () => {
  it('loads nothing again after it was off for longer than the ledger lives', async () => {
    const world = liveWorld({ rules: BATCH, settings: { journalTtlDays: 2 } });
    await world.pass(2 * HOUR);
    for (const id of ['a', 'b']) world.cloud.upload(`data/${id}.json`, lines(id));
    await world.pass(HOUR);
    expect(world.ids('shop.orders')).toEqual(['a', 'b']);
    world.trouble = ({ target }) =>
      target.startsWith('stats/') ? { refused: new ServiceError(14, 'away') } : undefined;
    await world.pass(5 * DAY);
    await uploadUnseen(world, 'data/c.json', lines('c'));
    deleteExpired(world);
    world.trouble = () => undefined;
    await world.pass(4 * HOUR);
    expect(world.ids('shop.orders')).toEqual(['a', 'b', 'c']);
  });

  it('finds them where the ledger lives for no more than a day', async () => {
    const world = liveWorld({ rules: BATCH, settings: { journalTtlDays: 1 } });
    await world.pass(2 * HOUR);
    await uploadUnseen(world, 'data/a.json', lines('a'));
    await world.pass(4 * HOUR);
    expect(world.ids('shop.orders')).toEqual(['a']);
  });
});

it('the process of a group that loses its task file ends all the same, and OnDone runs once', async () => {
  const world = liveWorld({ rules: GROUP });
  world.trouble = ({ service }) => (service === 'http' ? { refused: away } : undefined);
  world.cloud.upload('data/a.json', lines('a'));
  await world.pass(10);
  const tasks = world.objects('ops', 'tasks/');
  expect(tasks).not.toEqual([]);
  for (const name of tasks) world.cloud.storage.remove({ bucket: 'ops', name });
  world.trouble = () => undefined;
  await world.pass(30);
  expect(world.cloud.sent).toHaveLength(1);
  expect(world.objects('ops')).toEqual([]);
  expect(
    world.cloud.firestore.documents
      .paths('groups')
      .map((path) => world.cloud.firestore.documents.get(path)?.fields['done']),
  ).toEqual([true]);
});

it('a task that was handed over is removed late: the one that its follow-up wrote meanwhile stays', async () => {
  const world = liveWorld({ rules: RULE });
  const file = world.cloud.upload('data/a.json', lines('a'));
  world.trouble = ({ service, method, target }) => {
    if (service === 'http') return { refused: away };
    return method === 'objects.delete' && target.includes('ops/tasks/') ? { lateMs: 30_000 } : undefined;
  };
  await world.pass(4);
  expect(world.process(file)).toMatchObject({ status: 'running' });
  expect(world.objects('ops', 'tasks/')).toHaveLength(1);
  world.trouble = () => undefined;
  await world.pass(10);
  expect(world.process(file)).toMatchObject({ status: 'done' });
  expect(world.cloud.sent).toHaveLength(1);
});

it('a process whose dataset is not told where it lies does not fail while its job may run', async () => {
  const world = liveWorld({ rules: RULE });
  world.cloud.bigQuery.behaviour = {
    ...world.cloud.bigQuery.behaviour,
    course: () => ({ pendingMs: 0, runMs: 5 * 60_000 }),
  };
  const file = world.cloud.upload('data/a.json', lines('a'));
  await world.pass(2);
  const refused = new ServiceError(403, 'Access Denied: Dataset own:shop', 'accessDenied');
  world.trouble = ({ method }) => (method === 'datasets.get' ? { refused } : undefined);
  await world.pass(30);
  expect(world.process(file)).toMatchObject({ status: 'running' });
  world.trouble = () => undefined;
  await world.pass(30);
  expect(world.process(file)).toMatchObject({ status: 'done' });
  expect(world.ids('shop.orders')).toEqual(['a']);
});

it('a process whose file is no longer in the ledger fails once', async () => {
  const world = liveWorld({ rules: RULE });
  const { bigQuery, firestore } = world.cloud;
  const error = new JobError({ reason: 'accessDenied', message: 'Access Denied' });
  bigQuery.behaviour = { ...bigQuery.behaviour, course: () => ({ pendingMs: 0, runMs: 60_000, error }) };
  const file = world.cloud.upload('data/a.json', lines('a'));
  await world.pass(0.5);
  firestore.documents.apply([{ kind: 'delete', path: `files/${world.eventId(file)}` }]);
  await world.pass(10);
  expect(firestore.documents.get(`journal/${world.eventId(file)}`)?.fields['status']).toBe('failed');
});
