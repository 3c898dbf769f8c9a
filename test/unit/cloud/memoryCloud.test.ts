import { expect, it } from 'vitest';
import { dispatch } from '../../../functions/src/dispatch/dispatch.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { tail } from '../../../functions/src/tail/tail.ts';
import { type MemoryCloud, memoryCloud, OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';

const RULES = `
- When: { Prefix: /alone/ }
  Async: true
  Dest: { Table: shop.alone }
  OnSuccess: [{ Action: delete }, { Action: call, Request: { URL: "https://example.com/done" } }]
- When: { Prefix: /batched/ }
  Async: true
  Batch: { Window: { DurationInSec: 60 } }
  Dest: { Table: shop.batched }
  OnSuccess: [{ Action: delete }]
- When: { Prefix: /moved/ }
  Async: true
  Dest: { Table: shop.moved, Transient: { Dataset: tmp }, UniqueColumns: [id] }
  OnSuccess: [{ Action: delete }]
- When: { Prefix: /sync/ }
  Dest: { Table: shop.sync }
  OnSuccess: [{ Action: move, Request: { DestURL: "gs://ops/done" } }]
`;

/** Delivers the events of the trigger bucket as they come about. */
function platform(cloud: MemoryCloud): { events: SourceFile[]; deliverAll(): Promise<void> } {
  const events: SourceFile[] = [];
  cloud.storage.watch(({ kind, object: { content: _, metadata: __, created, ...object } }) => {
    if (kind === 'finalized' && object.bucket === TRIGGER) events.push({ ...object, created: created.toISOString() });
  });
  const deps = cloud.deps();
  let invocations = 0;
  return {
    events,
    async deliverAll() {
      for (let file = events.shift(); file; file = events.shift()) {
        const deadline = new Date(cloud.clock.time() + 540_000);
        await tail({ id: `i${invocations++}`, file, deadline }, deps);
      }
    },
  };
}

it('takes files of every kind from their event to their rows', async () => {
  const cloud = memoryCloud({ rules: RULES, settings: { dispatchBudgetSec: 0 } });
  for (const table of ['alone', 'batched', 'moved', 'sync']) cloud.createTable(`shop.${table}`);
  const { deliverAll } = platform(cloud);
  const names = ['alone/1.json', 'batched/1.json', 'batched/2.json', 'moved/1.json', 'sync/1.json'];
  for (const name of names) cloud.upload(name, `{"id":"${name}"}\n`);

  await cloud.clock.settle(
    (async () => {
      for (let minute = 0; minute < 5; minute++) {
        await deliverAll();
        await dispatch(cloud.deps());
        await deliverAll();
        await cloud.clock.sleep(60_000);
      }
    })(),
  );

  expect(cloud.rows('shop.alone')).toEqual([{ id: 'alone/1.json' }]);
  expect(cloud.rows('shop.batched')).toEqual([{ id: 'batched/1.json' }, { id: 'batched/2.json' }]);
  expect(cloud.rows('shop.moved')).toEqual([{ id: 'moved/1.json' }]);
  expect(cloud.rows('shop.sync')).toEqual([{ id: 'sync/1.json' }]);
  expect(cloud.sent.map(({ request }) => String(request.url))).toEqual(['https://example.com/done']);
  expect(cloud.storage.list(TRIGGER, {}).objects).toEqual([]);
  expect(cloud.storage.list(OPS, { prefix: 'tasks/' }).objects).toEqual([]);
  expect(cloud.storage.list(OPS, { prefix: 'done/' }).objects.map(({ name }) => name)).toEqual(['done/sync/1.json']);
  expect(cloud.bigQuery.tables.tablesOf('tmp')).toEqual([]);
});
