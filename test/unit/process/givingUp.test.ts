import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../support/cloud/send.ts';
import { liveWorld } from './liveWorld.ts';

const HOUR = 60;

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders, Expiry: 3days, Transient: { Dataset: temp }, UniqueColumns: [ id ] }
OnSuccess: [ { Action: delete } ]
`;

const away = new ServiceError(503, 'Retrying may solve the problem.', 'backendError');

/** A file that is taken in, and loaded, before a call that is no job's is refused for good. */
async function afterLoad(method: string, target: RegExp) {
  const world = liveWorld({ rules: RULE, settings: { giveUpAfterHours: 2 } });
  world.cloud.createTable('temp.any');
  const file = world.cloud.upload('data/a.json', '{"id":"a"}\n');
  world.trouble = (request) =>
    request.method === method && target.test(request.target) && world.cloud.bigQuery.jobs.size > 0
      ? { refused: away }
      : undefined;
  await world.pass(6 * HOUR);
  return { world, process: world.process(file) };
}

describe('a process gives up in its time', () => {
  it.each([
    ['tables.get', /temp/],
    ['tables.patch', /orders/],
  ])('where %s of %s does not answer, since no job of it can be running', async (method, target) => {
    const { world, process } = await afterLoad(method, target);
    expect(process['status']).toMatch(/failed|actionFailed/i);
    expect(process['error']).toMatchObject({ message: expect.stringContaining('given up: no progress since') });
    expect(world.objects('ops', 'tasks/')).toEqual([]);
  });
});
