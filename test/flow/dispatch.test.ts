import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { listDocuments } from '../../emulators/clients/documents.ts';
import { dispatch } from '../../functions/src/dispatch/dispatch.ts';
import { countRequests, inject } from './faults.ts';
import { createOwnWorld, firstJob, rows, untilJobDone } from './ownWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE }
OnSuccess: [ { Action: delete } ]
`;

/** How long a claim holds that is not renewed. */
const CLAIM_MS = 30_000;

it('asks for the states of many jobs with one list call, and for their follow-ups by one object', async () => {
  const projectId = `own-${randomUUID().slice(0, 8)}`;
  const world = await createOwnWorld({ rules: RULE, projectId });
  const [lists, gets] = [new RegExp(`/${projectId}/jobs$`), new RegExp(`/${projectId}/jobs/`)];
  const files = await Promise.all(Array.from({ length: 12 }, (_, n) => world.upload(`data/${n}.json`, rows(n))));
  for (const file of files) await world.deliver(file);
  for (const file of files) await untilJobDone(world, file);
  const before = { lists: await countRequests('GET', lists), gets: await countRequests('GET', gets) };
  const { projects } = await dispatch(world.deps);
  expect(projects).toEqual({ [projectId]: expect.objectContaining({ dispatched: 12, running: 0, pending: 0 }) });
  expect(await countRequests('GET', lists)).toBe(before.lists + 1);
  expect(await countRequests('GET', gets)).toBe(before.gets);
  const [bundle, ...others] = await world.followUps();
  expect(others).toEqual([]);
  if (bundle === undefined) throw new Error('nothing was asked for');
  expect(await world.deliver(bundle)).toEqual({ status: 'ok', message: '12 follow-ups' });
  expect(await world.ids()).toHaveLength(12);
  expect(await world.objects()).toEqual([]);
  expect((await world.deliver(bundle)).status).toBe('duplicate');
});

it('counts what is in flight, for the monitor and the balancer', async () => {
  const world = await createOwnWorld({ rules: RULE });
  await inject({ match: { jobId: world.table, jobType: 'LOAD' }, fault: { kind: 'slow', latencyMs: 1500 } });
  const file = await world.upload('data/a.json', rows(1));
  await world.deliver(file);
  const { projects, cycles } = await dispatch(world.deps);
  const { running, pending } = projects['demo-bqtail'] ?? { running: 0, pending: 0 };
  expect([running + pending, cycles]).toEqual([1, 1]);
  const statistics = (await listDocuments('stats', world.deps.settings.database)).find(({ id }) => id === 'dispatch');
  expect(statistics).toMatchObject({ id: 'dispatch', projects: expect.anything() });
  await world.settle();
});

it('sweeps again while work is pending, until its time budget is spent', async () => {
  const world = await createOwnWorld({ rules: RULE });
  await inject({ match: { jobId: world.table, jobType: 'LOAD' }, fault: { kind: 'slow', latencyMs: 1000 } });
  const file = await world.upload('data/a.json', rows(1));
  await world.deliver(file);
  const settings = { ...world.deps.settings, dispatchBudgetSec: 3600 };
  const run = await dispatch({ ...world.deps, settings });
  expect(run.cycles).toBeGreaterThan(1);
  expect(run.projects['demo-bqtail']).toMatchObject({ dispatched: 1, running: 0, pending: 0 });
  await world.settle();
});

it('hands only the job over that an audit log entry says is done', async () => {
  const world = await createOwnWorld({ rules: RULE });
  const files = [await world.upload('data/0.json', rows(0)), await world.upload('data/1.json', rows(1))];
  for (const file of files) await world.deliver(file);
  for (const file of files) await untilJobDone(world, file);
  const jobs = await Promise.all(files.map(async (file) => (await firstJob(world, file)).jobId));
  const job = { jobName: `projects/demo-bqtail/jobs/${jobs[0]}` };
  const message = JSON.stringify({ protoPayload: { metadata: { jobChange: { after: 'DONE', job } } } });
  expect(await dispatch(world.deps, message)).toMatchObject({ completed: jobs[0], cycles: 0 });
  expect((await world.followUps()).map(({ name }) => name)).toEqual([`_bqtail_/${jobs[0]}.json`]);
  await world.settle();
  expect(await world.ids()).toEqual([0, 1]);
});

it('leaves a job in sync mode to the function that waits for it, and takes over once that one is dead', async () => {
  // Without the limit the function writes no task file, and dispatch sees no job.
  const rules = RULE.replace('Async: true', 'Async: false');
  const world = await createOwnWorld({ rules, settings: { maxConcurrentLoad: 9 } });
  await inject({ match: { jobId: world.table, jobType: 'LOAD' }, fault: { kind: 'slow', latencyMs: 600 } });
  const file = await world.upload('data/a.json', rows(1));
  // A function that hangs in its first pause keeps its claim as long as it renews it, and does nothing more.
  let isAlive = true;
  const { clock } = world.deps;
  const hanging = {
    ...clock,
    sleep: () => new Promise<void>(() => undefined),
    every: (ms: number, work: () => void) => clock.every(ms, () => isAlive && work()),
  };
  void world.deliver(file, { ...world.deps, clock: hanging });
  await untilJobDone(world, file);
  const { projects } = await dispatch(world.deps);
  expect(projects['demo-bqtail']).toMatchObject({ awaited: 1, dispatched: 0 });
  isAlive = false;
  world.advance(CLAIM_MS);
  await world.settle();
  expect((await world.process(file))?.status).toBe('done');
  expect(await world.ids()).toEqual([1]);
});
