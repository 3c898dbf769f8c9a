import { describe, expect, it } from 'vitest';
import { createMonitor } from '../../../functions/src/monitor/monitor.ts';
import { memoryCloud } from '../../support/cloud/memoryCloud.ts';
import { liveWorld } from '../process/liveWorld.ts';
import { hourEntry } from './seen.ts';

const RULES = `
- When: { Prefix: /data/orders/ }
  Async: true
  Dest: { Table: shop.orders }
- When: { Prefix: /data/twice/ }
  Dest: { Table: shop.orders }
- When: { Prefix: /data/twice/ }
  Dest: { Table: shop.sales }
`;
const NONE = async () => undefined;
const row = '{"id":"1"}\n';

describe('the monitor of a deployment', () => {
  it('finds what is wrong with it, and that it is mended', async () => {
    const world = liveWorld({ rules: RULES });
    world.cloud.upload('data/twice/a.json', row);
    world.cloud.upload('data/orders/empty.json', '');
    world.cloud.upload('data/orders/a.json', row);
    await world.pass(5);
    const { report } = createMonitor(world.cloud.deps(), NONE);
    const before = await report();
    expect(before.problems.map(({ kind }) => kind).sort()).toEqual(['setAside', 'unruled']);
    expect(before).toMatchObject({ status: 'error', rules: { enabled: 3 }, backlog: { jobs: 0 }, unseen: [] });

    world.cloud.putRules(RULES.slice(0, RULES.lastIndexOf('- When')));
    await world.pass(5);
    expect((await report()).problems.map(({ kind }) => kind)).toEqual(['setAside']);
  });

  it('asks BigQuery when a table was modified of which freshness is promised', async () => {
    const cloud = memoryCloud();
    cloud.putRules('When: { Prefix: /data/ }\nDest: { Table: shop.orders, Freshness: 1hour }');
    const deps = cloud.deps();
    const modified = new Date(cloud.clock.time() - 61 * 60_000);
    const find: typeof deps.tables.find = async (name) => ({ name, fields: [], modified });
    const { report } = createMonitor({ ...deps, tables: { ...deps.tables, find } }, NONE);
    expect((await report()).tables).toMatchObject([
      { table: 'shop.orders', status: 'late', freshness: { modified: modified.toISOString(), ageSec: 3_660 } },
    ]);
  });

  it('asks once for all who ask within a while, and the history less often', async () => {
    const cloud = memoryCloud();
    let asked = 0;
    const { report } = createMonitor(cloud.deps(), async () => {
      asked++;
      return [hourEntry()];
    });
    const [one, other] = await Promise.all([report(), report()]);
    expect(other).toBe(one);
    await cloud.clock.passUntil(cloud.clock.time() + 46_000);
    expect(await report()).not.toBe(one);
    expect(asked).toBe(1);
    await cloud.clock.passUntil(cloud.clock.time() + 300_000);
    expect((await report()).tables).toHaveLength(1);
    expect(asked).toBe(2);
  });

  it('in the local world is asked anew after a second', async () => {
    const cloud = memoryCloud();
    const deps = cloud.deps();
    const { report } = createMonitor({ ...deps, settings: { ...deps.settings, loopback: { except: [] } } }, NONE);
    const first = await report();
    await cloud.clock.passUntil(cloud.clock.time() + 1_000);
    expect(await report()).not.toBe(first);
  });

  it('shows what it can where a service does not answer, and names what it cannot', async () => {
    const cloud = memoryCloud();
    const { report } = createMonitor(cloud.deps(), async () => {
      throw new Error('BigQuery is away');
    });
    expect(await report()).toMatchObject({
      unseen: ['the history of the last day could not be read: BigQuery is away'],
      problems: expect.arrayContaining([expect.objectContaining({ kind: 'unseen' })]),
    });
  });
});
