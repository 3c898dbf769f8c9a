import { describe, expect, it } from 'vitest';
import { inMemory, rows } from '../process/processWorld.ts';
import { jobsFail, replayed } from './replaying.ts';

const DIRECT = `
When: { Prefix: /data/ }
Async: true
Batch: { Window: { DurationInSec: 60 } }
Dest: { Table: shop.orders }
OnSuccess: [ { Action: delete } ]
`;
const THROUGH = DIRECT.replace('shop.orders', 'shop.orders, Transient: { Dataset: tmp }');

/** Rows that were loaded into the temporary table only are loaded again. */
describe('a process whose move failed, replayed when its rule has no temporary table any more', () => {
  it.each([
    ['alone', [rows(1)], [1]],
    ['of several files, of which one was set aside', [rows(1), '{"id":"x"}\n', rows(2)], [1, 2]],
  ])('loads its files again: %s', (_, contents, ids) =>
    inMemory({ rules: THROUGH }, async (world) => {
      jobsFail(world.cloud, 'accessDenied', '_copy');
      for (const [index, content] of contents.entries()) world.upload(`data/${index}.json`, content);
      await world.settle();
      expect(world.ids()).toEqual([]);
      jobsFail(world.cloud);
      world.cloud.putRules(DIRECT);
      await world.cloud.clock.sleep(120_000);
      await replayed('failed', world.deps);
      await world.settle();
      expect(world.ids()).toEqual(ids);
      expect(world.objects().filter((url) => url.includes('landing/data/'))).toEqual([]);
    }),
  );

  it('can fail and be replayed once more', () =>
    inMemory({ rules: THROUGH }, async (world) => {
      jobsFail(world.cloud, 'accessDenied', '_copy');
      world.upload('data/a.json', rows(1));
      await world.settle();
      world.cloud.putRules(DIRECT);
      for (const reason of ['accessDenied', undefined]) {
        jobsFail(world.cloud, reason);
        await world.cloud.clock.sleep(120_000);
        await replayed('failed', world.deps);
        await world.settle();
      }
      expect(world.ids()).toEqual([1]);
    }));
});
