import { expect, it } from 'vitest';
import { tail } from '../../../functions/src/tail/tail.ts';
import { memoryCloud, OPS } from '../../support/cloud/memoryCloud.ts';

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
    const deadline = new Date(cloud.clock.now().getTime() + 540_000);
    const answer = await tail({ id: 'forged', file, deadline }, cloud.deps());
    expect(answer).toMatchObject({ status: 'error', error: { reason: 'foreignBucket' } });
    expect(cloud.storage.stat(place).generation).toBe(generation);
    expect(cloud.bigQuery.jobs.size).toBe(0);
    expect(cloud.firestore.documents.paths('files')).toEqual([]);
  },
);
