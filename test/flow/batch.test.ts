import { describe, expect, it } from 'vitest';
import { listDocuments } from '../../emulators/clients/documents.ts';
import type { Deps } from '../../functions/src/deps/deps.ts';
import { dispatch } from '../../functions/src/dispatch/dispatch.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import { disturb } from '../support/disturb.ts';
import { dieAtEachCall, LATER_MS, unlessKilled } from './dieAtEachCall.ts';
import { inject } from './faults.ts';
import { createOwnWorld, type OwnWorld, rows } from './ownWorld.ts';
import { idsIn } from './world.ts';

const WINDOW_MS = 10_000;
const HOUR_MS = 3_600_000;

const RULE = `
When: { Prefix: /data/ }
Async: true
Batch: { Window: { DurationInSec: ${WINDOW_MS / 1000} }, MultiPath: true }
Dest: { Table: TABLE }
OnSuccess: [ { Action: delete } ]
`;

const SYNC = RULE.replace('Async: true', 'Async: false');

/** The start of the window that is now. */
const thisWindow = (): number => Math.floor(Date.now() / WINDOW_MS) * WINDOW_MS;

/** The same file, created so long after the start of a window. */
const createdAt = (file: SourceFile, start: number, ms = 0): SourceFile => ({
  ...file,
  created: new Date(start + ms).toISOString(),
});

const windowsOf = ({ deps }: OwnWorld) => listDocuments('windows', deps.settings.database);

const filesOf = ({ deps }: OwnWorld) => listDocuments('files', deps.settings.database);

/** The processes of all windows. */
async function processesOf(world: OwnWorld) {
  const windows = await windowsOf(world);
  const processes = await Promise.all(windows.map(({ owner }) => world.deps.journal.get(String(owner))));
  return processes.filter((process) => process !== undefined);
}

/** Uploads files of one row each into one window, and delivers their events. */
async function fillWindow(world: OwnWorld, ids: readonly number[], start = thisWindow()): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const id of ids) {
    const file = createdAt(await world.upload(`data/${id}.json`, rows(id)), start);
    files.push(file);
    await world.deliver(file);
  }
  return files;
}

/** Makes the window that is open due, and answers the event of its task file. */
async function untilWindowDue(world: OwnWorld): Promise<SourceFile> {
  world.advance(WINDOW_MS);
  await dispatch(world.deps);
  const [due] = await world.followUps();
  if (due === undefined) throw new Error('no window is due');
  return due;
}

async function expectAllLoaded(world: OwnWorld, ids: readonly number[]): Promise<void> {
  expect(await world.ids()).toEqual(ids);
  expect(await world.objects()).toEqual([]);
  expect((await windowsOf(world)).every(({ state }) => state === 'done')).toBe(true);
  const processes = await processesOf(world);
  expect(processes.every(({ status }) => status === 'done')).toBe(true);
  const sources = processes.flatMap(({ plan }) => plan.sources.map(({ name }) => name));
  expect(new Set(sources).size).toBe(sources.length);
}

/** Delivers follow-ups until there is one of a kind, and answers that. */
async function finishedUpTo(world: OwnWorld, suffix: string): Promise<SourceFile> {
  for (;;) {
    const followUps = await world.followUps();
    const found = followUps.find(({ name }) => name.endsWith(suffix));
    if (found) return found;
    for (const followUp of followUps) await world.deliver(followUp);
    await dispatch(world.deps);
  }
}

/** Works on all, sixteen at once. */
async function forAll<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += 16) {
    results.push(...(await Promise.all(items.slice(start, start + 16).map(work))));
  }
  return results;
}

