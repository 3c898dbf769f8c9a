import { describe, expect, it } from 'vitest';
import { eventIdOf } from '../../../functions/src/model/eventId.ts';
import type { PutBackItem } from '../../../functions/src/replay/item.ts';
import { putBack } from '../../../functions/src/replay/putBack.ts';
import { inMemory, type ProcessWorld, rows } from '../process/processWorld.ts';
import { planned, WHO } from './replaying.ts';

const RULE = 'When: { Prefix: /data/ }\nAsync: true\nDest: { Table: shop.orders }\n';
const PLACE = { bucket: 'landing', name: 'data/a.json' };
const ASIDE = 'gs://ops/invalid_schema/data/a.json';

/** A plan to put a file back. It was set aside for the table that the rule named then. */
async function planOf({ cloud, ...world }: ProcessWorld): Promise<{ item: PutBackItem; apply(): Promise<unknown> }> {
  cloud.createTable('shop.strict', { id: 'INTEGER', name: 'INTEGER' });
  cloud.putRules(RULE.replace('shop.orders', 'shop.strict'));
  world.upload(PLACE.name, rows(1));
  await world.settle();
  cloud.putRules(RULE);
  await cloud.clock.sleep(120_000);
  const { id = '', request, items } = await planned('set-aside', world.deps);
  const [item] = items;
  if (item?.does !== 'putBack') throw new Error('the plan puts no file back');
  const begun = { by: WHO, at: cloud.clock.now() };
  const applying = { id, request, begun, end: undefined, isChecked: false };
  return { item, apply: () => putBack(item, applying, world.deps) };
}

describe('a file that says by its metadata that it was put back, and was uploaded by somebody,', () => {
  it('is another version, and the one that was set aside stays', () =>
    inMemory({ rules: RULE }, async (world) => {
      const { item, apply } = await planOf(world);
      const metadata = { replay: 'x', putBackOf: item.eventId };
      world.cloud.storage.write(PLACE, { content: rows(2), metadata });
      expect(await apply()).toMatchObject({ outcome: 'changed', why: expect.stringContaining('another version') });
      expect(world.objects()).toContain(ASIDE);
      expect(await planned('set-aside', world.deps)).toMatchObject({
        left: [{ left: 'skipped', why: 'another version has its name now' }],
      });
    }));

  it('does not count once it is taken in and gone either: the one that was set aside is put back', () =>
    inMemory({ rules: RULE }, async (world) => {
      const { item, apply } = await planOf(world);
      const { generation, size, created } = world.cloud.storage.write(PLACE, { content: rows(2) });
      const forged = { ...PLACE, generation, size, created: created.toISOString(), putBackOf: item.eventId };
      await world.deps.journal.leave(forged, { status: 'unmatched', reason: 'of somebody' }, world.cloud.clock.now());
      expect((await world.deps.journal.versions(PLACE)).map(({ putBackOf }) => putBackOf)).toContain(item.eventId);
      world.cloud.storage.remove(PLACE);
      expect(await apply()).toEqual({ outcome: 'done' });
      expect(world.objects()).not.toContain(ASIDE);
      await world.settle();
      expect(world.ids()).toEqual([1]);
      const { putBackMark = '' } = (await world.deps.replays.entries([item.file]))[0] ?? {};
      expect(putBackMark).toMatch(new RegExp(`^${eventIdOf(item.file)}\\.`));
      expect((await world.deps.journal.versions(PLACE)).map(({ putBackOf }) => putBackOf)).toContain(putBackMark);
    }));
});
