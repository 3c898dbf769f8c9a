import { expect, it } from 'vitest';
import { lines, liveWorld } from '../unit/process/liveWorld.ts';

const COPIES = `
When: { Prefix: /data/ }
Async: true
Batch: { Window: { DurationInSec: 60 } }
Dest: { Table: shop.orders }
OnSuccess:
  - Action: copy
    Request: { Source: shop.one, Dest: shop.copy_$PartitionID, MultiPartition: true, PartitionSQL: SELECT * FROM shop.parts }
`;

/** https://cloud.google.com/firestore/quotas: a document takes 1 MiB, which the one in memory sees to as well. */
it('a copy of 1,000 partitions after a load of 1,440 files fits into the journal', async () => {
  const world = liveWorld({ rules: COPIES, tables: ['shop.orders', 'shop.one'], settings: { dispatchBudgetSec: 50 } });
  world.cloud.createTable('shop.parts', { partition_id: 'STRING' });
  const { tables, jobs } = world.cloud.bigQuery;
  tables.get({ projectId: 'own', datasetId: 'shop', tableId: 'parts' }).rows = Array.from(
    { length: 1_000 },
    (_, n) => ({ values: { partition_id: String(n) } }),
  );
  const [first] = Array.from({ length: 1_440 }, (_, n) =>
    world.cloud.upload(`data/2026/03/02/minute-${String(n).padStart(4, '0')}.json`, lines(`${n}`)),
  );
  await world.pass(180);
  expect(first && world.process(first)).toMatchObject({ status: 'done' });
  expect([...jobs.values()].filter(({ configuration }) => configuration.copy)).toHaveLength(1_000);
});
