import { expect, it } from 'vitest';
import { JobError } from '../../support/cloud/bigquery/jobError.ts';
import { ServiceError } from '../../support/cloud/send.ts';
import { lines, liveWorld } from './liveWorld.ts';

const HOUR = 60;

const batch = (dest: string, onSuccess = '[]', more = ''): string => `
When: { Prefix: /data/ }
Async: true
Batch: { Window: { DurationInSec: 60 } }
Dest: ${dest}
OnSuccess: ${onSuccess}
${more}`;

it('a temporary table that expires between two parts of a load: no row is missing, and the bad file is set aside', async () => {
  const dest = '{ Table: shop.orders, Transient: { Dataset: temporary, CopyMethod: DML } }';
  const world = liveWorld({ rules: batch(dest, '[ { Action: delete } ]'), tables: ['shop.orders', 'temporary.any'] });
  const { bigQuery, clock } = world.cloud;
  // BigQuery names no file, so that the load is halved.
  bigQuery.behaviour = { ...bigQuery.behaviour, style: () => 'nothingNamed' };
  let expired = 0;
  bigQuery.tables.watch(({ reference }) => {
    if (reference.datasetId !== 'temporary' || expired++ > 0) return;
    clock.after(5_000, () => bigQuery.tables.remove(reference));
  });
  for (const id of ['a', 'b', 'c']) world.cloud.upload(`data/${id}.csv`, `${id}\n`);
  world.cloud.upload('data/d.csv', 'd,one,too,many\n');
  await world.pass(2 * HOUR);
  expect(expired).toBeGreaterThan(1);
  expect(world.ids('shop.orders')).toEqual(['a', 'b', 'c']);
  expect(world.objects('landing')).toEqual([]);
  expect(world.objects('ops').filter((name) => !name.startsWith('errors/'))).toEqual(['invalid_schema/data/d.csv']);
});

it('a script that broke off after its first half is not run again: the process says what ran', async () => {
  const insert = (what: string): string => `INSERT INTO shop.audit (id) SELECT '${what}' AS id FROM shop.one;`;
  const sql = JSON.stringify(`${insert('first')}\n${insert('second')}`);
  const world = liveWorld({
    rules: batch('{ Table: shop.orders }', `[ { Action: query, Request: { SQL: ${sql} } } ]`),
    tables: ['shop.orders', 'shop.audit', 'shop.one'],
  });
  const { bigQuery } = world.cloud;
  bigQuery.tables.get({ projectId: 'own', datasetId: 'shop', tableId: 'one' }).rows = [{ values: { id: 'one' } }];
  const message = 'Could not serialize access to table own:shop.audit due to concurrent update';
  const error = new JobError({ reason: 'invalidQuery', message });
  bigQuery.behaviour = {
    ...bigQuery.behaviour,
    course: () => ({ pendingMs: 0, runMs: 0, breaksOff: { after: 1, error } }),
  };
  const file = world.cloud.upload('data/a.json', lines('a'));
  await world.pass(2 * HOUR);
  expect(world.ids('shop.audit')).toEqual(['first']);
  expect([...bigQuery.jobs.values()].filter(({ configuration }) => configuration.query)).toHaveLength(1);
  expect(world.process(file)).toMatchObject({ status: 'actionFailed' });
  expect(JSON.stringify(world.process(file)['error'])).toContain('these parts of it succeeded: INSERT');
});

const copies = (more = ''): string =>
  `[ { Action: copy, Request: { Source: shop.orders, Dest: shop.copy_$PartitionID, MultiPartition: true, PartitionSQL: "SELECT * FROM shop.parts" }${more} } ]`;

function withPartitions(count: number, more = '', actions = copies(more)) {
  const hook = '{ Action: call, Request: { URL: "https://hooks.example/rule" } }';
  const rules = batch('{ Table: shop.orders }', actions, `OnFailure: [ ${hook} ]`);
  const world = liveWorld({ rules, settings: { dispatchBudgetSec: 50 } });
  world.cloud.createTable('shop.parts', { partition_id: 'STRING' });
  const parts = world.cloud.bigQuery.tables.get({ projectId: 'own', datasetId: 'shop', tableId: 'parts' });
  parts.rows = Array.from({ length: count }, (_, n) => ({ values: { partition_id: String(n) } }));
  return world;
}

it('a later job of an action that is refused on resume: the action\u2019s own OnFailure runs, then the rule\u2019s, each once', async () => {
  const own = ', OnFailure: [ { Action: call, Request: { URL: "https://hooks.example/own" } } ]';
  const world = withPartitions(3, own);
  const refused = new ServiceError(403, 'Access Denied: Table own:shop.copy_1', 'accessDenied');
  let inserted = 0;
  world.trouble = ({ method, target }) =>
    method === 'jobs.insert' && target.includes('_copy--') && ++inserted > 1 ? { refused } : undefined;
  const file = world.cloud.upload('data/a.json', lines('a'));
  await world.pass(HOUR);
  expect(inserted).toBe(2);
  expect(world.cloud.sent.map(({ request }) => String(request.url))).toEqual([
    'https://hooks.example/own',
    'https://hooks.example/rule',
  ]);
  expect(world.process(file)).toMatchObject({ status: 'actionFailed' });
});

it('copies to tables of one name in several datasets replace each its own, and each is made like the template', async () => {
  const copy =
    'Action: copy, Request: { Source: shop.orders, Dest: archive_$PartitionID.orders, Template: shop.orders, MultiPartition: true, PartitionSQL: "SELECT * FROM shop.parts" }';
  const world = withPartitions(2, '', `[ { ${copy} } ]`);
  for (const dataset of ['archive_0', 'archive_1']) world.cloud.createTable(`${dataset}.orders`);
  const { bigQuery } = world.cloud;
  bigQuery.tables.get({ projectId: 'own', datasetId: 'archive_1', tableId: 'orders' }).rows = [
    { values: { id: 'of before' } },
  ];
  world.cloud.upload('data/a.json', lines('a'));
  await world.pass(HOUR);
  expect([world.ids('archive_0.orders'), world.ids('archive_1.orders')]).toEqual([['a'], ['a']]);
});