describe('a batch', () => {
  it('loads 300 files over two tables and several windows once, every event twice, one in fifty late', async () => {
    const rule = RULE.replace('TABLE', 'TABLE_$Mod(2), Schema: { Template: TABLE }');
    const world = await createOwnWorld({ rules: rule });
    const start = thisWindow();
    const numbers = Array.from({ length: 300 }, (_, n) => n);
    const files = await forAll(numbers, async (n) =>
      createdAt(await world.upload(`data/${n % 7}/${n}.json`, rows(n)), start, (n % 3) * WINDOW_MS),
    );
    const late = files.filter((_, n) => n % 50 === 0);
    const onTime = files.filter((_, n) => n % 50 !== 0);
    const answers = await forAll([...onTime, ...onTime], (file) => world.deliver(file));
    const count = (wanted: string): number => answers.filter(({ status }) => status === wanted).length;
    expect({ batched: count('batched'), duplicate: count('duplicate') }).toEqual({ batched: 294, duplicate: 294 });
    await world.settle();
    expect((await windowsOf(world)).map(({ state }) => state)).toEqual(Array(6).fill('done'));
    for (const file of late) expect((await world.deliver(file)).status).toBe('batched');
    await world.settle();
    const tables = await Promise.all([0, 1].map((n) => idsIn(`${world.table}_${n}`)));
    expect(tables.flat().sort((a, b) => a - b)).toEqual(numbers);
    expect(await world.objects()).toEqual([]);
    expect((await windowsOf(world)).every(({ state }) => state === 'done')).toBe(true);
    expect(await filesOf(world)).toHaveLength(300);
  });

  it('is one load job for all its files, and the journal leads from a file to it', async () => {
    const world = await createOwnWorld({ rules: RULE });
    await fillWindow(world, [1, 2, 3]);
    await world.settle();
    await expectAllLoaded(world, [1, 2, 3]);
    const [process, ...others] = await processesOf(world);
    expect(others).toEqual([]);
    expect(process?.steps.map(({ action }) => action)).toEqual(['load', 'delete']);
    expect(process?.plan.sources).toHaveLength(3);
    const [window] = await windowsOf(world);
    expect(window).toMatchObject({ owner: process?.processId, destination: expect.stringContaining(world.table) });
    expect((await filesOf(world)).map((file) => file['window'])).toEqual(Array(3).fill(window?.id));
  });

  it('costs a file that joins one call to the outside world, a transaction', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const start = thisWindow();
    await fillWindow(world, [1], start);
    const { deps, calls } = disturb(world.deps, () => undefined);
    const file = createdAt(await world.upload('data/2.json', rows(2)), start);
    expect((await world.deliver(file, deps)).status).toBe('batched');
    expect(calls).toEqual(['windows.join']);
    await world.settle();
  });

  it('holds an object once that was overwritten while its window was open', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const start = thisWindow();
    const first = createdAt(await world.upload('data/a.json', rows(1)), start);
    const second = createdAt(await world.upload('data/a.json', rows(2)), start);
    await world.deliver(second);
    await world.deliver(first);
    await world.settle();
    await expectAllLoaded(world, [2]);
  });

  it('keeps to the rule that opened it, whatever becomes of the rule', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const [file] = await fillWindow(world, [1]);
    const changed: Deps = { ...world.deps, rules: { current: async () => ({ rules: [], problems: [] }) } };
    const due = await untilWindowDue(world);
    expect((await world.deliver(due, changed)).status).toBe('ok');
    await world.settle();
    await expectAllLoaded(world, [1]);
    expect(file && (await world.exists(file))).toBe(false);
  });

  it('has no second process for a file whose rule lost its Batch between two deliveries, or got it', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const alone = await createOwnWorld({ rules: RULE.replace(/Batch.*/, ''), table: `${world.table}_alone` });
    const [file] = await fillWindow(world, [1, 2]);
    const other = await world.upload('data/3.json', rows(3));
    const ruleWithout: Deps = { ...world.deps, rules: alone.deps.rules };
    expect(file && (await world.deliver(file, ruleWithout)).status).toBe('duplicate');
    expect((await world.deliver(other, ruleWithout)).status).toBe('ok');
    expect((await world.deliver(other)).status).toBe('duplicate');
    await world.settle();
    await expectAllLoaded(world, [1, 2]);
    expect(await alone.ids()).toEqual([3]);
  });
});

describe('a file that comes after its window was closed', () => {
  it('joins the next one', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const start = thisWindow();
    await fillWindow(world, [1], start);
    await world.settle();
    await fillWindow(world, [2], start + WINDOW_MS);
    await fillWindow(world, [3], start);
    expect(await windowsOf(world)).toHaveLength(2);
    await world.settle();
    await expectAllLoaded(world, [1, 2, 3]);
  });

  it('has one of its own right after the last closed one, where no later file ever came', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const start = thisWindow() - 20 * WINDOW_MS;
    for (let n = 0; n < 5; n++) await fillWindow(world, [n], start + n * WINDOW_MS);
    await world.settle();
    await fillWindow(world, [5], start);
    const ends = (await windowsOf(world)).map(({ end }) => Date.parse(String(end))).sort();
    expect(ends.at(-1)).toBe(start + 6 * WINDOW_MS);
    await world.settle();
    await expectAllLoaded(world, [0, 1, 2, 3, 4, 5]);
  });
});

