import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { tail } from '../../functions/src/tail/tail.ts';
import { inject } from './faults.ts';
import { createOwnWorld, rows } from './ownWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: false
Dest: { Table: TABLE }
OnSuccess: [ { Action: delete } ]
`;

it('a rule in sync mode loads and runs its actions in one invocation', async () => {
  const world = await createOwnWorld({ rules: RULE });
  const file = await world.upload('data/a.json', rows(1, 2));
  const answer = await world.deliver(file);
  expect(answer).toMatchObject({
    status: 'ok',
    message: 'done, 2 rows',
    job: { jobId: expect.stringMatching(/--tail$/) },
  });
  expect(await world.ids()).toEqual([1, 2]);
  expect(await world.objects()).toEqual([]);
});

it('where the time left runs short, it turns async and dispatch finishes it', async () => {
  const world = await createOwnWorld({ rules: RULE });
  await inject({ match: { jobId: world.table, jobType: 'LOAD' }, fault: { kind: 'slow', latencyMs: 1500 } });
  const file = await world.upload('data/a.json', rows(1));
  const now = world.deps.clock.now().getTime();
  const [waitUntil, deadline] = [new Date(now + 500), new Date(now + 60_500)];
  const answer = await tail({ id: randomUUID(), file, deadline, waitUntil }, world.deps);
  expect(answer).toMatchObject({ status: 'ok', message: 'load still running, handed over to dispatch' });
  await world.settle();
  expect((await world.process(file))?.status).toBe('done');
  expect(await world.ids()).toEqual([1]);
  expect(await world.objects()).toEqual([]);
});
