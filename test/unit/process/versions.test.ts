import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../support/cloud/send.ts';
import { lines, liveWorld } from './liveWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
OnSuccess: [ { Action: delete } ]
`;

const BATCH = RULE.replace('Async: true', 'Async: true\nBatch: { Window: { DurationInSec: 120 }, MultiPath: true }');

const TEMPORARY = RULE.replace(
  'shop.orders }',
  'shop.orders, Transient: { Dataset: temporary }, UniqueColumns: [ id ] }',
);

const HOUR = 60;

describe('a name that BigQuery would read as another', () => {
  it('data//a.json beside data/a.json: the rows of data/a.json are there once, and the other file stays, refused', async () => {
    const world = liveWorld({ rules: RULE });
    const good = world.cloud.upload('data/a.json', lines('good'));
    const twin = world.cloud.upload('data//a.json', lines('twin'));
    await world.pass(HOUR);
    expect(world.ids('shop.orders')).toEqual(['good']);
    expect(world.objects('landing')).toEqual(['data//a.json']);
    expect(world.process(good)).toMatchObject({ status: 'done' });
    expect(world.entry(twin)).toMatchObject({ status: 'refused', error: expect.stringContaining('slashes') });
  });

  it('a*.json does not keep the others of its window from being loaded', async () => {
    const world = liveWorld({ rules: BATCH });
    const names = ['data/a1.json', 'data/a*.json', 'data/b.json'];
    for (const name of names) world.cloud.upload(name, lines(name));
    await world.pass(HOUR);
    expect(world.ids('shop.orders')).toEqual(['data/a1.json', 'data/b.json']);
    expect(world.objects('landing')).toEqual(['data/a*.json']);
  });
});

describe('a name that is overwritten', () => {
  it('while its window waits: the newer rows are there once, and nothing stays', async () => {
    const world = liveWorld({ rules: BATCH });
    world.cloud.upload('data/a.json', lines('older'));
    world.cloud.upload('data/b.json', lines('other'));
    await world.pass(0.5);
    world.cloud.upload('data/a.json', lines('newer'));
    await world.pass(HOUR);
    expect(world.ids('shop.orders')).toEqual(['newer', 'other']);
    expect(world.objects('landing')).toEqual([]);
  });

  it('after its window has ended, while a quota holds the load: each version that is live is loaded once', async () => {
    const world = liveWorld({ rules: BATCH });
    const refused = new ServiceError(403, 'Quota exceeded: imports or query appends per table', 'quotaExceeded');
    world.trouble = ({ method }) => (method === 'jobs.insert' ? { refused } : undefined);
    world.cloud.upload('data/a.json', lines('older'));
    world.cloud.upload('data/b.json', lines('other'));
    await world.pass(8);
    world.cloud.upload('data/a.json', lines('newer'));
    await world.pass(2);
    world.trouble = () => undefined;
    await world.pass(3 * HOUR);
    expect(world.ids('shop.orders')).toEqual(['newer', 'other']);
    expect(world.objects('landing')).toEqual([]);
  });

  it('while a quota holds the load of its older version: that one is superseded, the newer rows are there once', async () => {
    const world = liveWorld({ rules: RULE });
    const refused = new ServiceError(403, 'Quota exceeded: imports or query appends per table', 'quotaExceeded');
    world.trouble = ({ method }) => (method === 'jobs.insert' ? { refused } : undefined);
    const older = world.cloud.upload('data/a.json', lines('older'));
    await world.pass(5);
    const newer = world.cloud.upload('data/a.json', lines('newer'));
    await world.pass(1);
    world.trouble = () => undefined;
    await world.pass(3 * HOUR);
    expect(world.ids('shop.orders')).toEqual(['newer']);
    expect(world.entry(older)).toMatchObject({ status: 'superseded' });
    expect(world.process(newer)).toMatchObject({ status: 'done' });
    expect(world.objects('landing')).toEqual([]);
  });

  it.each([
    ['deletes', '{ Action: delete }'],
    ['moves', '{ Action: move, Request: { DestURL: gs://archive/done } }'],
    ['keeps', '{ Action: notify, Request: { Channels: [ "#x" ], Title: done } }, { Action: delete }'],
  ])(
    'while it is loaded, by a rule that first %s it: both processes say that rows may be there twice',
    async (_, action) => {
      const world = liveWorld({ rules: RULE.replace('{ Action: delete }', action) });
      world.cloud.bigQuery.behaviour = {
        ...world.cloud.bigQuery.behaviour,
        course: () => ({ pendingMs: 30_000, runMs: 10_000 }),
      };
      const older = world.cloud.upload('data/a.json', lines('older'));
      await world.pass(0.25);
      const newer = world.cloud.upload('data/a.json', lines('newer'));
      await world.pass(HOUR);
      expect(world.ids('shop.orders')).toEqual(['newer', 'newer']);
      const steps = world.process(older)['steps'] as Record<string, { notes?: string[] }>;
      expect(steps['00001_load']?.notes?.join()).toContain('may have read the newer version');
      expect(world.process(newer)['notes']).toEqual([expect.stringContaining('its rows may be there twice')]);
    },
  );

  it('while it is loaded through a temporary table: it is loaded again without the older version', async () => {
    const world = liveWorld({ rules: TEMPORARY, tables: ['shop.orders', 'temporary.any'] });
    world.cloud.bigQuery.behaviour = {
      ...world.cloud.bigQuery.behaviour,
      course: () => ({ pendingMs: 30_000, runMs: 10_000 }),
    };
    const older = world.cloud.upload('data/a.json', lines('older'));
    await world.pass(0.25);
    world.cloud.upload('data/a.json', lines('newer'));
    await world.pass(HOUR);
    expect(world.ids('shop.orders')).toEqual(['newer']);
    expect(world.process(older)).toMatchObject({ status: 'superseded' });
  });
});

it('a temporary table that vanishes after the load is filled again: no row is missing', async () => {
  const world = liveWorld({ rules: TEMPORARY, tables: ['shop.orders', 'temporary.any'] });
  const file = world.cloud.upload('data/a.json', lines('1', '2', '3'));
  await world.pass(0.5);
  const { tables } = world.cloud.bigQuery;
  const temporary = tables.tablesOf('temporary').map(({ reference }) => reference);
  const [loaded, ...others] = temporary.filter(({ tableId }) => tableId !== 'any');
  expect(others).toEqual([]);
  expect(loaded && tables.get(loaded).rows).toHaveLength(3);
  if (loaded) tables.remove(loaded);
  await world.pass(HOUR);
  expect(world.ids('shop.orders')).toEqual(['1', '2', '3']);
  expect(world.process(file)).toMatchObject({ status: 'done' });
  expect(world.objects('landing')).toEqual([]);
});

it('a process that was overtaken, and whose end could not be written at first, ends as it is: nothing is loaded for it again', async () => {
  const rules = TEMPORARY.replace('UniqueColumns: [ id ]', 'UniqueColumns: [ id ], Override: true');
  const world = liveWorld({ rules, tables: ['shop.orders', 'temporary.any'] });
  const older = world.cloud.upload('data/a.json', lines('older'));
  const id = world.eventId(older);
  world.cloud.bigQuery.behaviour = {
    ...world.cloud.bigQuery.behaviour,
    course: ({ name: { jobId } }) => ({ pendingMs: 0, runMs: jobId.includes(id) ? 600_000 : 1_000 }),
  };
  let isDropped = false;
  let refusals = 0;
  world.trouble = ({ method, target }) => {
    isDropped ||= method === 'tables.delete' && target.includes(id);
    if (!isDropped || refusals === 2 || method !== 'commit' || !target.includes(`files/${id}`)) return undefined;
    refusals++;
    return { refused: new ServiceError(14, 'the server is away') };
  };
  await world.pass(1);
  world.cloud.upload('data/b.json', lines('newer'));
  await world.pass(HOUR);
  expect(refusals).toBe(2);
  expect(world.ids('shop.orders')).toEqual(['newer']);
  const { status, steps } = world.process(older);
  expect({ status, steps: Object.keys(steps ?? {}) }).toEqual({ status: 'superseded', steps: ['00001_load'] });
});
