import { describe, expect, it } from 'vitest';
import { resultText } from '../../../functions/cli/replay/resultText.ts';
import { countHour } from '../../../functions/src/books/countHour.ts';
import { permanent, transient } from '../../../functions/src/failure/failure.ts';
import type { HttpAnswer } from '../../../functions/src/http/http.ts';
import { hourOf } from '../../../functions/src/model/book.ts';
import { eventIdOf } from '../../../functions/src/model/eventId.ts';
import { JobError } from '../../support/cloud/bigquery/jobError.ts';
import { inMemory, type ProcessWorld, rows } from '../process/processWorld.ts';
import { applied, jobsFail, planned, replayed, WHO } from './replaying.ts';

const call = (name: string): string => `{ Action: call, Request: { URL: "https://example.com/${name}" } }`;

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
OnSuccess: [ ${call('a')}, ${call('b')}, { Action: delete } ]
OnFailure: [ ${call('failed')} ]
`;
const MOVING = RULE.replace('shop.orders', 'shop.orders, Transient: { Dataset: tmp }, UniqueColumns: [ id ]');

const answerOf = (status: number): HttpAnswer => ({ status, headers: {}, text: '', isCut: false });

const pathsCalled = (world: ProcessWorld): string[] =>
  world.called().map((url) => url.slice('https://example.com/'.length));

describe('a process that failed, once it is replayed', () => {
  it('is left alone where a service does not answer for it, and the others are not', () =>
    inMemory({ rules: RULE }, async (world) => {
      jobsFail(world.cloud, 'accessDenied');
      const [first] = [1, 2, 3].map((n) => world.upload(`data/${n}.json`, rows(n)));
      await world.settle();
      jobsFail(world.cloud);
      const { processId } = (first && (await world.process(first))) ?? {};
      const { id } = await planned('failed', world.deps);
      const { replays } = world.deps;
      const away: typeof replays = {
        ...replays,
        restart: async (restart) => {
          if (restart.process.processId === processId) throw transient('UNAVAILABLE', 'Firestore is away');
          return replays.restart(restart);
        },
      };
      const result = await applied(id, { ...world.deps, replays: away });
      expect(result).toMatchObject({
        ...{ status: 'partly', done: 2, changed: [] },
        failed: [{ url: 'gs://landing/data/1.json', why: 'Firestore is away' }],
      });
      expect(resultText(result)).toContain('1 failed, apply it again:\n  gs://landing/data/1.json: Firestore is away');
      expect(await applied(id, world.deps)).toMatchObject({ status: 'done', done: 1, already: 2, failed: [] });
      await world.settle();
      expect(world.ids()).toEqual([1, 2, 3]);
    }));

  it('is not planned where its rule cannot be carried out now, nor where its plan is gone; the others are', () =>
    inMemory({ rules: RULE }, async (world) => {
      jobsFail(world.cloud, 'accessDenied');
      const [first] = [1, 2].map((n) => world.upload(`data/${n}.json`, rows(n)));
      await world.settle();
      jobsFail(world.cloud);
      const { processId = '' } = (first && (await world.process(first))) ?? {};
      const { journal } = world.deps;
      const get: typeof journal.get = async (id) => {
        if (id === processId) throw permanent('planMissing', 'its plan is gone');
        return journal.get(id);
      };
      const gone = { ...world.deps, journal: { ...journal, get } };
      for (const subject of ['failed', { what: 'prefix', url: 'gs://landing/data/' }] as const) {
        expect(await planned(subject, gone)).toMatchObject({
          ...{ files: 1, left: [{ left: 'refused', why: 'its plan is gone', count: 1 }] },
        });
      }
      expect(await planned({ what: 'process', id: processId }, gone)).toMatchObject({ files: 0, left: [{ count: 1 }] });
      world.cloud.putRules(RULE.replace('shop.orders', 'shop.a-b$'));
      await world.cloud.clock.sleep(120_000);
      expect(await planned('failed', world.deps)).toMatchObject({ files: 0, left: [{ left: 'refused', count: 2 }] });
    }));

  it.each([
    ['loads its file', RULE, 'load'],
    ['loads its file through a temporary table', MOVING, 'load'],
    ['moves its rows, which are loaded again', MOVING, 'query'],
  ])('%s under the same event ID, and takes new job IDs', (_, rule, which) =>
    inMemory({ rules: rule }, async (world) => {
      jobsFail(world.cloud, 'accessDenied', `_${which}--`);
      const file = world.upload('data/a.json', rows(1, 2));
      await world.settle();
      expect(await world.process(file)).toMatchObject({ status: 'failed' });
      jobsFail(world.cloud);
      expect(await replayed('failed', world.deps)).toMatchObject({ status: 'done', done: 1, changed: [] });
      await world.settle();
      const process = await world.process(file);
      expect(process).toMatchObject({
        status: 'done',
        replays: [{ by: WHO, status: 'failed', error: { reason: 'accessDenied' } }],
      });
      expect(process?.error).toBeUndefined();
      expect(world.ids()).toEqual([1, 2]);
      expect(pathsCalled(world)).toEqual(['failed', 'a', 'b']);
      const numbers = process?.steps.map(({ step }) => step) ?? [];
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(await world.deps.journal.versions(file)).toMatchObject([{ status: 'loaded', rowsLoaded: 2 }]);
      expect((await world.deps.journal.versions(file))[0]?.error).toBeUndefined();
      expect(world.objects().filter((url) => !url.includes('/errors/') && !url.includes('/plans/'))).toEqual([]);
      expect(process?.summary).toMatchObject({ rows: 2, filesLoaded: 1 });
    }),
  );

  it('does not run OnFailure again that has run once, and keeps why it failed each time', () =>
    inMemory({ rules: RULE }, async (world) => {
      jobsFail(world.cloud, 'accessDenied');
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      jobsFail(world.cloud, 'stopped');
      await replayed('failed', world.deps);
      await world.settle();
      expect(await world.process(file)).toMatchObject({ status: 'failed', error: { reason: 'stopped' } });
      jobsFail(world.cloud);
      await replayed('failed', world.deps, { reason: 'the third time' });
      await world.settle();
      const process = await world.process(file);
      const errors = process?.replays?.map(({ error }) => error?.reason);
      expect(process).toMatchObject({ status: 'done' });
      expect(errors).toEqual(['accessDenied', 'stopped']);
      expect(pathsCalled(world)).toEqual(['failed', 'a', 'b']);
      expect(await world.steps(file)).toEqual([
        'Before[1].Load[0] failed',
        'OnFailure[0] done',
        'Before[2].Load[0] failed',
        'Load[0] done',
        ...[0, 1, 2].map((n) => `OnSuccess[${n}] done`),
      ]);
    }));

  it.each([
    ['alone', ''],
    ['alone in its window', 'Batch: { Window: { DurationInSec: 60 } }\n'],
  ])('has its file in flight in the book of its hour (%s), as when it loads it once more', (_, batch) =>
    inMemory(
      { rules: `When: { Prefix: /data/ }\nAsync: true\nDest: { Table: shop.orders }\n${batch}` },
      async (world) => {
        const file = world.upload('data/a.json', rows(1));
        const sides = async () => (await countHour(hourOf(new Date(file.created)), world.deps)).book;
        const failAndReplay = async (): Promise<void> => {
          await world.settle();
          expect(await sides()).toMatchObject({ sides: { failed: 1, inFlight: 0 } });
          jobsFail(world.cloud);
          await replayed('failed', world.deps);
          expect(await sides()).toMatchObject({ sides: { loaded: 0, failed: 0, inFlight: 1 }, strays: [] });
          expect(await world.deps.journal.versions(file)).toMatchObject([{ status: 'loading' }]);
          await world.settle();
          expect(await sides()).toMatchObject({ sides: { loaded: 1, inFlight: 0 }, strays: [] });
        };
        jobsFail(world.cloud, 'accessDenied');
        await failAndReplay();
        jobsFail(world.cloud, 'accessDenied');
        await replayed({ what: 'file', url: 'gs://landing/data/a.json' }, world.deps, { force: true, reason: 'x' });
        await failAndReplay();
        expect(world.ids()).toEqual([1, 1]);
      },
    ),
  );

  it('is superseded where its file was overwritten since the plan', () =>
    inMemory({ rules: RULE }, async (world) => {
      jobsFail(world.cloud, 'accessDenied');
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      const { id } = await planned('failed', world.deps);
      jobsFail(world.cloud);
      world.upload('data/a.json', rows(2));
      const result = await applied(id, world.deps);
      expect(result).toMatchObject({ status: 'changed', done: 0, changed: [{ url: 'gs://landing/data/a.json' }] });
      await world.settle();
      expect(await world.process(file)).toMatchObject({ status: 'failed' });
      expect(world.ids()).toEqual([2]);
    }));

  it('goes on without the files of its batch that are gone', () =>
    inMemory({ rules: `${RULE}Batch: { Window: { DurationInSec: 60 } }\n` }, async (world) => {
      jobsFail(world.cloud, 'accessDenied');
      const files = [1, 2, 3].map((n) => world.upload(`data/${n}.json`, rows(n)));
      await world.settle();
      jobsFail(world.cloud);
      world.cloud.storage.remove({ bucket: 'landing', name: 'data/2.json' });
      expect(await planned('failed', world.deps)).toMatchObject({ files: 3, processes: 1, jobs: 1 });
      await replayed('failed', world.deps);
      await world.settle();
      expect(world.ids()).toEqual([1, 3]);
      const statuses = await Promise.all(
        files.map(async (file) => (await world.deps.journal.versions(file))[0]?.status),
      );
      expect(statuses).toEqual(['loaded', 'superseded', 'loaded']);
    }));
});

describe('a process whose action failed, once it is replayed', () => {
  const failAt = (world: ProcessWorld, name: string | undefined): void => {
    world.cloud.answer = ({ url }) => answerOf(url.pathname === `/${name}` ? 404 : 200);
  };

  it('goes on with that action and those after it; nothing is loaded again', () =>
    inMemory({ rules: RULE }, async (world) => {
      failAt(world, 'b');
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      expect(await world.process(file)).toMatchObject({ status: 'actionFailed' });
      failAt(world, undefined);
      const plan = await planned('failed', world.deps);
      expect(plan).toMatchObject({ files: 1, jobs: 0, items: [{ does: 'restart', status: 'actionFailed' }] });
      await applied(plan.id, world.deps);
      await world.settle();
      expect(await world.process(file)).toMatchObject({ status: 'done' });
      expect(pathsCalled(world)).toEqual(['a', 'b', 'failed', 'b']);
      expect(world.ids()).toEqual([1]);
      expect(world.cloud.bigQuery.jobs.size).toBe(1);
      expect(await world.deps.journal.versions(file)).toMatchObject([{ status: 'loaded' }]);
      expect((await world.deps.journal.versions(file))[0]?.error).toBeUndefined();
    }));

  it('does what is left as the mended rule says, and what has run stays as it was', () =>
    inMemory({ rules: RULE }, async (world) => {
      failAt(world, 'b');
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      world.cloud.putRules(RULE.replace('example.com/b', 'example.com/mended'));
      await world.cloud.clock.sleep(120_000);
      expect(await planned('failed', world.deps)).toMatchObject({ items: [{ follows: 'actions' }] });
      await replayed('failed', world.deps);
      await world.settle();
      expect(await world.process(file)).toMatchObject({ status: 'done' });
      expect(pathsCalled(world)).toEqual(['a', 'b', 'failed', 'mended']);
    }));

  it('keeps its own actions where one that has run was changed', () =>
    inMemory({ rules: RULE }, async (world) => {
      failAt(world, 'b');
      world.upload('data/a.json', rows(1));
      await world.settle();
      world.cloud.putRules(
        RULE.replace('example.com/a', 'example.com/other').replace('example.com/b', 'example.com/c'),
      );
      await world.cloud.clock.sleep(120_000);
      failAt(world, undefined);
      await replayed('failed', world.deps);
      await world.settle();
      expect(pathsCalled(world)).toEqual(['a', 'b', 'failed', 'b']);
    }));
});

describe('an action that fails once more when it is replayed', () => {
  it.each([
    ['alone', ''],
    ['in a batch', 'Batch: { Window: { DurationInSec: 60 } }\n'],
  ])('leaves in the ledger when the rows came (%s)', (_, batch) =>
    inMemory({ rules: `${RULE}${batch}` }, async (world) => {
      world.cloud.answer = () => answerOf(400);
      const [file] = [1, 2].map((n) => world.upload(`data/${n}.json`, rows(n)));
      if (file === undefined) throw new Error('nothing was uploaded');
      await world.settle();
      const rowsCame = (await world.process(file))?.steps[0]?.ended;
      await world.cloud.clock.sleep(5 * 3_600_000);
      await replayed('failed', world.deps);
      await world.settle();
      expect(await world.process(file)).toMatchObject({ status: 'actionFailed' });
      expect(await world.deps.journal.versions(file)).toMatchObject([{ status: 'loaded', committed: rowsCame }]);
    }),
  );

  it('leaves its error in the ledger', () =>
    inMemory({ rules: RULE }, async (world) => {
      world.cloud.answer = () => answerOf(400);
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      const error = expect.stringContaining('answered 400');
      expect(await world.deps.journal.versions(file)).toMatchObject([{ error }]);
      await replayed('failed', world.deps);
      await world.settle();
      expect(await world.deps.journal.versions(file)).toMatchObject([{ error }]);
    }));
});

describe('the ledger entry of a file whose action is replayed', () => {
  const DAY_MS = 24 * 3_600_000;
  const failedTwice = async (world: ProcessWorld): Promise<string> => {
    world.cloud.answer = () => answerOf(404);
    const id = eventIdOf(world.upload('data/a.json', rows(1)));
    await world.settle();
    await world.cloud.clock.sleep(60 * DAY_MS);
    await replayed('failed', world.deps);
    await world.settle();
    return id;
  };

  it('lives as long as its process', () =>
    inMemory({ rules: RULE }, async (world) => {
      const id = await failedTwice(world);
      const { documents } = world.cloud.firestore;
      const expiry = (path: string): unknown => documents.get(path)?.fields['expireAt'];
      expect(expiry(`files/${id}`)).toEqual(expiry(`journal/${id}`));
    }));

  it('may be gone: the process ends all the same', () =>
    inMemory({ rules: RULE }, async (world) => {
      const id = await failedTwice(world);
      const { documents } = world.cloud.firestore;
      documents.apply([{ kind: 'delete', path: `files/${id}` }]);
      world.cloud.answer = () => answerOf(200);
      await replayed('failed', world.deps);
      await world.settle();
      expect(documents.get(`journal/${id}`)?.fields['status']).toBe('done');
    }));
});

describe('a process that failed for its rule', () => {
  it('follows the mended rule as long as no table has rows of it', () =>
    inMemory({ rules: RULE.replace('shop.orders', 'nowhere.orders') }, async (world) => {
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      expect(await world.process(file)).toMatchObject({ status: 'failed' });
      world.cloud.putRules(MOVING);
      await world.cloud.clock.sleep(120_000);
      const plan = await planned('failed', world.deps);
      expect(plan).toMatchObject({
        tables: [{ table: 'own.shop.orders', modifications: 1 }],
        items: [{ follows: 'rule' }],
      });
      await applied(plan.id, world.deps);
      await world.settle();
      expect(await world.process(file)).toMatchObject({ status: 'done', plan: { destination: 'shop.orders' } });
      expect(world.ids()).toEqual([1]);
      expect(world.cloud.bigQuery.tables.tablesOf('tmp')).toEqual([]);
    }));

  it('is refused where no rule matches its file now', () =>
    inMemory({ rules: RULE.replace('shop.orders', 'nowhere.orders') }, async (world) => {
      world.upload('data/a.json', rows(1));
      await world.settle();
      world.cloud.putRules(RULE.replace('/data/', '/other/'));
      await world.cloud.clock.sleep(120_000);
      const plan = await planned('failed', world.deps);
      expect(plan).toMatchObject({ files: 0, left: [{ left: 'refused', why: 'no rule matches it now', count: 1 }] });
      expect(plan.id).toBeUndefined();
    }));

  it('whose script ran in parts is run again by force only', () => {
    const insert = (what: string): string => `INSERT INTO shop.audit (id) SELECT '${what}' AS id FROM shop.one;`;
    const sql = JSON.stringify(`${insert('first')}\n${insert('second')}`);
    const rules = RULE.replace(call('b'), `{ Action: query, Request: { SQL: ${sql} } }`);
    return inMemory({ rules }, async (world) => {
      const { bigQuery } = world.cloud;
      for (const table of ['shop.audit', 'shop.one']) world.cloud.createTable(table);
      bigQuery.tables.get({ projectId: 'own', datasetId: 'shop', tableId: 'one' }).rows = [{ values: { id: 'one' } }];
      const error = new JobError({
        reason: 'invalidQuery',
        message: 'Could not serialize access to table own:shop.audit due to concurrent update',
      });
      const course = () => ({ pendingMs: 0, runMs: 0, breaksOff: { after: 1, error } });
      bigQuery.behaviour = { ...bigQuery.behaviour, course };
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      expect(await planned('failed', world.deps)).toMatchObject({
        ...{ files: 0, left: [{ left: 'refused', why: expect.stringMatching(/have run \(INSERT\).*--force/) }] },
      });
      jobsFail(world.cloud);
      await replayed('failed', world.deps, { force: true, reason: 'the first half was undone' });
      await world.settle();
      expect(await world.process(file)).toMatchObject({ status: 'done' });
      expect(world.ids('shop.audit')).toEqual(['first', 'first', 'second']);
      expect(world.ids()).toEqual([1]);
    });
  });
});
