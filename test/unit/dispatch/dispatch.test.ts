import { expect, it } from 'vitest';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import { dispatch } from '../../../functions/src/dispatch/dispatch.ts';
import { tail } from '../../../functions/src/tail/tail.ts';
import { type MemoryWorld, memoryWorld } from '../batch/memoryWorld.ts';

const START = new Date('2026-01-31T12:00:03Z');

const RULE = `
When: { Prefix: /data/ }
Async: true
Batch: { Window: { DurationInSec: 20 } }
Dest: { Table: ds.t }
`;

/** A world in which a run may last so many seconds, and a list that each of its pauses is added to. */
function patientWorld(budgetSec: number): { world: MemoryWorld; deps: Deps; pauses: number[] } {
  const world = memoryWorld({ rule: RULE, now: START, step: async () => undefined });
  const pauses: number[] = [];
  const { clock } = world.deps;
  const sleep = async (ms: number): Promise<void> => {
    pauses.push(ms);
    await clock.sleep(ms);
  };
  const settings = { ...world.deps.settings, dispatchBudgetSec: budgetSec };
  return { world, pauses, deps: { ...world.deps, settings, clock: { ...clock, sleep } } };
}

const openWindow = ({ world, deps }: { world: MemoryWorld; deps: Deps }) => {
  const file = world.upload('data/a.json', START);
  return tail({ id: 'i', file, deadline: new Date(START.getTime() + 540_000) }, deps);
};

const dueWindows = ({ events }: MemoryWorld): string[] =>
  events.flatMap(({ name, created }) => (name.startsWith('_batch_/') ? [created] : []));

it('a run hands a window to tail at the moment it is due, and looks at least every five seconds until then', async () => {
  const { world, deps, pauses } = patientWorld(50);
  await openWindow({ world, deps });
  const { projects, cycles } = await dispatch(deps);
  expect(dueWindows(world)).toEqual(['2026-01-31T12:00:20.000Z']);
  // After the window, one more listing: it may have a job by then.
  expect(pauses).toEqual([2500, 2500, 2500, 2500, 2500, 2500, 2000, 2500, 2500]);
  expect(cycles).toBe(3);
  expect(projects['own']).toMatchObject({ batches: 1, throttled: 0 });
});

it('a window that opens after a listing, and is over before the next, is handed over within three seconds', async () => {
  const { world, deps } = patientWorld(120);
  const open = (name: string, created: string) =>
    tail({ id: name, file: world.upload(name, new Date(created)), deadline: new Date('2026-01-31T12:09:00Z') }, deps);
  // Keeps the run from ending; it lists at 3, 18, 33 and 48 seconds past.
  await open('data/a.json', '2026-01-31T12:01:21Z');
  let isOpened = false;
  const sleep = async (ms: number): Promise<void> => {
    await deps.clock.sleep(ms);
    if (isOpened || deps.clock.now() < new Date('2026-01-31T12:00:34Z')) return;
    isOpened = true;
    await open('data/other/b.json', '2026-01-31T12:00:24Z');
  };
  await dispatch({ ...deps, clock: { ...deps.clock, sleep } });
  expect(dueWindows(world)).toEqual(['2026-01-31T12:00:40.500Z', '2026-01-31T12:01:40.000Z']);
});

it('a run that has nothing to do lists nothing but the task files, and what was asked for once it may be stale', async () => {
  const lists: string[] = [];
  const step = async (request: string) => {
    if (request.includes('objects.list')) lists.push(request.replace(/^.*\//, ''));
  };
  const world = memoryWorld({ rule: RULE, now: START, step });
  const run = async () => {
    lists.length = 0;
    await dispatch(world.deps);
    return lists.length;
  };
  // The first looks at the whole deployment.
  await run();
  world.later(20_000);
  expect(await run()).toBe(1);
  world.later(60_000);
  expect(await run()).toBe(4);
});

it('a run ends at once where nothing is due within its time', async () => {
  const { world, deps, pauses } = patientWorld(10);
  await openWindow({ world, deps });
  expect(await dispatch(deps)).toMatchObject({ cycles: 1, projects: {} });
  expect(pauses).toEqual([]);
  expect(dueWindows(world)).toEqual([]);
});

it('a window whose task file is lost gets one as soon as it is due', async () => {
  const { world, deps } = patientWorld(0);
  await openWindow({ world, deps });
  for await (const page of deps.tasks.pages()) for (const { place } of page) await deps.objects.remove(place);
  expect(await dispatch(deps)).toMatchObject({ touched: 0 });
  world.later(17_000);
  expect(await dispatch(deps)).toMatchObject({ touched: 1 });
  expect(dueWindows(world)).toHaveLength(1);
  // It lies where tail finds it: nothing to restore.
  expect(await dispatch(deps)).toMatchObject({ touched: 0 });
});

it('what is in flight is dispatched also where Firestore does not say what was forgotten', async () => {
  const { world, deps } = patientWorld(0);
  await openWindow({ world, deps });
  world.later(20_000);
  const overdue = async () => {
    throw new Error('the query needs an index');
  };
  const run = await dispatch({ ...deps, windows: { ...deps.windows, overdue } });
  expect(run.errors).toEqual([expect.stringContaining('the query needs an index')]);
  expect(dueWindows(world)).toHaveLength(1);
});