describe('in sync mode', () => {
  it('the function that opened the window waits for its end and takes it to its end', async () => {
    const world = await createOwnWorld({ rules: SYNC });
    const start = thisWindow();
    const first = createdAt(await world.upload('data/1.json', rows(1)), start);
    const waiting = world.deliver(first);
    await expect.poll(() => windowsOf(world)).toHaveLength(1);
    await fillWindow(world, [2], start);
    world.advance(WINDOW_MS);
    expect(await waiting).toMatchObject({ status: 'ok', files: 2, message: 'done, 2 rows' });
    await expectAllLoaded(world, [1, 2]);
  });

  it('it leaves a window that outlasts it to dispatch', async () => {
    const world = await createOwnWorld({ rules: SYNC });
    const file = createdAt(await world.upload('data/1.json', rows(1)), thisWindow(), 2 * HOUR_MS);
    expect(await world.deliver(file)).toMatchObject({ status: 'batched' });
    await world.settle();
    await expectAllLoaded(world, [1]);
  });
});

describe.each(['before', 'after'] as const)('a process that dies just %s any call', (when) => {
  it('while it opens a window: dispatch, or the event that comes again, brings the batch to its end', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const ids: number[] = [];
    const lastCalls = await dieAtEachCall({ world, when }, async (dying, n) => {
      ids.push(n);
      const start = thisWindow() - (n + 2) * WINDOW_MS;
      const file = createdAt(await world.upload(`data/${n}.json`, rows(n)), start);
      await world.deliver(file, dying).catch(unlessKilled);
      // The event of a file that has been put into a window need not come again.
      const isKnown = (await filesOf(world)).some(({ name }) => name === file.name);
      if (!isKnown) await world.deliver(file);
      world.advance(LATER_MS);
      await dispatch(world.deps);
      await world.settle();
    });
    expect(lastCalls).toEqual(['windows.join', 'objects.write']);
    await expectAllLoaded(world, ids);
  });

  it('while it closes a window: dispatch brings the batch to its end, no event delivered again', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const ids: number[] = [];
    const lastCalls = await dieAtEachCall({ world, when }, async (dying, n) => {
      const own = [2 * n, 2 * n + 1];
      ids.push(...own);
      await fillWindow(world, own);
      const due = await untilWindowDue(world);
      await world.deliver(due, dying).catch(unlessKilled);
      world.advance(LATER_MS);
      await world.settle();
    });
    expect(lastCalls).toEqual(
      expect.arrayContaining(['windows.close', 'windows.files', 'journal.open', 'windows.finish', 'warehouse.submit']),
    );
    await expectAllLoaded(world, ids);
  });

  it('while it waits for its window in sync mode and closes it: dispatch takes over', async () => {
    const world = await createOwnWorld({ rules: SYNC });
    const ids: number[] = [];
    await dieAtEachCall({ world, when }, async (dying, n) => {
      ids.push(n);
      const start = thisWindow() - (n + 2) * WINDOW_MS;
      const file = createdAt(await world.upload(`data/${n}.json`, rows(n)), start);
      await world.deliver(file, dying).catch(unlessKilled);
      const isKnown = (await filesOf(world)).some(({ name }) => name === file.name);
      if (!isKnown) await world.deliver(file);
      world.advance(LATER_MS);
      await dispatch(world.deps);
      await world.settle();
    });
    await expectAllLoaded(world, ids);
  });
});

describe('the task file of a window', () => {
  it('delivered to two functions at once, and again when all is done, is one process', async () => {
    const world = await createOwnWorld({ rules: RULE });
    await fillWindow(world, [1, 2]);
    const due = await untilWindowDue(world);
    const answers = await Promise.all([world.deliver(due), world.deliver(due), world.deliver(due)]);
    expect(new Set(answers.map(({ eventId }) => eventId)).size).toBe(1);
    await world.settle();
    expect((await world.deliver(due)).status).toBe('duplicate');
    await expectAllLoaded(world, [1, 2]);
  });

  it('that somebody uploads before the window ends is put back, and the window stays open', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const start = thisWindow() + 3 * WINDOW_MS;
    await fillWindow(world, [1], start);
    const [task] = await world.tasks();
    const name = String(task?.place.name).replace('tasks/', '_batch_/');
    expect(await world.deliver(await world.upload(name, '{"files": []}'))).toMatchObject({ status: 'duplicate' });
    await fillWindow(world, [2], start);
    await world.settle();
    await expectAllLoaded(world, [1, 2]);
    expect(await windowsOf(world)).toHaveLength(1);
  });

  it('that names no window is set aside', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const name = `_batch_/bqtail_t_${'0'.repeat(32)}_1769860890.win`;
    expect((await world.deliver(await world.upload(name, '{}'))).status).toBe('error');
    expect(await world.objects()).toEqual([`gs://${world.deps.settings.opsBucket}/errors/${name}`]);
  });
});

