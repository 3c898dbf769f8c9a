import { expect, it } from 'vitest';
import { inMemory, type ProcessWorld, rows } from './processWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
Batch: { Window: { DurationInSec: 60 } }
`;

/** Asks for the window that waits, once more each time. */
function ask({ cloud }: ProcessWorld) {
  const { settings, storage } = cloud;
  const [task] = storage.list(settings.opsBucket, { prefix: 'tasks/' }).objects;
  if (task === undefined) throw new Error('no window waits');
  const place = { bucket: settings.triggerBucket, name: task.name.replace('tasks/', '_batch_/') };
  const { generation, size, created } = storage.write(place, { content: '{}' });
  return { ...place, generation, size, created: created.toISOString() };
}

it.each([
  ['too early', 0, 'duplicate'],
  ['at its end', 120_000, 'ok'],
])('a window that is asked for %s, and again meanwhile, keeps what asked again', (_, afterMs, status) =>
  inMemory({ rules: RULE }, async (world) => {
    await world.deliver(world.upload('data/1.json', rows(1)));
    await world.cloud.clock.sleep(afterMs);
    const [first, second] = [ask(world), ask(world)];
    expect(await world.deliver(first)).toMatchObject({ status });
    expect(await world.deps.objects.stat(second)).toMatchObject({ generation: second.generation });
    expect(await world.deliver(second)).toMatchObject({ status: 'duplicate' });
    expect(await world.deps.objects.stat(second)).toBeUndefined();
    await world.settle();
    expect(world.ids()).toEqual([1]);
  }),
);
