import { describe, expect, it } from 'vitest';
import { createMonitor } from '../../../functions/src/monitor/monitor.ts';
import { ServiceError } from '../../support/cloud/send.ts';
import { type LiveWorld, lines, liveWorld } from './liveWorld.ts';

const ORDERS = `
When: { Prefix: /data/orders/ }
Async: true
Batch: { Window: { DurationInSec: 600 } }
Dest: { Table: shop.orders }
OnSuccess: [ { Action: delete } ]
`;
const SALES = ORDERS.replaceAll('orders', 'sales');
const TYPO = SALES.replace('Dest:', 'Dset:');
const TWICE = ORDERS.replace('When:', 'Info: { Workflow: another }\nWhen:');

const HOUR = 60;
/** More than two pages in all. With 2,600 and 2,400 it holds as well, and takes a minute. */
const [SALES_FILES, ORDERS_FILES] = [700, 500];

const TABLES = ['shop.orders', 'shop.sales'];

const kindsOf = async (world: LiveWorld): Promise<string[]> => {
  const { report } = createMonitor(world.cloud.deps(), async () => undefined);
  return (await report()).problems.map(({ kind }) => kind);
};

const numbered = (folder: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${folder}-${String(n).padStart(4, '0')}`);

describe('a typo on Friday that is mended on Monday', () => {
  it('strands no file: the monitor names it all weekend, and books close once all are loaded', async () => {
    // Of 4,000 runs in a weekend each does the same: a few of them show it.
    const world = liveWorld({
      rules: ORDERS,
      tables: TABLES,
      tickMs: 2 * HOUR * 60_000,
      settings: { dispatchBudgetSec: 50 },
    });
    // The search for missed files begins where the deployment does.
    await world.pass(2 * HOUR + 1);
    world.cloud.putRules(TYPO, 'rules/sales.yaml');
    world.cloud.putRules(TWICE, 'rules/twice.yaml');
    await world.pass(1);
    const sales = numbered('sales', SALES_FILES);
    const orders = numbered('orders', ORDERS_FILES);
    // One event in five never comes.
    world.comes = ({ name }) => !name.startsWith('data/') || Number(name.slice(-6, -5)) % 5 !== 0;
    for (const id of sales) world.cloud.upload(`data/sales/${id}.json`, lines(id));
    for (const id of orders) world.cloud.upload(`data/orders/${id}.json`, lines(id));
    await world.pass(10);
    for (let day = 0; day < 3; day++) {
      await world.pass(day === 0 ? 4 * HOUR : 24 * HOUR);
      expect(await kindsOf(world)).toEqual(expect.arrayContaining(['ruleError', 'unruled']));
      expect(world.ids('shop.sales')).toEqual([]);
    }
    const book = await bookOf(world);
    expect(book).toMatchObject({ sides: { inFlight: SALES_FILES + ORDERS_FILES, unmatched: 0 }, lost: 0 });
    expect(book?.closed).toBeUndefined();

    world.cloud.putRules(SALES, 'rules/sales.yaml');
    world.cloud.storage.remove({ bucket: 'ops', name: 'rules/twice.yaml' });
    await world.pass(14 * HOUR);
    expect(world.ids('shop.sales')).toEqual(sales);
    expect(world.ids('shop.orders')).toEqual(orders);
    expect(world.objects('landing')).toEqual([]);
    // Which runs every two hours here.
    expect(await kindsOf(world)).toEqual(['dispatchSilent']);
    expect(await bookOf(world)).toMatchObject({
      sides: { loaded: SALES_FILES + ORDERS_FILES, inFlight: 0 },
      closed: {},
    });
    expect(world.failedRuns).toEqual([]);
  });
});

describe('files that wait for rules', () => {
  it('are reached behind a page of those that go on waiting for others', async () => {
    const world = liveWorld({ rules: ORDERS, tables: TABLES });
    world.cloud.putRules(TYPO, 'rules/sales.yaml');
    world.cloud.putRules(TWICE, 'rules/twice.yaml');
    for (const id of numbered('sales', 550)) world.cloud.upload(`data/sales/${id}.json`, lines(id));
    const orders = numbered('orders', 40);
    for (const id of orders) world.cloud.upload(`data/orders/${id}.json`, lines(id));
    await world.pass(2);
    world.cloud.storage.remove({ bucket: 'ops', name: 'rules/twice.yaml' });
    await world.pass(25);
    expect(world.ids('shop.orders')).toEqual(orders);
    expect(world.ids('shop.sales')).toEqual([]);
  });

  it('are not asked for while Firestore takes no writes, and not again and again while they are on their way', async () => {
    const world = liveWorld({ rules: TYPO, tables: TABLES });
    for (const id of numbered('sales', 20)) world.cloud.upload(`data/sales/${id}.json`, lines(id));
    await world.pass(2);
    let asked = 0;
    let areWritesRefused = true;
    world.trouble = ({ service, method, target }) => {
      if (method === 'objects.insert' && target.includes('landing/_load_/')) asked++;
      const isRead = /runQuery|batchGet|get|runAggregation/i.test(method);
      return areWritesRefused && service === 'firestore' && !isRead
        ? { refused: new ServiceError(14, 'no writes now') }
        : undefined;
    };
    world.cloud.putRules(SALES);
    await world.pass(30);
    expect(asked).toBe(0);
    areWritesRefused = false;
    await world.pass(20);
    expect(asked).toBe(20);
    expect(world.ids('shop.sales')).toEqual(numbered('sales', 20));
  });
});

/** The book of the hour in which the files came: the third of the deployment. */
const bookOf = (world: LiveWorld) => world.cloud.deps().books.find('2026-03-02_14');

it('a file that comes while its rule file is renamed is loaded', async () => {
  const world = liveWorld({ rules: ORDERS, tables: TABLES });
  const { cloud } = world;
  world.trouble = ({ method, target }) => {
    if (method === 'objects.list' || target !== 'gs://ops/rules/own.yaml') return undefined;
    // As `gcloud storage mv` does it, between the listing and the reading of an instance.
    world.trouble = () => undefined;
    cloud.putRules(ORDERS, 'rules/renamed.yaml');
    cloud.storage.remove({ bucket: 'ops', name: 'rules/own.yaml' });
    return undefined;
  };
  cloud.upload('data/orders/a.json', lines('a'));
  await world.pass(HOUR);
  expect(cloud.storage.list('ops', { prefix: 'rules/' }).objects.map(({ name }) => name)).toEqual([
    'rules/renamed.yaml',
  ]);
  expect(world.ids('shop.orders')).toEqual(['a']);
});