it('windows wait while as many load jobs run as may', async () => {
  const world = await createOwnWorld({ rules: RULE.replace(', MultiPath: true', '') });
  const settings = { ...world.deps.settings, maxConcurrentLoad: 2 };
  const limited: Deps = { ...world.deps, settings };
  const slow = await inject({
    match: { jobId: world.table, jobType: 'LOAD' },
    times: 0,
    fault: { kind: 'slow', latencyMs: 4000 },
  });
  const start = thisWindow();
  for (const id of [1, 2, 3, 4]) {
    await world.deliver(createdAt(await world.upload(`data/${id}/a.json`, rows(id)), start));
  }
  world.advance(WINDOW_MS);
  expect((await dispatch(limited)).projects['demo-bqtail']).toMatchObject({ batches: 2, throttled: 2 });
  for (const due of await world.followUps()) await world.deliver(due);
  const { projects } = await dispatch(limited);
  expect(projects['demo-bqtail']).toMatchObject({ batches: 0, throttled: 2, loadJobs: 2 });
  await slow.remove();
  await world.settle();
  await expectAllLoaded(world, [1, 2, 3, 4]);
});

describe('the end of a group', () => {
  const GROUP = RULE.replace(
    ', MultiPath: true',
    ', Group: { DurationInSec: 3600, OnDone: [ { Action: delete, Request: { URLs: "gs://own-archive/$GroupID" } } ] }',
  );
  const groupsOf = ({ deps }: OwnWorld) => listDocuments('groups', deps.settings.database);

  /** The process that OnDone is. */
  const onDone = async (world: OwnWorld) => {
    const [group] = await groupsOf(world);
    return group && world.deps.journal.get(group.id);
  };

  /** The middle of an hour, so that all windows near it are in one group. */
  const middle = (): number => Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS / 2;

  it('runs OnDone once, when its period is over and the last of its processes is done', async () => {
    const world = await createOwnWorld({ rules: GROUP });
    const start = middle();
    for (const id of [1, 2, 3]) {
      await world.deliver(createdAt(await world.upload(`data/${id}/a.json`, rows(id)), start));
    }
    await world.settle();
    await expectAllLoaded(world, [1, 2, 3]);
    const [group, ...others] = await groupsOf(world);
    expect(others).toEqual([]);
    expect(group).toMatchObject({ done: true });
    const process = await onDone(world);
    expect(process).toMatchObject({ status: 'done', plan: { sources: [], variables: { GroupID: group?.id } } });
    expect(process?.steps.map(({ action, state }) => [action, state])).toEqual([['delete', 'done']]);
  });

  it('waits six hours for a process that has not ended when the period is over, then runs OnDone and names it', async () => {
    const world = await createOwnWorld({ rules: GROUP });
    await world.deliver(createdAt(await world.upload('data/1/a.json', rows(1)), middle()));
    const due = await untilWindowDue(world);
    await world.deliver(due);
    const asked = async () => (await world.followUps()).find(({ name }) => name.endsWith('.group'));
    world.advance(2 * HOUR_MS);
    await dispatch(world.deps);
    expect(await asked()).toBeUndefined();
    expect(await onDone(world)).toBeUndefined();
    world.advance(5 * HOUR_MS);
    await dispatch(world.deps);
    const group = await asked();
    if (group === undefined) throw new Error('nothing asked for the end of the group');
    const [window] = await windowsOf(world);
    const answer = await world.deliver(group);
    expect(answer).toMatchObject({ status: 'ok', severity: 'WARNING' });
    expect(answer.message).toContain(`OnDone runs though windows of the group have not ended: ${window?.id}`);
    expect((await onDone(world))?.status).toBe('done');
    await world.settle();
    await expectAllLoaded(world, [1]);
    expect((await onDone(world))?.steps).toHaveLength(1);
  });

  it.each(['before', 'after'] as const)(
    'comes about once, also where a process dies just %s any call on the way',
    async (when) => {
      const world = await createOwnWorld({ rules: GROUP });
      const start = middle() - 24 * HOUR_MS;
      const ids: number[] = [];
      const lastCalls = await dieAtEachCall({ world, when }, async (dying, n) => {
        ids.push(n);
        await world.deliver(createdAt(await world.upload(`data/${n}/a.json`, rows(n)), start, n * HOUR_MS));
        await dispatch(world.deps);
        const asked = await finishedUpTo(world, '.group');
        await world.deliver(asked, dying).catch(unlessKilled);
        world.advance(LATER_MS);
        await world.settle();
      });
      expect(lastCalls).toEqual(
        expect.arrayContaining(['groups.close', 'journal.open', 'groups.finish', 'journal.finish']),
      );
      await expectAllLoaded(world, ids);
      const groups = await groupsOf(world);
      expect(groups).toHaveLength(ids.length);
      for (const { id, done } of groups) {
        expect(done).toBe(true);
        expect((await world.deps.journal.get(id))?.steps.map(({ state }) => state)).toEqual(['done']);
      }
    },
  );
});
