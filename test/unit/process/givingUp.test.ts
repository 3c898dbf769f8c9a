import { describe, expect, it } from 'vitest';
import { type Request, ServiceError } from '../../support/cloud/send.ts';
import { liveWorld, type Mishap } from './liveWorld.ts';

const HOUR = 60;

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders, Expiry: 3days, Transient: { Dataset: temp }, UniqueColumns: [ id ] }
OnSuccess: [ { Action: delete } ]
`;

const away = new ServiceError(503, 'Retrying may solve the problem.', 'backendError');

/** A file that is taken in, and loaded, before a call that is no job's is refused for good. */
async function afterLoad(method: string, target: RegExp, mode: 'async' | 'sync') {
  const rules = RULE.replace('Async: true', `Async: ${mode === 'async'}`);
  const world = liveWorld({ rules, settings: { giveUpAfterHours: 2 } });
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
    ['tables.get', /temp/, 'async'],
    ['tables.patch', /orders/, 'async'],
    ['tables.get', /temp/, 'sync'],
    ['tables.patch', /orders/, 'sync'],
  ] as const)(
    'where %s of %s does not answer, since no job of it can be running (%s)',
    async (method, target, mode) => {
      const { world, process } = await afterLoad(method, target, mode);
      expect(process['status']).toMatch(/failed|actionFailed/i);
      expect(process['error']).toMatchObject({ message: expect.stringContaining('given up: no progress since') });
      expect(world.objects('ops', 'tasks/')).toEqual([]);
    },
  );
});

describe('a process does not give up while BigQuery does not say what became of its second job', () => {
  it.each<[what: string, when: (request: Request) => boolean, mishap: Mishap]>([
    ['whose submission was not answered', ({ method }) => method === 'jobs.insert', { lost: away }],
    [
      'after which the invocation was killed, before it removed the task file of the first',
      ({ method, target }) => method === 'objects.delete' && target.includes('_00001_load'),
      'dies',
    ],
  ])('%s', async (_, when, mishap) => {
    const world = liveWorld({ rules: RULE, settings: { giveUpAfterHours: 2 } });
    world.cloud.createTable('temp.any');
    const file = world.cloud.upload('data/a.json', '{"id":"a"}\n');
    const submitted: string[] = [];
    let hasHappened = false;
    world.trouble = (request) => {
      const { method, target } = request;
      if (method === 'jobs.insert') submitted.push(target);
      if (submitted.length < 2) return undefined;
      if (!hasHappened && when(request)) {
        hasHappened = true;
        return mishap;
      }
      return /^jobs\.(?:get|list)$/.test(method) ? { refused: away } : undefined;
    };
    await world.pass(6 * HOUR);
    expect(hasHappened).toBe(true);
    expect(world.process(file)).toMatchObject({ status: 'running' });
    world.trouble = () => undefined;
    await world.pass(HOUR);
    expect(world.process(file)).toMatchObject({ status: 'done' });
    expect([world.ids('shop.orders'), world.objects('landing'), world.objects('ops')]).toEqual([['a'], [], []]);
  });
});

it('a process in sync mode whose dataset is gone has no job: it gives up where a file cannot be set aside', async () => {
  const world = liveWorld({
    rules: 'When: { Prefix: /data/ }\nDest: { Table: gone.orders }\nBatch: { Window: { DurationInSec: 60 } }\n',
    tables: ['gone.orders'],
    settings: { giveUpAfterHours: 2 },
  });
  const gone = new ServiceError(404, 'Not found: Dataset own:gone', 'notFound');
  world.trouble = ({ method, target }) => {
    if (method === 'datasets.get') return { refused: gone };
    return method === 'objects.rewrite' && target.includes('a.json') ? { refused: away } : undefined;
  };
  const empty = world.cloud.upload('data/a.json', '');
  world.cloud.upload('data/b.json', '{"id":"b"}\n');
  await world.pass(4 * HOUR);
  expect(world.process(empty)).toMatchObject({ status: 'failed' });
});
