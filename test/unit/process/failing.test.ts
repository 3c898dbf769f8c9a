import { describe, expect, it } from 'vitest';
import { JobError } from '../../support/cloud/bigquery/jobError.ts';
import { inMemory, type ProcessWorld, rows } from './processWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
OnSuccess: [ { Action: call, Request: { URL: "https://example.com/done" } }, { Action: delete } ]
OnFailure: [ { Action: call, Request: { URL: "https://example.com/failed" } } ]
`;

const BAD = `${rows(1)}{"id":"no number"}\n`;
const LANDED = 'gs://landing/data/a.json';

function jobsFail({ cloud }: ProcessWorld, reason: string): void {
  const course = () => ({ pendingMs: 0, runMs: 0, error: new JobError({ reason, message: `${reason}, as asked` }) });
  cloud.bigQuery.behaviour = { ...cloud.bigQuery.behaviour, course };
}

/** What the error report of a process says; undefined where there is none. */
async function reportOf({ deps, objects }: ProcessWorld): Promise<unknown> {
  const url = objects().find((one) => one.startsWith('gs://ops/errors/'));
  const text = url && (await deps.objects.read({ bucket: 'ops', name: url.slice('gs://ops/'.length) }));
  return text && JSON.parse(text);
}

describe('a file that is at fault', () => {
  it.each([
    ['with a bad row goes to the place for bad schemas', BAD, 'gs://ops/invalid_schema/data/a.json', 'invalid'],
    ['without a byte goes to the place for corrupted ones', '', 'gs://ops/corrupted/data/a.json', 'empty'],
  ])('%s, and fails its process', (_, content, place, reason) =>
    inMemory({ rules: RULE }, async (world) => {
      const file = world.upload('data/a.json', content);
      await world.settle();
      expect(await world.process(file)).toMatchObject({ status: 'failed', error: { reason } });
      expect(await world.deps.journal.versions(file)).toMatchObject([{ status: 'setAside' }]);
      expect(world.objects()).toEqual(expect.arrayContaining([place, expect.stringContaining('gs://ops/errors/')]));
      expect(world.objects()).toHaveLength(2);
      expect(await reportOf(world)).toMatchObject({ error: { reason }, destination: 'shop.orders' });
      expect(world.called()).toEqual(['https://example.com/failed']);
      expect(world.ids()).toEqual([]);
    }),
  );

  it('does not keep the other files of its batch from being loaded', () =>
    inMemory({ rules: `${RULE}Batch: { Window: { DurationInSec: 60 } }\n` }, async (world) => {
      const contents = [rows(1), BAD, rows(2), '', rows(3)];
      for (const [n, content] of contents.entries()) world.upload(`data/${n}.json`, content);
      await world.settle();
      expect(world.ids()).toEqual([1, 2, 3]);
      expect(world.objects()).toEqual(['gs://ops/corrupted/data/3.json', 'gs://ops/invalid_schema/data/1.json']);
      expect(world.called()).toEqual(['https://example.com/done']);
    }));
});

describe('a process whose file is not at fault', () => {
  it.each(['accessDenied', 'stopped', 'billingNotEnabled'])('fails for %s: the file stays', (reason) =>
    inMemory({ rules: RULE }, async (world) => {
      jobsFail(world, reason);
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      expect(await world.process(file)).toMatchObject({ status: 'failed', error: { reason } });
      expect(world.objects()).toEqual([LANDED, expect.stringContaining('gs://ops/errors/')]);
      expect(world.called()).toEqual(['https://example.com/failed']);
    }),
  );

  it('fails for a dataset that is missing, and names it', () =>
    inMemory({ rules: RULE.replace('shop.orders', 'nowhere.orders') }, async (world) => {
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      expect(await world.process(file)).toMatchObject({
        ...{ status: 'failed', steps: [expect.objectContaining({ path: 'OnFailure[0]' })] },
        error: { reason: 'notFound', message: expect.stringContaining('nowhere') },
      });
      expect(world.objects()).toContain(LANDED);
    }));

  it('drops its temporary table', () =>
    inMemory({ rules: RULE.replace('shop.orders', 'shop.none, Transient: { Dataset: tmp }') }, async (world) => {
      world.cloud.createTable('tmp.another');
      jobsFail(world, 'accessDenied');
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      expect((await world.process(file))?.status).toBe('failed');
      expect(world.cloud.bigQuery.tables.tablesOf('tmp').map(({ reference }) => reference.tableId)).toEqual([
        'another',
      ]);
    }));

  it('fails once: its event, delivered again, changes nothing', () =>
    inMemory({ rules: RULE }, async (world) => {
      jobsFail(world, 'accessDenied');
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      const before = [world.objects(), world.called(), await world.steps(file)];
      expect(await world.deliver(file)).toMatchObject({ status: 'duplicate' });
      await world.settle();
      expect([world.objects(), world.called(), await world.steps(file)]).toEqual(before);
    }));
});

it('OnFailure that fails, too, is told, and the process ends', () =>
  inMemory({ rules: RULE }, async (world) => {
    world.cloud.answer = () => ({ status: 404, headers: {}, text: 'nobody is here', isCut: false });
    jobsFail(world, 'accessDenied');
    const file = world.upload('data/a.json', rows(1));
    await world.settle();
    expect(await world.process(file)).toMatchObject({ status: 'failed', error: { reason: 'accessDenied' } });
    expect(await world.steps(file)).toEqual(['Load[0] failed', 'OnFailure[0] failed']);
    expect(await reportOf(world)).toMatchObject({ error: { reason: 'accessDenied' } });
  }));
