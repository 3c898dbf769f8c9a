import { describe, expect, it } from 'vitest';
import { planText } from '../../../functions/cli/replay/planText.ts';
import { countHour } from '../../../functions/src/books/countHour.ts';
import { hourOf } from '../../../functions/src/model/book.ts';
import { eventIdOf } from '../../../functions/src/model/eventId.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { TakeInItem } from '../../../functions/src/replay/item.ts';
import { pace } from '../../../functions/src/replay/pace.ts';
import type { ReplayPlan } from '../../../functions/src/replay/planReplay.ts';
import { type Request, ServiceError } from '../../support/cloud/send.ts';
import { liveWorld } from '../process/liveWorld.ts';
import { inMemory, type ProcessWorld, rows } from '../process/processWorld.ts';
import { applied, jobsFail, planned, replayed } from './replaying.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
OnSuccess: [ { Action: delete } ]
`;
const KEEPING = RULE.replace('OnSuccess: [ { Action: delete } ]', '');
const HOUR_MS = 3_600_000;

async function newRules({ cloud }: ProcessWorld, text: string): Promise<void> {
  cloud.putRules(text);
  await cloud.clock.sleep(120_000);
}

/** Written while nobody was told of it. */
function unseen({ cloud }: ProcessWorld, name: string, content: string): SourceFile {
  const { generation, size, created } = cloud.storage.write({ bucket: 'landing', name }, { content });
  return { bucket: 'landing', name, generation, size, created: created.toISOString() };
}

describe('set-aside', () => {
  it('puts files back under their old names, with which they are loaded as new versions', () =>
    inMemory({ rules: RULE }, async (world) => {
      world.cloud.createTable('shop.strict', { id: 'INTEGER', name: 'INTEGER' });
      await newRules(world, RULE.replace('shop.orders', 'shop.strict'));
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      expect(world.objects()).toContain('gs://ops/invalid_schema/data/a.json');
      await newRules(world, RULE);
      const plan = await planned('set-aside', world.deps);
      expect(plan).toMatchObject({
        ...{ files: 1, jobs: 1, tables: [{ table: 'own.shop.orders', modifications: 1 }] },
        items: [{ does: 'putBack', url: 'gs://landing/data/a.json' }],
      });
      await applied(plan.id, world.deps);
      await world.settle();
      expect(world.ids()).toEqual([1]);
      expect(world.objects()).not.toContain('gs://ops/invalid_schema/data/a.json');
      const versions = await world.deps.journal.versions(file);
      expect(versions.map(({ status }) => status).sort()).toEqual(['loaded', 'superseded']);
      expect(await planned('set-aside', world.deps)).toMatchObject({ files: 0, left: [] });
    }));

  it('leaves a file where it is whose name another version has by now', () =>
    inMemory({ rules: KEEPING }, async (world) => {
      world.upload('data/a.json', '{"id":"no number"}\n');
      await world.settle();
      world.upload('data/a.json', rows(2));
      await world.settle();
      expect(await planned('set-aside', world.deps)).toMatchObject({
        ...{ files: 0, left: [{ left: 'skipped', why: 'another version has its name now', count: 1 }] },
      });
    }));

  it('leaves a file where it is whose turn comes once no rule matches it any more', () =>
    inMemory({ rules: RULE }, async (world) => {
      world.cloud.createTable('shop.strict', { id: 'INTEGER', name: 'INTEGER' });
      await newRules(world, RULE.replace('shop.orders', 'shop.strict'));
      for (const n of [1, 2]) world.upload(`data/${n}.json`, rows(n));
      await world.settle();
      await newRules(world, RULE);
      const { id } = await planned('set-aside', world.deps, { caps: { rate: 1 } });
      let slept = 0;
      const clock = {
        ...world.deps.clock,
        sleep: async (ms: number) => {
          slept += ms;
          await newRules(world, RULE.replace('/data/', '/other/'));
        },
      };
      expect(await applied(id, { ...world.deps, clock })).toMatchObject({
        ...{ status: 'done', done: 1, changed: [{ why: 'no rule matches it' }] },
      });
      expect(slept).toBeGreaterThan(0);
      expect(world.objects().filter((url) => url.startsWith('gs://ops/invalid_schema/'))).toHaveLength(1);
    }));

  it('is told to the history, which says that the old version is superseded', () =>
    inMemory({ rules: RULE }, async (world) => {
      world.upload('data/bad.json', '{"id":"no number"}\n');
      await world.settle();
      await replayed('set-aside', world.deps);
      const due = await world.deps.untold.files(world.deps.clock.now(), 10);
      expect(due.map(({ file }) => file.status)).toEqual(['superseded']);
    }));

  it('that is asked for by its own file, and by the reason', () =>
    inMemory({ rules: RULE }, async (world) => {
      world.upload('data/bad.json', '{"id":"no number"}\n');
      world.upload('data/empty.json', '');
      await world.settle();
      expect(await planned('set-aside', world.deps, { filters: { reason: 'EMPTY' } })).toMatchObject({
        items: [{ url: 'gs://landing/data/empty.json' }],
      });
      const url = 'gs://landing/data/bad.json';
      expect(await planned({ what: 'file', url }, world.deps)).toMatchObject({ items: [{ does: 'putBack', url }] });
    }));
});

describe('missed', () => {
  it('takes in what a rule matches and the ledger does not know, or knows as wanted by nobody', () =>
    inMemory({ rules: RULE.replace('/data/', '/data/new/') }, async (world) => {
      world.upload('data/a.json', rows(1));
      world.upload('data/new/b.json', rows(2));
      world.upload('other.txt', 'no rule matches it');
      await world.settle();
      await newRules(world, RULE);
      world.upload('data//c.json', rows(3));
      await world.settle();
      const plan = await planned('missed', world.deps);
      expect(plan).toMatchObject({ files: 1, items: [{ does: 'takeIn', url: 'gs://landing/data/a.json' }] });
      expect(plan.left).toEqual([]);
      await applied(plan.id, world.deps);
      await world.settle();
      expect(world.ids()).toEqual([1, 2]);
      expect(await planned('missed', world.deps)).toMatchObject({ files: 0 });
    }));

  it('refuses what is older than the ledger: it may have been loaded; who names it may', () =>
    inMemory({ rules: KEEPING }, async (world) => {
      world.upload('data/a.json', rows(1));
      await world.settle();
      await world.cloud.clock.sleep(91 * 24 * HOUR_MS);
      for (const path of world.cloud.firestore.documents.paths('files'))
        world.cloud.firestore.documents.apply([{ kind: 'delete', path }]);
      const missed = await planned('missed', world.deps);
      expect(missed).toMatchObject({ files: 0, left: [{ left: 'refused', why: expect.stringContaining('90 days') }] });
      const url = 'gs://landing/data/a.json';
      expect(await planned({ what: 'file', url }, world.deps)).toMatchObject({ files: 1 });
    }));
});

describe('prefix', () => {
  it('takes in what is not loaded, says how much is, and takes nothing of another bucket', () =>
    inMemory({ rules: KEEPING.replace('/data/', '/data/now/') }, async (world) => {
      for (const n of [1, 2]) world.upload(`data/now/${n}.json`, rows(n));
      for (const n of [3, 4, 5]) world.upload(`data/then/${n}.json`, rows(n));
      await world.settle();
      await newRules(world, KEEPING);
      const plan = await planned({ what: 'prefix', url: 'gs://landing/data/' }, world.deps);
      expect(plan).toMatchObject({
        ...{ files: 3, processes: 3, jobs: 3 },
        left: [{ left: 'skipped', count: 2, why: expect.stringContaining('it is loaded') }],
      });
      await applied(plan.id, world.deps);
      await world.settle();
      expect(world.ids()).toEqual([1, 2, 3, 4, 5]);
      expect(await planned({ what: 'prefix', url: 'gs://elsewhere/x' }, world.deps)).toMatchObject({
        ...{ files: 0, left: [{ left: 'refused', why: expect.stringContaining('gs://landing') }] },
      });
    }));

  it('says how many windows the files of a rule with Batch are', () =>
    inMemory(
      { rules: `${KEEPING}Batch: { Window: { DurationInSec: 60 } }\n`.replace('/data/', '/none/') },
      async (world) => {
        for (const n of [1, 2, 3, 4]) {
          world.upload(`data/${n}.json`, rows(n));
          if (n === 2) await world.cloud.clock.sleep(90_000);
        }
        await world.settle();
        await newRules(world, `${KEEPING}Batch: { Window: { DurationInSec: 60 } }\n`);
        const plan = await planned({ what: 'prefix', url: 'gs://landing/' }, world.deps);
        expect(plan).toMatchObject({
          files: 4,
          processes: 2,
          jobs: 2,
          tables: [{ files: 4, jobs: 2, modifications: 2 }],
        });
        await applied(plan.id, world.deps);
        await world.settle();
        expect(world.ids()).toEqual([1, 2, 3, 4]);
        expect(world.cloud.bigQuery.jobs.size).toBe(2);
      },
    ));
});

describe('a file that is loaded', () => {
  it('is never loaded twice without force, and each time by force once', () =>
    inMemory({ rules: KEEPING }, async (world) => {
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      const url = 'gs://landing/data/a.json';
      const subject = { what: 'file', url } as const;
      expect(await planned(subject, world.deps)).toMatchObject({ files: 0, left: [{ left: 'skipped' }] });
      const forced = { force: true, reason: 'the table was emptied' };
      const plan = await planned(subject, world.deps, forced);
      expect(plan).toMatchObject({ items: [{ does: 'reload', loaded: expect.stringContaining('1 rows are there') }] });
      await applied(plan.id, world.deps);
      await world.settle();
      await applied(plan.id, world.deps);
      await world.deliver(file);
      await world.settle();
      expect(world.ids()).toEqual([1, 1]);
      await replayed(subject, world.deps, forced);
      await world.settle();
      expect(world.ids()).toEqual([1, 1, 1]);
      const [entry] = await world.deps.replays.entries([file]);
      expect(entry).toMatchObject({ reloads: 2 });
      expect(await world.deps.journal.versions(file)).toMatchObject([{ status: 'loaded', rowsLoaded: 1 }]);
      const process = await world.deps.journal.get(entry?.process ?? '');
      expect(process?.notes?.join()).toContain('the table was emptied');
    }));

  it('is not loaded once more where it is gone, or has been overwritten', () =>
    inMemory({ rules: KEEPING }, async (world) => {
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      const { processId = '' } = (await world.process(file)) ?? {};
      world.cloud.storage.remove(file);
      const forced = { force: true, reason: 'the table was emptied' };
      for (const subject of [
        { what: 'file', url: 'gs://landing/data/a.json' },
        { what: 'process', id: processId },
      ] as const) {
        expect(await planned(subject, world.deps, forced)).toMatchObject({
          ...{ files: 0, left: [{ left: 'refused', why: expect.stringContaining('upload it again') }] },
        });
      }
    }));

  it.each([
    ['alone', '', 1],
    ['with its window', 'Batch: { Window: { DurationInSec: 60 } }\n', 1],
    ['once more before', '', 2],
  ])('stays so where it is gone by the time it is to be loaded once more: it was loaded %s', (_, more, times) =>
    inMemory({ rules: KEEPING + more }, async (world) => {
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      const subject = { what: 'file', url: 'gs://landing/data/a.json' } as const;
      const forced = { force: true, reason: 'the table was emptied' };
      if (times === 2) await replayed(subject, world.deps, forced);
      await world.settle();
      const [before] = await world.deps.replays.entries([file]);
      await replayed(subject, world.deps, forced);
      world.cloud.storage.remove(file);
      await world.settle();
      expect(world.ids()).toEqual(Array(times).fill(1));
      const [after] = await world.deps.replays.entries([file]);
      expect(after).toMatchObject({ status: 'loaded', reloads: times });
      expect([after?.process, after?.error]).toEqual([before?.process, undefined]);
      const { book } = await countHour(hourOf(new Date(file.created)), world.deps);
      expect(book).toMatchObject({ sides: { loaded: 1, superseded: 0, inFlight: 0 }, strays: [], lost: 0 });
    }),
  );

  it('of a batch is skipped by its process, and loaded once more by force', () =>
    inMemory({ rules: `${KEEPING}Batch: { Window: { DurationInSec: 60 } }\n` }, async (world) => {
      for (const n of [1, 2]) world.upload(`data/${n}.json`, rows(n));
      await world.settle();
      const subject = { what: 'prefix', url: 'gs://landing/data/' } as const;
      expect(await planned(subject, world.deps)).toMatchObject({ files: 0, left: [{ left: 'skipped', count: 2 }] });
      await replayed({ what: 'file', url: 'gs://landing/data/2.json' }, world.deps, { force: true, reason: 'x' });
      const versions = () => world.deps.journal.versions({ bucket: 'landing', name: 'data/2.json' });
      expect(await versions()).toMatchObject([{ status: 'loading' }]);
      await world.settle();
      expect(world.ids()).toEqual([1, 2, 2]);
      expect(await versions()).toMatchObject([{ status: 'loaded', rowsLoaded: 1 }]);
    }));
});

describe('a file whose process expired before its ledger entry', () => {
  const batch = 'Batch: { Window: { DurationInSec: 60 } }\n';

  it.each([
    ['alone', '', false],
    ['with its window', batch, false],
    ['once more by force', batch, true],
  ])('is not said to wait, nor loaded again: it was loaded %s', (_, more, isReloaded) =>
    inMemory({ rules: KEEPING + more }, async (world) => {
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      const subject = { what: 'file', url: 'gs://landing/data/a.json' } as const;
      const forced = { force: true, reason: 'x' };
      if (isReloaded) await replayed(subject, world.deps, forced);
      await world.settle();
      const { documents } = world.cloud.firestore;
      for (const path of documents.paths('journal')) documents.apply([{ kind: 'delete', path }]);
      const why = 'its trail has expired: it may be loaded';
      for (const asked of [{}, forced])
        expect((await planned(subject, world.deps, asked)).left).toMatchObject([{ left: 'refused', why }]);
      expect(await world.deps.journal.versions(file)).toMatchObject([{ status: 'expired', error: why }]);
      for (const path of documents.paths('windows')) documents.apply([{ kind: 'delete', path }]);
      expect((await planned(subject, world.deps)).left).toMatchObject([{ left: 'refused', why }]);
      expect(await world.deps.journal.versions(file)).toMatchObject([{ status: 'expired', error: why }]);
    }),
  );

  it('does wait where its window has none yet', () =>
    inMemory({ rules: KEEPING + batch }, async (world) => {
      const file = world.upload('data/a.json', rows(1));
      await world.deliver(file);
      const { left } = await planned({ what: 'file', url: 'gs://landing/data/a.json' }, world.deps);
      expect(left).toMatchObject([{ left: 'skipped', why: 'it waits in a window for its end' }]);
      expect(await world.deps.journal.versions(file)).toMatchObject([{ status: 'batched' }]);
    }));
});

describe('stalled', () => {
  it('wakes a process that runs for too long and that nothing would bring back soon', () =>
    inMemory({ rules: RULE }, async (world) => {
      const file = world.upload('data/a.json', rows(1));
      await world.deliver(file);
      for (const { name } of world.cloud.storage.list('ops', { prefix: 'tasks/' }).objects)
        world.cloud.storage.remove({ bucket: 'ops', name });
      expect(await planned('stalled', world.deps)).toMatchObject({ files: 0, left: [] });
      await world.cloud.clock.sleep(1.6 * HOUR_MS);
      const plan = await planned('stalled', world.deps);
      expect(plan).toMatchObject({ files: 1, jobs: 0, items: [{ does: 'wake' }] });
      await applied(plan.id, world.deps);
      await world.deliver(await world.nextTask());
      expect(await world.process(file)).toMatchObject({ status: 'done' });
    }));
});

describe('stalled in sync mode', () => {
  const rule = (name: string): string => `- When: { Prefix: /data/${name}/ }\n  Dest: { Table: ${name}.orders }\n`;
  /** Functions die while they wait, and dispatch is away. */
  const stalled = async (refuse: (request: Request) => ServiceError | undefined): Promise<ReplayPlan> => {
    const tables = ['bad.orders', 'shop.orders'];
    const world = liveWorld({ rules: rule('bad') + rule('shop'), tables, tickMs: 1_000 * HOUR_MS });
    const { bigQuery, clock } = world.cloud;
    bigQuery.behaviour = { ...bigQuery.behaviour, course: () => ({ pendingMs: 0, runMs: 60_000 }) };
    world.trouble = ({ method }) => (method === 'jobs.get' ? 'dies' : undefined);
    for (const name of ['bad', 'shop']) world.cloud.upload(`data/${name}/a.json`, rows(1));
    await world.pass(2 * 60);
    const deps = world.cloud.deps({
      send: async (request, effect) => {
        const refused = refuse(request);
        if (refused) throw refused;
        return effect();
      },
    });
    return clock.settle(planned('stalled', deps));
  };

  it('a process whose dataset is gone is woken like the others', async () => {
    const gone = new ServiceError(404, 'Not found: Dataset own:bad', 'notFound');
    const plan = await stalled(({ method, target }) =>
      method === 'datasets.get' && target.includes('bad') ? gone : undefined,
    );
    expect(plan).toMatchObject({ processes: 2, left: [] });
  });

  it('a process of which BigQuery does not tell keeps no other from being woken', async () => {
    const denied = new ServiceError(403, 'Access Denied: Job own:US.bad_orders', 'accessDenied');
    const plan = await stalled(({ method, target }) =>
      method === 'jobs.get' && target.includes('bad_orders') ? denied : undefined,
    );
    expect(plan).toMatchObject({
      ...{ processes: 1, left: [{ left: 'refused', why: expect.stringContaining('Access Denied') }] },
    });
  });
});

describe('a job that hangs', () => {
  const hanging = async (world: ProcessWorld): Promise<SourceFile> => {
    const { behaviour } = world.cloud.bigQuery;
    world.cloud.bigQuery.behaviour = { ...behaviour, course: () => ({ pendingMs: 0, runMs: 1_000 * HOUR_MS }) };
    const file = world.upload('data/a.json', rows(1));
    await world.deliver(file);
    return file;
  };

  it('is stopped where its process is stalled, so that it can be replayed', () =>
    inMemory({ rules: RULE }, async (world) => {
      const file = await hanging(world);
      await world.cloud.clock.sleep(1.6 * HOUR_MS);
      const plan = await planned('stalled', world.deps);
      expect(plan).toMatchObject({
        items: [{ does: 'wake', stops: { jobId: expect.stringContaining('_00001_load') } }],
      });
      expect(planText(plan, 'own')).toMatch(/stop job shop_orders--\d+_00001_load--dispatch, so that it fails/);
      await applied(plan.id, world.deps);
      await world.settle();
      expect(await world.process(file)).toMatchObject({ status: 'failed', error: { reason: 'stopped' } });
      jobsFail(world.cloud);
      await replayed('failed', world.deps);
      await world.settle();
      expect(world.ids()).toEqual([1]);
    }));

  it('is left alone where its process is asked for by name before that', () =>
    inMemory({ rules: RULE }, async (world) => {
      const file = await hanging(world);
      await world.cloud.clock.sleep(0.5 * HOUR_MS);
      const plan = await planned({ what: 'process', id: eventIdOf(file) }, world.deps);
      expect(plan).toMatchObject({ items: [{ does: 'wake' }] });
      expect(plan.items[0]).not.toHaveProperty('stops');
    }));
});

describe('what is filtered', () => {
  async function twoTables(world: ProcessWorld): Promise<void> {
    world.cloud.createTable('shop.other', { id: 'INTEGER' });
    world.cloud.putRules(RULE.replace('/data/', '/other/').replace('shop.orders', 'shop.other'), 'rules/other.yaml');
    jobsFail(world.cloud, 'accessDenied', 'shop_orders');
    world.upload('data/a.json', rows(1));
    await world.settle();
    await world.cloud.clock.sleep(2 * HOUR_MS);
    jobsFail(world.cloud, 'stopped');
    world.upload('other/b.json', rows(2));
    await world.settle();
    jobsFail(world.cloud);
  }
  const FIRST = 'gs://landing/data/a.json';
  const SECOND = 'gs://landing/other/b.json';

  it.each([
    ['nothing', {}, [SECOND, FIRST]],
    ['a table', { table: 'shop.orders' }, [FIRST]],
    ['a table with its project', { table: 'own.shop.other' }, [SECOND]],
    ['a rule', { rule: 'rules/other.yaml' }, [SECOND]],
    ['a reason', { reason: 'accessdenied' }, [FIRST]],
    ['a time from which on', { from: '2026-03-02T13:00:00Z' }, [SECOND]],
    ['a time before which', { to: '2026-03-02T13:00:00Z' }, [FIRST]],
  ])('by %s', (_, filters, urls) =>
    inMemory({ rules: RULE }, async (world) => {
      await twoTables(world);
      const { items } = await planned('failed', world.deps, { filters });
      expect(items.map(({ url }) => url)).toEqual(urls);
    }),
  );

  it('by process', () =>
    inMemory({ rules: RULE }, async (world) => {
      await twoTables(world);
      const { items } = await planned('failed', world.deps);
      const [item] = items;
      const id = item && 'processId' in item ? item.processId : '';
      expect((await planned({ what: 'process', id }, world.deps)).items).toEqual([item]);
      expect(await planned({ what: 'process', id: '7' }, world.deps)).toMatchObject({ left: [{ left: 'refused' }] });
    }));

  it('by caps: what is more is for the next plan', () =>
    inMemory({ rules: RULE }, async (world) => {
      jobsFail(world.cloud, 'accessDenied');
      for (const n of [1, 2, 3]) world.upload(`data/${n}.json`, rows(n));
      await world.settle();
      jobsFail(world.cloud);
      expect(await planned('failed', world.deps, { caps: { limit: 2 } })).toMatchObject({ files: 2, more: true });
      expect(await planned('failed', world.deps, { caps: { maxBytes: 1 } })).toMatchObject({ files: 1, more: true });
      expect(await planned('failed', world.deps)).toMatchObject({ files: 3, more: false });
    }));
});

describe('a plan', () => {
  it('that is carried out after another has done the same says so, and does nothing', () =>
    inMemory({ rules: RULE }, async (world) => {
      jobsFail(world.cloud, 'accessDenied');
      world.upload('data/a.json', rows(1));
      await world.settle();
      jobsFail(world.cloud);
      const first = await planned('failed', world.deps);
      await world.cloud.clock.sleep(1_000);
      const second = await planned('failed', world.deps);
      expect(second.id).not.toBe(first.id);
      const [a, b] = await Promise.all([applied(first.id, world.deps), applied(second.id, world.deps)]);
      expect(a.done + b.done).toBe(1);
      await world.settle();
      expect(await applied(second.id, world.deps)).toMatchObject({ done: 0 });
      expect(world.ids()).toEqual([1]);
    }));

  it('of a rule that was changed since is not carried out', () =>
    inMemory({ rules: RULE }, async (world) => {
      jobsFail(world.cloud, 'accessDenied');
      world.upload('data/a.json', rows(1));
      await world.settle();
      jobsFail(world.cloud);
      const { id } = await planned('failed', world.deps);
      await newRules(world, RULE.replace('shop.orders', 'shop.elsewhere'));
      expect(await applied(id, world.deps)).toMatchObject({
        ...{ status: 'changed', done: 0, changed: [{ why: expect.stringContaining('has changed') }] },
      });
    }));

  it('is kept with who, when and why, and so is what became of it', () =>
    inMemory({ rules: RULE }, async (world) => {
      jobsFail(world.cloud, 'accessDenied');
      world.upload('data/a.json', rows(1));
      await world.settle();
      jobsFail(world.cloud);
      const { id } = await planned('failed', world.deps);
      await applied(id, world.deps, 'the role was granted');
      expect(world.cloud.firestore.documents.get(`replays/${id}`)?.fields).toMatchObject({
        planned: { by: 'ann@example.com' },
        begun: { by: 'ann@example.com', reason: 'the role was granted' },
        outcome: { done: 1, already: 0, changed: [] },
      });
    }));
});

describe('ten thousand files', () => {
  it(
    'are planned and carried out in one call, and no table is modified faster than BigQuery takes',
    { timeout: 120_000 },
    () =>
      inMemory({ rules: KEEPING }, async (world) => {
        for (let n = 0; n < 10_000; n++) unseen(world, `data/${String(n).padStart(5, '0')}.json`, rows(n));
        const plan = await planned('missed', world.deps);
        expect(plan).toMatchObject({
          files: 10_000,
          more: false,
          tables: [{ modifications: 10_000, aDay: 1_500, left: 1_500 }],
        });
        const days = plan.lastsMs / (24 * HOUR_MS);
        expect(days).toBeGreaterThan((10_000 - 1_500) / 1_500);
        expect(days).toBeLessThan(6);
        const result = await applied(plan.id, world.deps);
        expect(result).toMatchObject({ status: 'done', done: 10_000 });
        expect(world.cloud.storage.list('ops', { prefix: 'tasks/', limit: 20_000 }).objects).toHaveLength(9_999);
      }),
  );

  it('of a window are woken together, and windows of a table as far apart as it bears', () => {
    const item = (n: number, group: string): TakeInItem => ({
      ...{ does: 'takeIn', url: `gs://b/${n}`, files: 1, bytes: 1, destination: 'd.t', rule: 'rules/a.yaml' },
      ...{ jobs: 1, queries: 0, modifications: { 'p.d.t': 1 }, group, afterMs: 0, fingerprint: '' },
      file: { bucket: 'b', name: String(n), generation: '1', size: 1, created: '' },
    });
    const items = [0, 1, 2, 3, 4, 5].map((n) => item(n, `window ${n % 3}`));
    const at = (left: number, aDay: number): number[] =>
      pace(items, { rate: 60_000, limits: new Map([['p.d.t', { aDay, left }]]) }).map(({ afterMs }) => afterMs);
    expect(at(1_500, 1_500)).toEqual([0, 0, 2_000, 2_000, 4_000, 4_000]);
    expect(at(30_000, 30_000)).toEqual([0, 0, 200, 200, 400, 400]);
    expect(at(2, 1_500)).toEqual([0, 0, 2_000, 2_000, 59_600, 59_600]);
  });
});
