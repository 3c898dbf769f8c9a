import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../functions/src/deps/settings.ts';
import { tellOperators } from '../../../functions/src/digest/tellOperators.ts';
import { digestLine } from '../../../functions/src/runtime/logLines.ts';
import { type LiveWorld, liveWorld } from '../process/liveWorld.ts';

const RULES = `
- When: { Prefix: /data/orders/ }
  Async: true
  Dest: { Table: shop.none.orders }
- When: { Prefix: /data/sales/ }
  Async: true
  Dest: { Table: shop.sales }
`;

/** A deployment in which one table's files fail for good. */
async function failing(settings: Partial<Settings>): Promise<LiveWorld> {
  const world = liveWorld({
    rules: RULES.replace('shop.none.orders', 'none.orders'),
    tables: ['shop.sales'],
    settings,
  });
  world.cloud.upload('data/orders/a.json', '{"id":"1"}\n');
  await world.pass(20);
  return world;
}

const digestsIn = ({ runs }: LiveWorld) => runs.flatMap(({ digests }) => digests);

describe('dispatch tells operators of a failure', () => {
  it('in the log', async () => {
    const world = await failing({});
    const [digest, ...others] = digestsIn(world);
    expect(others).toEqual([]);
    expect(digest).toMatchObject({ subject: 'none.orders', news: [{ kind: 'failed', status: 'error', count: 1 }] });
    expect(digest && digestLine(digest)).toMatchObject({
      severity: 'WARNING',
      message: expect.stringMatching(/^digest none\.orders error: 1 process of none\.orders failed/),
      digest: { subject: 'none.orders', kind: 'failed', status: 'error', count: 1 },
    });
    expect(world.cloud.published).toEqual([]);
  });

  it('on a topic, with what a receiver tells a repetition by', async () => {
    const { cloud } = await failing({ notify: 'projects/own/topics/alarms' });
    expect(cloud.published).toHaveLength(1);
    const [{ topic, message } = { topic: undefined, message: undefined }] = cloud.published;
    expect(topic).toEqual({ projectId: 'own', topicId: 'alarms' });
    expect(message?.attributes).toMatchObject({ subject: 'none.orders', idempotencyKey: expect.any(String) });
    expect(JSON.parse(String(message?.data))).toMatchObject({
      text: expect.stringContaining('npm run bqtail -- replay failed --table none.orders --project own'),
    });
  });

  it('at a URL, and again where that refuses', async () => {
    const world = liveWorld({
      rules: RULES,
      tables: ['shop.sales'],
      settings: { notify: 'https://hooks.example.com/x/secret' },
    });
    world.cloud.putRules(RULES.replace('shop.none.orders', 'none.orders'));
    let status = 503;
    world.cloud.answer = () => ({ status, headers: {}, text: '', isCut: false });
    world.cloud.upload('data/orders/a.json', '{"id":"1"}\n');
    await world.pass(12);
    const before = world.cloud.sent.length;
    expect(before).toBeGreaterThan(1);
    expect(digestsIn(world)[0]?.trouble).toBe('https://hooks.example.com answered 503 to a digest');
    status = 200;
    await world.pass(6);
    await world.pass(30);
    expect(world.cloud.sent).toHaveLength(before + 1);
    expect(world.cloud.sent.at(-1)?.request).toMatchObject({
      method: 'POST',
      url: new URL('https://hooks.example.com/x/secret'),
    });
    expect(JSON.parse(world.cloud.sent.at(-1)?.request.body ?? '').text).toContain('none.orders failed');
  });

  it('to whom takes so long over each, and goes on with the next look', async () => {
    const notify = 'https://hooks.example.com/x/secret';
    const world = liveWorld({
      rules: RULES.replace('shop.none', 'none').replace('shop.sales', 'none.sales'),
      settings: { notify },
    });
    world.trouble = ({ service }) => (service === 'http' ? { lateMs: 40_000 } : undefined);
    for (const name of ['orders', 'sales']) world.cloud.upload(`data/${name}/a.json`, '{"id":"1"}\n');
    await world.pass(20);
    expect(digestsIn(world).map(({ subject, trouble }) => [subject, trouble])).toEqual([
      ['none.orders', undefined],
      ['none.sales', 'those before it took too long'],
      ['none.sales', undefined],
    ]);
    expect(world.cloud.sent).toHaveLength(2);
  });

  it('in the local world says where it would go', async () => {
    const world = await failing({ notify: '#data-alerts', loopback: { except: [] } });
    expect(digestsIn(world)).toMatchObject([{ wouldGoTo: '#data-alerts' }]);
  });
});

it('operators are told that it is over', async () => {
  const world = await failing({});
  world.cloud.firestore.documents.apply(
    world.cloud.firestore.documents.paths('journal').map((path) => ({ kind: 'delete', path })),
  );
  await world.pass(10);
  expect(digestsIn(world).at(-1)).toMatchObject({ news: [], recovered: [{ kind: 'failed' }] });
});

it('of two that look at the same time, one tells', async () => {
  const world = liveWorld({ rules: RULES, tables: ['shop.sales'] });
  world.cloud.upload('data/orders/a.json', '{"id":"1"}\n');
  await world.pass(0.5);
  const deps = () => world.cloud.deps({ send: async (_, effect) => effect() });
  const told = await Promise.all([tellOperators(deps()), tellOperators(deps())]);
  expect(told.filter((digests) => digests.length > 0).length).toBeLessThanOrEqual(1);
  expect(told.some((digests) => digests.length === 0)).toBe(true);
});
