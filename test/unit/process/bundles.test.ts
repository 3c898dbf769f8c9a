import { describe, expect, it } from 'vitest';
import { dispatch } from '../../../functions/src/dispatch/dispatch.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { tail } from '../../../functions/src/tail/tail.ts';
import { bundleMetadata, bundleName, type TaskVersion, tasksNamed } from '../../../functions/src/task/bundle.ts';
import { OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';
import { type Send, ServiceError } from '../../support/cloud/send.ts';
import { type LiveWorld, lines, liveWorld } from './liveWorld.ts';
import { inMemory, type ProcessWorld, rows } from './processWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
OnSuccess: [ { Action: delete } ]
`;

const BUNDLE = /^_bqtail_\/.+\.jobs$/;
const away = new ServiceError(14, 'the server is away');
const HOUR = 60;

/** Names of the files, and what their rows are called. */
const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `f${String(n).padStart(2, '0')}`);

/** All of them arrive in the same minute, and their load jobs are done when dispatch looks next. */
const uploaded = (world: LiveWorld, files: readonly string[]): SourceFile[] =>
  files.map((name) => world.cloud.upload(`data/${name}.json`, lines(name)));

/** The bundles as they are written, each version of them. */
function watchBundles({ cloud }: LiveWorld | ProcessWorld): { name: string; tasks: TaskVersion[] }[] {
  const seen: { name: string; tasks: TaskVersion[] }[] = [];
  cloud.storage.watch(({ kind, object: { name, metadata } }) => {
    if (kind === 'finalized' && BUNDLE.test(name)) seen.push({ name, tasks: tasksNamed(name, metadata) });
  });
  return seen;
}

function expectAllDone(world: LiveWorld, files: readonly string[]): void {
  expect(world.ids('shop.orders')).toEqual(files);
  expect([...world.objects('landing'), ...world.objects('ops')]).toEqual([]);
  expect(world.failedRuns).toEqual([]);
}

describe('many load jobs that are done at one sweep', () => {
  it('are followed up by few objects and events, each with an answer of its own', async () => {
    const world = liveWorld({ rules: RULE });
    const bundles = watchBundles(world);
    const files = uploaded(world, names(45));
    await world.pass(5);
    expectAllDone(world, names(45));
    expect(bundles.map(({ tasks }) => tasks.length)).toEqual([40, 5]);
    expect(world.invocations()).toBe(45 + 2);
    const ended = world.answers.filter(({ summary }) => summary !== undefined);
    expect(ended.map(({ process }) => process).sort()).toEqual(files.map((file) => world.eventId(file)).sort());
    const about = world.answers.filter(({ process }) => process === undefined).map(({ message }) => message);
    expect(about.sort()).toEqual(['40 follow-ups', '5 follow-ups']);
  });

  it('of which BigQuery lost some are submitted again and followed up', async () => {
    const world = liveWorld({ rules: RULE });
    const bundles = watchBundles(world);
    world.trouble = ({ method }) => (method === 'jobs.insert' ? 'dies' : undefined);
    uploaded(world, names(3));
    await world.pass(1);
    world.trouble = () => undefined;
    await world.pass(HOUR);
    expectAllDone(world, names(3));
    expect(world.runs.some(({ projects }) => (projects['own']?.lost ?? 0) > 1)).toBe(true);
    expect(bundles.length).toBeGreaterThan(0);
  });

  it('one alone goes by its own name, as a job that a function waits for does', async () => {
    const world = liveWorld({ rules: RULE });
    const bundles = watchBundles(world);
    uploaded(world, names(1));
    await world.pass(5);
    expectAllDone(world, names(1));
    expect(bundles).toEqual([]);
  });
});

describe('a bundle', () => {
  it('whose event is lost is asked for again once it is stale', async () => {
    const world = liveWorld({ rules: RULE });
    const bundles = watchBundles(world);
    world.comes = ({ name }) => !BUNDLE.test(name);
    uploaded(world, names(5));
    await world.pass(2);
    expect(world.objects('landing', '_bqtail_/')).toHaveLength(1);
    world.comes = () => true;
    await world.pass(5);
    expectAllDone(world, names(5));
    // The runs in between knew that they were handed over.
    expect(bundles.map(({ tasks }) => tasks.length)).toEqual([5, 5]);
    expect(world.runs.reduce((sum, { touched }) => sum + touched, 0)).toBe(1);
  });

  it('that somebody deletes is written again by the next run', async () => {
    const world = liveWorld({ rules: RULE });
    world.comes = ({ name }) => !BUNDLE.test(name);
    uploaded(world, names(5));
    await world.pass(1.5);
    world.comes = () => true;
    for (const name of world.objects('landing', '_bqtail_/')) world.cloud.storage.remove({ bucket: TRIGGER, name });
    await world.pass(2);
    expectAllDone(world, names(5));
  });

  it.each([1, 7, 20, 45, 70])(
    'whose invocation dies at its request %i is brought to its end all the same',
    async (fatal) => {
      const world = liveWorld({ rules: RULE });
      uploaded(world, names(12));
      let requests = 0;
      const isOfBundle = (): boolean => world.objects('landing', '_bqtail_/').length > 0;
      world.trouble = () => (isOfBundle() && ++requests === fatal ? 'dies' : undefined);
      await world.pass(HOUR);
      expect(requests).toBeGreaterThanOrEqual(fatal);
      expectAllDone(world, names(12));
    },
  );

  it('leaves what one of its processes meets with to that one, which comes again alone', async () => {
    const world = liveWorld({ rules: RULE });
    const bundles = watchBundles(world);
    const [, bad] = uploaded(world, names(6));
    if (bad === undefined) throw new Error('there are six files');
    const id = world.eventId(bad);
    let isTime = false;
    world.trouble = ({ service, method, target }) =>
      isTime && service === 'firestore' && method !== 'runQuery' && target.includes(id) ? { refused: away } : undefined;
    await world.pass(0.5);
    isTime = true;
    await world.pass(1.5);
    expect(world.ids('shop.orders')).toEqual(names(6));
    expect(world.objects('landing', 'data/')).toEqual([bad.name]);
    expect(world.objects('landing', '_bqtail_/').filter((name) => BUNDLE.test(name))).toEqual([]);
    isTime = false;
    await world.pass(HOUR);
    expectAllDone(world, names(6));
    expect(bundles).toHaveLength(1);
  });
});

/** Uploads files and delivers their events, so that the load job of each is submitted; answers their tasks. */
async function submitted(world: ProcessWorld, count: number): Promise<TaskVersion[]> {
  for (const [n, name] of names(count).entries()) await world.deliver(world.upload(`data/${name}.json`, rows(n)));
  return tasksOf(world);
}

const tasksOf = ({ cloud }: ProcessWorld): TaskVersion[] =>
  cloud.storage
    .list(OPS, { prefix: 'tasks/' })
    .objects.map(({ name, generation }) => ({ jobId: name.slice('tasks/'.length, -'.json'.length), generation }));

const lying = ({ cloud }: ProcessWorld, prefix: string): string[] =>
  cloud.storage.list(TRIGGER, { prefix }).objects.map(({ name }) => name);

async function nextBundle(world: ProcessWorld): Promise<SourceFile> {
  const file = await world.nextTask();
  expect(file.name).toMatch(BUNDLE);
  return file;
}

describe('what dispatch has handed over', () => {
  it('is not handed over again by the runs that follow, as long as the bundle lies there', () =>
    inMemory({ rules: RULE }, async (world) => {
      const bundles = watchBundles(world);
      await submitted(world, 4);
      await nextBundle(world);
      for (let run = 0; run < 3; run++) await dispatch(world.deps);
      expect(bundles).toHaveLength(1);
      expect(await world.settle()).toEqual([]);
      expect(world.ids()).toEqual([0, 1, 2, 3]);
    }));

  it('is asked for again once its task was written again, whatever bundle lies there', () =>
    inMemory({ rules: RULE }, async (world) => {
      const bundles = watchBundles(world);
      const before = await submitted(world, 3);
      await nextBundle(world);
      const [job] = before;
      if (job === undefined) throw new Error('there are three tasks');
      await world.deps.tasks.write({ projectId: 'own', location: 'US', jobId: job.jobId }, { sql: false });
      await dispatch(world.deps);
      expect(lying(world, '_bqtail_/')).toEqual([bundles[0]?.name, `_bqtail_/${job.jobId}.json`].sort());
      expect(await world.settle()).toEqual([]);
      expect(world.ids()).toEqual([0, 1, 2]);
    }));

  it('costs a run no listing where nothing is in flight', () =>
    inMemory({ rules: RULE }, async (world) => {
      const listed: string[] = [];
      const deps = world.cloud.deps({
        send: async (request, effect) => {
          if (request.method === 'objects.list') listed.push(request.target);
          return effect();
        },
      });
      await dispatch(deps);
      listed.length = 0;
      await dispatch(deps);
      expect(listed).toHaveLength(1);
    }));
});

describe('a process that a bundle names', () => {
  it('and that another invocation follows up goes alone; the others are done', () =>
    inMemory({ rules: RULE }, async (world) => {
      const [first] = await submitted(world, 3);
      const file = await nextBundle(world);
      const processId = first?.jobId.match(/--(\d+)_/)?.[1] ?? '';
      const now = world.deps.clock.now();
      const until = new Date(now.getTime() + 30_000);
      const followedUp = { step: 1, action: 'load', path: 'Load[0]', state: 'done', ended: now } as const;
      const somebody = { by: 'somebody', now, until };
      await world.deps.journal.claim(
        processId,
        () => somebody,
        async () => ({ step: followedUp }),
      );
      const answer = await world.deliver(file);
      expect(answer).toEqual({ status: 'ok', message: '3 follow-ups, 1 to be tried again alone' });
      expect(lying(world, '_bqtail_/')).toEqual([`_bqtail_/${first?.jobId}.json`]);
      expect(tasksOf(world)).toEqual([]);
      expect(await world.settle()).toEqual([]);
      expect(world.ids()).toEqual([0, 1, 2]);
      expect(lying(world, '')).toEqual([]);
    }));

  it('and whose job still runs stays with the invocation that submitted the job', () =>
    inMemory({ rules: RULE }, async (world) => {
      world.cloud.bigQuery.behaviour = {
        ...world.cloud.bigQuery.behaviour,
        course: () => ({ pendingMs: 0, runMs: 10_000 }),
      };
      await world.deps.tasks.makeDueTogether(await submitted(world, 2));
      const answer = await world.deliver(await nextBundle(world));
      expect(answer).toEqual({ status: 'ok', message: '2 follow-ups, 2 to be tried again alone' });
      expect(await world.settle()).toEqual([]);
      expect(world.ids()).toEqual([0, 1]);
    }));

  it('and whose job still runs when it can be claimed is in flight again', () =>
    inMemory({ rules: RULE }, async (world) => {
      world.cloud.bigQuery.behaviour = {
        ...world.cloud.bigQuery.behaviour,
        course: () => ({ pendingMs: 0, runMs: 15 * 60_000 }),
      };
      const before = await submitted(world, 2);
      await world.deps.tasks.makeDueTogether(before);
      // The invocations that submitted the jobs have no claim on the processes any more.
      await world.cloud.clock.sleep(31_000);
      await world.deliver(await nextBundle(world));
      const after = tasksOf(world);
      expect(after.map(({ jobId }) => jobId)).toEqual(before.map(({ jobId }) => jobId));
      expect(after.map(({ generation }) => generation)).not.toEqual(before.map(({ generation }) => generation));
      expect(lying(world, '_bqtail_/')).toEqual([]);
      expect(await world.settle()).toEqual([]);
      expect(world.ids()).toEqual([0, 1]);
    }));

  it('and that has been put off since waits for its time, though the bundle is asked for again', () =>
    inMemory({ rules: RULE }, async (world) => {
      const [first] = await submitted(world, 2);
      const file = await nextBundle(world);
      if (first === undefined) throw new Error('there are two tasks');
      const notBefore = new Date(world.deps.clock.now().getTime() + 600_000);
      await world.deps.tasks.postpone(first.jobId, { notBefore, times: 1 });
      await world.cloud.clock.sleep(31_000);
      await world.deliver(file);
      expect(tasksOf(world).map(({ jobId }) => jobId)).toEqual([first.jobId]);
      expect(lying(world, '')).toEqual(['data/f00.json']);
    }));

  it('and that there is no time for goes alone', () =>
    inMemory({ rules: RULE }, async (world) => {
      const tasks = await submitted(world, 3);
      const file = await nextBundle(world);
      const deadline = world.deps.clock.now();
      const answer = await tail({ id: 'late', file, deadline }, world.deps);
      expect(answer.message).toBe('3 follow-ups, 3 to be tried again alone');
      expect(lying(world, '_bqtail_/')).toEqual(tasks.map(({ jobId }) => `_bqtail_/${jobId}.json`));
      expect(await world.settle()).toEqual([]);
      expect(world.ids()).toEqual([0, 1, 2]);
    }));

  it('and that could be given no object of its own keeps the bundle, which is asked for again', () =>
    inMemory({ rules: RULE }, async (world) => {
      await submitted(world, 3);
      const file = await nextBundle(world);
      const refuse: Send = async (request, effect) => {
        if (request.method === 'objects.rewrite' || request.service === 'firestore') throw away;
        return effect();
      };
      const answer = await world.deliver(file, world.cloud.deps({ send: refuse }));
      expect(answer).toEqual({ status: 'waiting', message: '3 follow-ups, 3 left for later' });
      expect(lying(world, '_bqtail_/')).toEqual([file.name]);
      expect(await world.settle()).toEqual([]);
      expect(world.ids()).toEqual([0, 1, 2]);
    }));
});

describe('an object that somebody puts below _bqtail_/', () => {
  const unknown = Array.from({ length: 3 }, (_, n) => ({
    jobId: `shop_orders--${n + 1}_00001_load--dispatch`,
    generation: '1',
  }));

  it.each([
    ['names processes that there are none of', bundleMetadata(unknown)],
    ['names nothing', {}],
  ])('and that %s is moved to the errors', (_, metadata) =>
    inMemory({ rules: RULE }, async (world) => {
      const name = bundleName(unknown);
      world.cloud.storage.write({ bucket: TRIGGER, name }, { content: '{', metadata });
      const answer = await world.deliver(await world.nextTask());
      expect(answer).toMatchObject({ status: 'error', error: { reason: 'notATask' } });
      expect(world.objects()).toEqual([`gs://${OPS}/errors/${name}`]);
    }),
  );

  it('and that is gone by the time its event comes has nothing to ask for', () =>
    inMemory({ rules: RULE }, async (world) => {
      await submitted(world, 2);
      const file = await nextBundle(world);
      expect((await world.deliver(file)).status).toBe('ok');
      expect(await world.deliver(file)).toEqual({ status: 'duplicate', message: 'all its follow-ups are done' });
    }));
});
