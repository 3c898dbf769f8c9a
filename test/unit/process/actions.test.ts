import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../../functions/src/http/http.ts';
import { inMemory, type ProcessWorld, rows } from './processWorld.ts';

const ruleWith = (onSuccess: string): string => `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
OnSuccess: [ ${onSuccess} ]
OnFailure: [ ${callOf('failed')} ]
`;

const callOf = (name: string): string => `{ Action: call, Request: { URL: "https://example.com/${name}" } }`;
const COPY = '{ Action: query, Request: { SQL: "SELECT * FROM shop.orders", Dest: shop.copied } }';
const DELETE = '{ Action: delete }';

const answerOf = (status: number): HttpAnswer => ({ status, headers: {}, text: '', isCut: false });

const keysOf = ({ cloud }: ProcessWorld): unknown[] =>
  cloud.sent.map(({ request }) => request.headers['idempotency-key']);

describe('the actions of a process', () => {
  it('run one after the other, those that are jobs too', () =>
    inMemory({ rules: ruleWith([callOf('first'), COPY, callOf('last'), DELETE].join()) }, async (world) => {
      world.cloud.createTable('shop.copied', { id: 'INTEGER', name: 'STRING' });
      const file = world.upload('data/a.json', rows(1, 2));
      await world.settle();
      const paths = [0, 1, 2, 3].map((n) => `OnSuccess[${n}] done`);
      expect(await world.steps(file)).toEqual(['Load[0] done', ...paths]);
      expect(world.called()).toEqual(['https://example.com/first', 'https://example.com/last']);
      expect(world.ids('shop.copied')).toEqual([1, 2]);
      expect(world.objects()).toEqual([]);
    }));

  it('each have a key of their own, by which repetitions are told', () =>
    inMemory({ rules: ruleWith([callOf('a'), callOf('b')].join()) }, async (world) => {
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      const { processId } = (await world.process(file)) ?? {};
      expect(keysOf(world)).toEqual([`${processId}_2`, `${processId}_3`]);
    }));

  it('run once, however often and at once their events come', () =>
    inMemory({ rules: ruleWith([callOf('a'), DELETE].join()) }, async (world) => {
      const file = world.upload('data/a.json', rows(1));
      await Promise.all([1, 2, 3].map(() => world.deliver(file)));
      const task = await world.nextTask();
      await Promise.all([1, 2, 3].map(() => world.deliver(task)));
      await world.settle();
      await world.deliver(file);
      await world.deliver(task);
      await world.settle();
      expect(world.called()).toEqual(['https://example.com/a']);
      expect(await world.steps(file)).toEqual(['Load[0] done', 'OnSuccess[0] done', 'OnSuccess[1] done']);
      expect(world.ids()).toEqual([1]);
    }));

  it('run again from the one whose server was away, under the same key', () =>
    inMemory({ rules: ruleWith([callOf('a'), callOf('b'), DELETE].join()) }, async (world) => {
      let outage = 2;
      world.cloud.answer = ({ url }) => answerOf(url.pathname === '/b' && outage-- > 0 ? 503 : 200);
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      expect(world.called().map((url) => url.at(-1))).toEqual(['a', 'b', 'b', 'b']);
      expect(new Set(keysOf(world)).size).toBe(2);
      expect((await world.process(file))?.status).toBe('done');
      expect(world.ids()).toEqual([1]);
    }));

  it('end with one that fails for good: the rows stay, the file stays, OnFailure runs', () =>
    inMemory({ rules: ruleWith([callOf('a'), callOf('b'), DELETE].join()) }, async (world) => {
      world.cloud.answer = ({ url }) => answerOf(url.pathname === '/a' ? 404 : 200);
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      expect(await world.steps(file)).toEqual(['Load[0] done', 'OnSuccess[0] failed', 'OnFailure[0] done']);
      expect((await world.process(file))?.status).toBe('actionFailed');
      expect(world.ids()).toEqual([1]);
      expect(world.objects()).toContain('gs://landing/data/a.json');
    }));

  it('begin only once the rows are where the rule wants them', () =>
    inMemory(
      {
        rules: ruleWith(DELETE).replace(
          'shop.orders',
          'shop.orders, Transient: { Dataset: tmp }, UniqueColumns: [ id ]',
        ),
      },
      async (world) => {
        const removed: { ids: unknown[] }[] = [];
        world.cloud.storage.watch(({ kind, object }) => {
          if (kind === 'gone' && object.name === 'data/a.json') removed.push({ ids: world.ids() });
        });
        world.upload('data/a.json', rows(1, 1, 2));
        await world.settle();
        expect(removed).toEqual([{ ids: [1, 2] }]);
        expect(world.cloud.bigQuery.tables.tablesOf('tmp')).toEqual([]);
      },
    ));
});
