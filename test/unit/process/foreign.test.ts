import { expect, it } from 'vitest';
import { tail } from '../../../functions/src/tail/tail.ts';
import { type MemoryCloud, memoryCloud, OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';

const RULE = `
When: { Prefix: / }
Async: true
Dest: { Table: shop.orders }
OnSuccess: [ { Action: delete } ]
`;

it.each(['data/a.json', '_bqtail_/shop_orders--1_00001_load--dispatch.json', 'rules/own.yaml'])(
  'an event that names another bucket than the trigger bucket does nothing: %s',
  async (name) => {
    const cloud = memoryCloud({ rules: RULE });
    cloud.createTable('shop.orders');
    const place = { bucket: OPS, name };
    const { generation, size, created } = cloud.storage.write(place, { content: '{"id":"a"}\n' });
    const file = { ...place, generation, size, created: created.toISOString() };
    const answer = await tail({ id: 'forged', file, deadline: deadline(cloud) }, cloud.deps());
    expect(answer).toMatchObject({ status: 'error', error: { reason: 'foreignBucket' } });
    expect(cloud.storage.stat(place).generation).toBe(generation);
    expect(cloud.bigQuery.jobs.size).toBe(0);
    expect(cloud.firestore.documents.paths('files')).toEqual([]);
  },
);

const deadline = (cloud: MemoryCloud): Date => new Date(cloud.clock.now().getTime() + 540_000);

/** Tail's answer to the event of an object below `_load_/`. */
function arrive(cloud: MemoryCloud, content: string) {
  const place = { bucket: TRIGGER, name: '_load_/1.arrival' };
  const { generation, size, created } = cloud.storage.write(place, { content });
  const file = { ...place, generation, size, created: created.toISOString() };
  return tail({ id: 'arrival', file, deadline: deadline(cloud) }, cloud.deps());
}

const version = {
  bucket: TRIGGER,
  name: 'data/a.json',
  generation: '7',
  size: 12,
  created: '2026-01-31T12:00:00.000Z',
};

it.each([
  ['names an object that is no data file', JSON.stringify({ ...version, name: '_bqtail_/a.json' })],
  ['is larger than any arrival', `${JSON.stringify(version)}${' '.repeat(20_000)}`],
])('an arrival that somebody wrote and that %s is moved to the errors', async (_, content) => {
  const cloud = memoryCloud({ rules: RULE });
  expect(await arrive(cloud, content)).toMatchObject({ status: 'error', error: { reason: 'notATask' } });
  expect(cloud.firestore.documents.paths('files')).toEqual([]);
});
