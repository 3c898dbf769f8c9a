import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../support/cloud/send.ts';
import { lines, liveWorld } from './liveWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
OnSuccess: [ { Action: delete } ]
`;

const BATCH = RULE.replace('Async: true', 'Async: true\nBatch: { Window: { DurationInSec: 120 } }');

const HOUR = 60;

/** A rule as an element of a list of them. */
const inList = (rule: string): string => rule.trim().replace(/^/gm, '  ').replace(/^ {2}/, '- ');

describe('one bad apple', () => {
  it('jobs.get answers 403 for one job: the others are followed up, and dispatch names that one', async () => {
    const world = liveWorld({ rules: RULE });
    const refused = new ServiceError(403, 'Access Denied: Job', 'accessDenied');
    const bad = world.cloud.upload('data/bad.json', lines('bad'));
    const id = world.eventId(bad);
    world.trouble = ({ method, target }) => (method === 'jobs.get' && target.includes(id) ? { refused } : undefined);
    for (const name of ['a', 'b', 'c']) world.cloud.upload(`data/${name}.json`, lines(name));
    await world.pass(5);
    expect(world.objects('landing', 'data/')).toEqual(['data/bad.json']);
    expect(world.failedRuns).toEqual([]);
    expect(world.runs.some(({ errors }) => errors.some((error) => error.includes(id)))).toBe(true);
    world.trouble = () => undefined;
    await world.pass(HOUR);
    expect(world.ids('shop.orders')).toEqual(['a', 'b', 'bad', 'c']);
  });

  it('a .win object that may not be removed keeps nothing else from moving', async () => {
    const world = liveWorld({ rules: BATCH });
    let retained = '';
    world.cloud.storage.retain = ({ name }) =>
      name === retained ? 'is subject to a retention policy and cannot be deleted' : undefined;
    world.cloud.upload('data/1/a.json', lines('1'));
    await world.pass(0.1);
    retained = world.objects('ops', 'tasks/')[0] ?? '';
    expect(retained).toMatch(/\.win$/);
    world.cloud.upload('data/2/a.json', lines('2'));
    await world.pass(HOUR);
    expect(world.ids('shop.orders')).toEqual(['1', '2']);
    expect(world.objects('landing')).toEqual([]);
    expect(world.failedRuns).toEqual([]);
    expect(world.runs.at(-1)?.errors).toEqual([expect.stringContaining('retention policy')]);
    const before = world.invocations();
    expect(before).toBeLessThan(15);
    await world.pass(HOUR);
    expect(world.invocations()).toBe(before);
    world.cloud.storage.retain = undefined;
    await world.pass(2);
    expect(world.objects('ops', 'tasks/')).toEqual([]);
  });
});

it('a window that can be given no task file keeps no process from being woken', async () => {
  const world = liveWorld({ rules: [BATCH, RULE.replace('/data/', '/alone/')].map(inList).join('\n') });
  world.cloud.upload('data/a.json', lines('a'));
  const woken = world.cloud.upload('alone/b.json', lines('b'));
  await world.pass(0.1);
  for (const name of world.objects('ops', 'tasks/')) world.cloud.storage.remove({ bucket: 'ops', name });
  const refused = new ServiceError(403, 'does not have storage.objects.create access', 'forbidden');
  world.trouble = ({ method, target }) =>
    method === 'objects.insert' && target.endsWith('.win') ? { refused } : undefined;
  await world.pass(2 * HOUR);
  expect(world.process(woken)).toMatchObject({ status: 'done' });
  expect(world.runs.at(-1)?.errors).toEqual([expect.stringMatching(/^window \S+ could be given no task file: /)]);
  world.trouble = () => undefined;
  await world.pass(3);
  expect(world.ids('shop.orders')).toEqual(['a', 'b']);
});

describe('a plan that is kept as an object', () => {
  /** Its names alone are more than a document takes. */
  const FILES = 400;
  const LONG = 'x'.repeat(500);

  async function untilPlanIsKept() {
    const world = liveWorld({ rules: BATCH });
    world.cloud.bigQuery.behaviour = {
      ...world.cloud.bigQuery.behaviour,
      course: () => ({ pendingMs: 0, runMs: 15 * 60_000 }),
    };
    for (let n = 0; n < FILES; n++) world.cloud.upload(`data/${LONG}${n}.json`, lines(String(n)));
    await world.pass(8);
    const [plan = '', ...others] = world.objects('ops', 'plans/');
    expect(others).toEqual([]);
    expect(plan).not.toBe('');
    return { world, place: { bucket: 'ops', name: plan } };
  }

  it('and was changed by somebody: nothing of what it says is done', async () => {
    const { world, place } = await untilPlanIsKept();
    const forged = world.cloud.storage.stat(place).content.toString().replace('"delete"', '"drop"');
    world.cloud.storage.write(place, { content: forged });
    await world.pass(HOUR);
    expect(world.answers.filter(({ error }) => error?.reason === 'planChanged')).not.toEqual([]);
    expect(world.objects('landing', 'data/')).toHaveLength(FILES);
  });

  it('and is gone: its process says so, and all others go on', async () => {
    const { world, place } = await untilPlanIsKept();
    world.cloud.storage.remove(place);
    world.cloud.bigQuery.behaviour = { ...world.cloud.bigQuery.behaviour, course: () => ({ pendingMs: 0, runMs: 0 }) };
    world.cloud.upload('data/other/a.json', lines('other'));
    await world.pass(HOUR);
    expect(world.answers.filter(({ error }) => error?.reason === 'planMissing')).not.toEqual([]);
    expect(world.ids('shop.orders')).toContain('other');
    expect(world.objects('landing', 'data/other/')).toEqual([]);
    expect(world.failedRuns).toEqual([]);
  });
});

describe('files that come while rules are broken', () => {
  it('for three hours are taken in within minutes once the rules are mended', async () => {
    const world = liveWorld({ rules: RULE });
    world.cloud.putRules('[{ "Whem": {} }]');
    const files = ['a', 'b'].map((name) => world.cloud.upload(`data/${name}.json`, lines(name)));
    await world.pass(3 * HOUR);
    for (const file of files) expect(world.entry(file)).toMatchObject({ status: 'unruled' });
    world.cloud.putRules(RULE);
    await world.pass(5);
    expect(world.ids('shop.orders')).toEqual(['a', 'b']);
    expect(world.objects('landing')).toEqual([]);
  });

  it('one of them that cannot be asked for keeps no other from being taken in', async () => {
    const world = liveWorld({ rules: RULE });
    world.cloud.putRules('[{ "Whem": {} }]');
    const [bad] = ['a', 'b', 'c'].map((name) => world.cloud.upload(`data/${name}.json`, lines(name)));
    await world.pass(1);
    const id = bad ? world.eventId(bad) : '';
    const refused = new ServiceError(403, 'a retention policy forbids it', 'forbidden');
    world.trouble = ({ method, target }) =>
      method === 'objects.insert' && target.includes(id) ? { refused } : undefined;
    world.cloud.putRules(RULE);
    await world.pass(10);
    expect(world.ids('shop.orders')).toEqual(['b', 'c']);
    world.trouble = () => undefined;
    await world.pass(10);
    expect(world.ids('shop.orders')).toEqual(['a', 'b', 'c']);
  });
});
