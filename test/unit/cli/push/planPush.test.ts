import { describe, expect, it } from 'vitest';
import { type PushPlan, planPush } from '../../../../functions/cli/push/planPush.ts';
import { pushText } from '../../../../functions/cli/push/pushText.ts';
import { stateInForce, switchTo } from '../../../../functions/cli/push/states.ts';
import { takeIn } from '../../../../functions/cli/push/takeIn.ts';
import { type LiveWorld, lines, liveWorld } from '../../process/liveWorld.ts';

const ORDERS = `
When: { Prefix: /data/orders/ }
Async: true
Batch: { Window: { DurationInSec: 60 } }
Dest: { Table: shop.orders }
`;
const SALES = ORDERS.replaceAll('orders', 'sales');
const IN_FORCE = 'rules/own.yaml';

const noSql = async () => ({ problems: [], notes: [] });

async function worldWithFiles(): Promise<LiveWorld> {
  const world = liveWorld({ rules: ORDERS, tables: ['shop.orders', 'shop.sales', 'shop.archive'] });
  for (const id of ['1', '2', '3']) world.cloud.upload(`data/orders/${id}.json`, lines(id));
  for (const id of ['4', '5']) world.cloud.upload(`data/sales/${id}.json`, lines(id));
  await world.pass(5);
  return world;
}

async function planned(world: LiveWorld, files: Record<string, string>, prune = false): Promise<PushPlan> {
  const deps = world.cloud.deps();
  const asked = { local: new Map(Object.entries(files)), prune, days: 1, lookAtSql: noSql };
  return planPush(asked, await stateInForce(deps), deps);
}

describe('the plan of a push', () => {
  it('names each field that differs, and what it would have meant for the files that came', async () => {
    const world = await worldWithFiles();
    const changed = ORDERS.replace('shop.orders', 'shop.archive').replace('60', '3600');
    const plan = await planned(world, { [IN_FORCE]: changed, 'rules/sales.yaml': SALES });
    expect(plan.differences).toEqual([
      {
        ...{ is: 'changed', rule: 'rules/own.yaml:2', table: 'shop.archive' },
        fields: [
          { field: 'Batch.Window.DurationInSec', before: '60', after: '3600' },
          { field: 'Dest.Table', before: '"shop.orders"', after: '"shop.archive"' },
        ],
      },
      { is: 'added', rule: 'rules/sales.yaml:2', table: 'shop.sales', fields: [] },
    ]);
    expect(plan.meaning).toMatchObject({
      ...{ total: 5, looked: 5, counts: { otherTable: 3, newlyWanted: 2, same: 0 }, beyond: [] },
      ...{ before: { jobs: 1 }, after: { jobs: 2 } },
      inBucket: { files: [{ name: 'data/sales/4.json' }, { name: 'data/sales/5.json' }], tooOld: 0, isCut: false },
    });
    const text = pushText(plan);
    expect(text).toContain('Batch.Window.DurationInSec: 60 → 3600');
    expect(text).toContain('of the 5 files of the last 24 hours: 3 to another table, 2 newly matched');
    expect(text).toContain('2 files in the bucket that only the new rules match: --take-in loads them, else they stay');
  });

  it('says which files nobody would want any more, and which several rules would', async () => {
    const world = await worldWithFiles();
    const narrower = ORDERS.replace('/data/orders/', '/data/orders/1');
    expect((await planned(world, { [IN_FORCE]: narrower })).meaning?.counts).toMatchObject({ same: 1, nowhere: 2 });
    const twice = await planned(world, { 'rules/twice.yaml': ORDERS });
    expect(twice.meaning?.counts).toMatchObject({ ambiguous: 3 });
  });

  it('removes rule files that the folder does not have only where that is asked for', async () => {
    const world = await worldWithFiles();
    const kept = await planned(world, { 'rules/sales.yaml': SALES });
    expect(kept).toMatchObject({ kept: [IN_FORCE], differences: [{ is: 'added' }] });
    expect([...kept.texts.keys()]).toEqual([IN_FORCE, 'rules/sales.yaml']);
    const pruned = await planned(world, { 'rules/sales.yaml': SALES }, true);
    expect(pruned).toMatchObject({ kept: [], differences: [{ is: 'removed' }, { is: 'added' }] });
    expect([...pruned.texts.keys()]).toEqual(['rules/sales.yaml']);
  });

  it('says that nothing differs, and stops at an error', async () => {
    const world = await worldWithFiles();
    const same = await planned(world, { [IN_FORCE]: ORDERS });
    expect(same).toMatchObject({ differs: false, differences: [] });
    expect(pushText(same)).toContain('nothing differs from the rules in force');
    const broken = await planned(world, { [IN_FORCE]: ORDERS.replace('Dest', 'Dset') });
    expect(broken.meaning).toBeUndefined();
    expect(pushText(broken)).toContain('rules/own.yaml:5:1 error');
    const deps = world.cloud.deps();
    const message = 'BigQuery would refuse it';
    const fault = { severity: 'error' as const, file: IN_FORCE, line: 1, column: 1, field: 'Dest', message };
    const asked = { local: new Map([[IN_FORCE, SALES]]), prune: false, days: 1 };
    const lookAtSql = async () => ({ problems: [fault], notes: [] });
    expect((await planPush({ ...asked, lookAtSql }, await stateInForce(deps), deps)).meaning).toBeUndefined();
  });

  it('warns of more modifications in a day than BigQuery takes', async () => {
    const world = await worldWithFiles();
    const deps = world.cloud.deps();
    const arrived = await deps.register.arrived(['2026-03-02_12'], 1);
    const sample = Array.from({ length: 1_600 }, (_, n) =>
      arrived.sample.map((entry) => ({ ...entry, name: `data/orders/${n}.json` })),
    ).flat();
    const busy = { ...deps, register: { ...deps.register, arrived: async () => ({ count: sample.length, sample }) } };
    const local = new Map([[IN_FORCE, ORDERS.replace(/Batch.*\n/, '')]]);
    const { meaning } = await planPush(
      { local, prune: false, days: 1, lookAtSql: noSql },
      await stateInForce(deps),
      busy,
    );
    expect(meaning?.beyond).toEqual([{ table: 'own.shop.orders', aDay: 1_600, limit: 1_500 }]);
  });
});

it('files in the bucket that are newly wanted are taken in once all instances have the rules, and once', async () => {
  const world = await worldWithFiles();
  const deps = world.cloud.deps();
  const plan = await planned(world, { 'rules/sales.yaml': SALES });
  await switchTo({ texts: plan.texts, by: 'ann' }, await stateInForce(deps), deps);
  await takeIn(plan.meaning?.inBucket.files ?? [], deps);
  await world.pass(10);
  expect(world.ids('shop.sales')).toEqual(['4', '5']);
  expect(world.ids('shop.orders')).toEqual(['1', '2', '3']);
  expect((await planned(world, { [IN_FORCE]: ORDERS })).meaning?.inBucket.files).toEqual([]);
});
