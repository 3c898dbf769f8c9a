import { describe, expect, it } from 'vitest';
import { type Listing, list } from '../../../../functions/cli/status/list.ts';
import { listText } from '../../../../functions/cli/status/listText.ts';
import { statusText } from '../../../../functions/cli/status/statusText.ts';
import { fileStatus, processStatus } from '../../../../functions/cli/status/trail.ts';
import { tookText } from '../../../../functions/cli/text/tookText.ts';
import { type LiveWorld, liveWorld } from '../../process/liveWorld.ts';

const RULES = `
- When: { Prefix: /data/orders/ }
  Async: true
  Dest: { Table: shop.orders }
  Batch: { Window: { DurationInSec: 60 } }
- When: { Prefix: /data/sales/ }
  Async: true
  Dest: { Table: own.shop.sales$20260131 }
  OnSuccess: [ { Action: copy, Request: { Source: shop.none, Dest: shop.sales } } ]
- When: { Prefix: /data/twice/ }
  Dest: { Table: shop.orders }
- When: { Prefix: /data/twice/ }
  Dest: { Table: shop.sales }
`;
const TABLES = ['shop.orders', 'shop.sales'];
const row = '{"id":"1"}\n';
const EVER = { limit: 50 };

async function troubled(): Promise<LiveWorld> {
  const world = liveWorld({ rules: RULES, tables: TABLES });
  world.cloud.upload('data/orders/good.json', row);
  world.cloud.upload('data/orders/bad.json', '');
  world.cloud.upload('data/twice/a.json', row);
  await world.pass(5);
  world.cloud.upload('data/sales/a.json', row);
  await world.pass(5);
  return world;
}

const namesIn = ({ processes }: Listing): string[] => processes.map(({ destination }) => destination);

describe('the list of processes', () => {
  it('is of all tables, or of one as rules may name it, the newest first', async () => {
    const { cloud } = await troubled();
    const deps = cloud.deps();
    expect(namesIn(await list(EVER, deps))).toEqual(['shop.sales$20260131', 'shop.orders']);
    for (const table of ['shop.orders', 'own.shop.orders', 'own:shop.orders']) {
      expect(namesIn(await list({ ...EVER, table }, deps))).toEqual(['shop.orders']);
    }
    expect(namesIn(await list({ ...EVER, table: 'shop.sales' }, deps))).toEqual(['shop.sales$20260131']);
    expect(namesIn(await list({ ...EVER, table: 'other.shop.orders' }, deps))).toEqual([]);
  });

  it('tells of each what became of it, in numbers', async () => {
    const { cloud } = await troubled();
    const [sales, orders] = (await list(EVER, cloud.deps())).processes;
    expect(orders).toMatchObject({ status: 'done', files: '1 of 2 files, 1 set aside', rows: 1, bytes: 11 });
    expect(sales).toMatchObject({ status: 'actionFailed', files: '1 file', rows: 1 });
    expect(sales?.why).toMatch(/^OnSuccess\[0\] copy: /);
    expect(orders?.durationMs).toBeGreaterThan(0);
  });

  it('is cut where more was found than asked for, and says so', async () => {
    const { cloud } = await troubled();
    const cut = await list({ limit: 1 }, cloud.deps());
    expect(cut).toMatchObject({ isCut: true, processes: [{ destination: 'shop.sales$20260131' }] });
    expect(listText(cut)).toContain('there is more');
    expect((await list({ limit: 2 }, cloud.deps())).isCut).toBe(false);
  });

  it('has only what failed, files that no process lists included', async () => {
    const { cloud } = await troubled();
    const failed = await list({ ...EVER, failed: true }, cloud.deps());
    expect(namesIn(failed)).toEqual(['shop.sales$20260131']);
    expect(failed.files).toMatchObject([
      { url: expect.stringContaining('bad.json'), status: 'setAside', quarantinedTo: expect.stringContaining('bad') },
      { url: expect.stringContaining('twice/a.json'), status: 'unruled' },
    ]);
  });

  it('leaves out what began before', async () => {
    const { cloud } = await troubled();
    const since = new Date(cloud.clock.time() - 6 * 60_000);
    expect(namesIn(await list({ ...EVER, since }, cloud.deps()))).toEqual(['shop.sales$20260131']);
    expect(await list({ ...EVER, since: new Date(cloud.clock.time()), failed: true }, cloud.deps())).toEqual({
      processes: [],
      files: [],
      isCut: false,
    });
  });
});

describe('a process that runs', () => {
  it.each([
    ['dispatch', RULES],
    ['tail', RULES.replaceAll('Async: true', 'Async: false')],
  ])('says which job it waits for, and since when (%s sees to the job)', async (mode, rules) => {
    const world = liveWorld({ rules, tables: TABLES });
    const { behaviour } = world.cloud.bigQuery;
    world.cloud.bigQuery.behaviour = { ...behaviour, course: () => ({ pendingMs: 0, runMs: 3_600_000 }) };
    const file = world.cloud.upload('data/sales/a.json', row);
    await world.pass(5);
    const told = await processStatus(world.eventId(file), world.cloud.deps());
    const jobId = `shop_sales_20260131--${world.eventId(file)}_00001_load--${mode}`;
    expect(told.processes).toMatchObject([{ status: 'running', awaits: { jobId, since: expect.any(Date) } }]);
    expect(statusText(told, 'own')).toMatch(new RegExp(`waits since \\S+ for job own:\\S+\\.${jobId}`));
    const [line] = (await list(EVER, world.cloud.deps())).processes;
    expect(line?.durationMs).toBeGreaterThan(4 * 60_000);
  });

  it('says until when it waits, and why', async () => {
    const world = liveWorld({ rules: RULES, tables: TABLES });
    world.trouble = ({ service }) =>
      service === 'bigquery' ? { refused: Object.assign(new Error('back later'), { code: 503 }) } : undefined;
    world.cloud.upload('data/sales/a.json', row);
    await world.pass(5);
    const [line] = (await list(EVER, world.cloud.deps())).processes;
    expect(line?.why).toMatch(/^waits since \S+ until \S+: .*back later/);
  });
});

describe('the text of a list', () => {
  it('is in columns, one line each', async () => {
    const { cloud } = await troubled();
    const lines = listText(await list({ ...EVER, failed: true }, cloud.deps())).split('\n');
    expect(lines[0]).toMatch(/^STARTED +STATUS +PROCESS +TABLE +FILES +ROWS +TOOK +WHY$/);
    expect(lines[1]).toMatch(/^\S+ \S+ +actionFailed +\d+ +shop\.sales\$20260131 +1 file +1 +.+ s +OnSuccess\[0\]/);
    expect(lines[2]).toBe('');
    expect(lines[3]).toMatch(/^RECEIVED +STATUS +FILE +WHY$/);
    expect(lines).toHaveLength(6);
  });

  it('says that there is nothing', () => {
    expect(listText({ processes: [], files: [], isCut: false })).toBe('nothing to show: no process or file fits');
  });
});

it.each([
  [400, '0.4 s'],
  [12_400, '12 s'],
  [185_000, '3 min 5 s'],
  [7_440_000, '2 h 4 min'],
])('%d ms are told as %s', (ms, text) => {
  expect(tookText(ms)).toBe(text);
});

it('what is not known is said to be so; for a file, with the command that tells whether a rule takes it', async () => {
  const deps = liveWorld({ rules: RULES, tables: TABLES }).cloud.deps();
  const ofFile = statusText(await fileStatus({ bucket: 'landing', name: 'a b.json' }, deps), 'own');
  expect(ofFile).toMatch(/ takes it: npm run bqtail -- explain 'gs:\/\/landing\/a b\.json' --project own$/);
  expect(statusText(await processStatus('7', deps), 'own')).toMatch(/^7: bqtail does not know it; .* expired$/);
});
