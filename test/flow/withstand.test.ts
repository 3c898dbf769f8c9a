import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dispatch } from '../../functions/src/dispatch/dispatch.ts';
import { taskJob } from '../../functions/src/task/taskStore.ts';
import { inject } from './faults.ts';
import { createOwnWorld, firstJob, rows, untilDue, untilJobDone } from './ownWorld.ts';

const ASYNC = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE }
OnSuccess: [ { Action: delete } ]
`;

/** Longer than a task may stay as it is. */
const LATER_MS = 10 * 60_000;

const SYNC = ASYNC.replace('Async: true', 'Async: false');

describe('the same event three times', () => {
  it('at once is one load', async () => {
    const world = await createOwnWorld({ rules: ASYNC });
    const file = await world.upload('data/a.json', rows(1, 2));
    const answers = await Promise.all([world.deliver(file), world.deliver(file), world.deliver(file)]);
    expect(new Set(answers.map(({ eventId }) => eventId)).size).toBe(1);
    await world.settle();
    expect(await world.ids()).toEqual([1, 2]);
    expect(await world.objects()).toEqual([]);
  });

  it('one after the other, while the job runs and after the end: duplicates', async () => {
    const world = await createOwnWorld({ rules: ASYNC });
    const file = await world.upload('data/a.json', rows(1));
    expect((await world.deliver(file)).status).toBe('ok');
    expect((await world.deliver(file)).status).toBe('duplicate');
    await world.settle();
    expect((await world.deliver(file)).status).toBe('duplicate');
    await world.settle();
    expect(await world.ids()).toEqual([1]);
  });

  it('in sync mode, while the first waits: one load, one run of the actions', async () => {
    const world = await createOwnWorld({ rules: SYNC });
    const file = await world.upload('data/a.json', rows(1));
    const answers = await Promise.all([world.deliver(file), world.deliver(file), world.deliver(file)]);
    expect(answers.filter(({ status }) => status === 'ok')).toHaveLength(1);
    expect(await world.ids()).toEqual([1]);
    expect((await world.process(file))?.steps.map(({ action }) => action)).toEqual(['load', 'delete']);
    expect(await world.objects()).toEqual([]);
  });
});

describe('the same follow-up three times', () => {
  it('at once runs the actions once', async () => {
    const world = await createOwnWorld({ rules: ASYNC });
    const file = await world.upload('data/a.json', rows(1));
    await world.deliver(file);
    const [due] = await untilDue(world);
    const answers = await Promise.all([world.deliver(due), world.deliver(due), world.deliver(due)]);
    expect(answers.filter(({ status }) => status === 'ok')).toHaveLength(1);
    expect((await world.process(file))?.steps.map(({ action }) => action)).toEqual(['load', 'delete']);
    expect(await world.objects()).toEqual([]);
  });

  it('before the job is done puts the task back in flight', async () => {
    const world = await createOwnWorld({ rules: ASYNC });
    await inject({ match: { jobId: world.table, jobType: 'LOAD' }, fault: { kind: 'slow', latencyMs: 2000 } });
    const file = await world.upload('data/a.json', rows(1));
    await world.deliver(file);
    const [task] = await world.tasks();
    await world.deps.tasks.makeDue((task && taskJob(task)?.jobId) ?? '');
    const [due] = await world.followUps();
    if (!due) throw new Error('the task was not made due');
    // The invocation that submitted the job has no claim on the process any more.
    world.advance(31_000);
    expect((await world.deliver(due)).status).toBe('ok');
    expect(await world.followUps()).toEqual([]);
    expect(await world.tasks()).toHaveLength(1);
    await world.settle();
    expect(await world.ids()).toEqual([1]);
  });
});

it('two dispatch runs at the same moment do no harm', async () => {
  const world = await createOwnWorld({ rules: ASYNC });
  const files = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((n) => world.upload(`data/${n}.json`, rows(n))));
  await Promise.all(files.map((file) => world.deliver(file)));
  await Promise.all(files.map((file) => untilJobDone(world, file)));
  await Promise.all([dispatch(world.deps), dispatch(world.deps)]);
  await world.settle();
  expect(await world.ids()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(await world.objects()).toEqual([]);
});

it('a destination whose job ID would exceed 1,024 characters is loaded', async () => {
  const table = `own_${randomUUID().replaceAll('-', '_')}_${'x'.repeat(980)}`;
  const world = await createOwnWorld({ rules: ASYNC, table });
  const file = await world.upload('data/a.json', rows(1));
  await world.deliver(file);
  await world.settle();
  expect(await world.process(file)).toMatchObject({ status: 'done', plan: { destination: `bqtail.${table}` } });
  expect(await world.ids()).toEqual([1]);
});

describe('an object under a reserved prefix', () => {
  it.each([
    ['_bqtail_/garbage.json', 'not a task'],
    ['_bqtail_/bqtail_t--12_00001_load--dispatch.json', '{}'],
    ['_bqtail_/no json ü #?', ''],
    ['_batch_/x.win', '{"a":1}'],
    ['_load_/x.json', '[]'],
  ])('%s is moved to the errors place, and the log says so', async (name, content) => {
    const world = await createOwnWorld({ rules: ASYNC });
    const file = await world.upload(name, content);
    const answer = await world.deliver(file);
    expect(answer.status).toBe('error');
    expect(answer.message).toContain(`gs://${world.deps.settings.opsBucket}/errors/${name}`);
    expect(await world.objects()).toEqual([`gs://${world.deps.settings.opsBucket}/errors/${name}`]);
  });

  it('cannot make tail run what somebody else wrote into it', async () => {
    const world = await createOwnWorld({ rules: ASYNC });
    const precious = await world.upload('precious.json', rows(9));
    const file = await world.upload('data/a.json', rows(1));
    await world.deliver(file);
    const { jobId } = await firstJob(world, file);
    const forged = {
      plan: { onSuccess: [{ Action: 'delete', Request: { URLs: [`gs://${precious.bucket}/${precious.name}`] } }] },
    };
    await world.deliver(await world.upload(`_bqtail_/${jobId}.json`, JSON.stringify(forged)));
    await world.settle();
    expect(await world.exists(precious)).toBe(true);
    expect(await world.ids()).toEqual([1]);
  });
});

it('an object among the task files that is no task is set aside, and the tasks beside it are seen to', async () => {
  const world = await createOwnWorld({ rules: ASYNC });
  const { opsBucket } = world.deps.settings;
  await world.deps.objects.write(
    { bucket: opsBucket, name: 'tasks/stray.txt' },
    { content: '?', contentType: 'text/plain' },
  );
  const file = await world.upload('data/a.json', rows(1));
  await world.deliver(file);
  await untilJobDone(world, file);
  const { setAside } = await dispatch(world.deps);
  expect(setAside).toEqual([`gs://${opsBucket}/errors/tasks/stray.txt`]);
  await world.settle();
  expect((await world.process(file))?.status).toBe('done');
});

describe('a file', () => {
  it('that no rule wants is left alone', async () => {
    const world = await createOwnWorld({ rules: ASYNC });
    const file = await world.upload('other/a.json', rows(1));
    expect((await world.deliver(file)).status).toBe('noMatch');
    expect(await world.exists(file)).toBe(true);
    expect(await world.process(file)).toBeUndefined();
  });

  it('that is a folder, as storage browsers create them, is left alone', async () => {
    const world = await createOwnWorld({ rules: ASYNC });
    for (const name of ['data/', '_bqtail_/']) {
      const folder = await world.upload(name, '');
      expect((await world.deliver(folder)).status).toBe('noMatch');
      expect(await world.process(folder)).toBeUndefined();
    }
    world.advance(LATER_MS);
    expect(await dispatch(world.deps)).toMatchObject({ touched: 0, setAside: [] });
  });

  it('whose rule is disabled is left alone', async () => {
    const world = await createOwnWorld({ rules: `${ASYNC}\nDisabled: true` });
    const file = await world.upload('data/a.json', rows(1));
    expect((await world.deliver(file)).status).toBe('disabled');
    expect(await world.exists(file)).toBe(true);
  });

  it('that two enabled rules want stays, and the answer names both', async () => {
    const other = ASYNC.replace('/data/', '/da');
    const world = await createOwnWorld({ rules: `${ASYNC}\n---\n${other}` });
    const file = await world.upload('data/a.json', rows(1));
    const answer = await world.deliver(file);
    expect(answer.status).toBe('error');
    expect(answer.message).toMatch(/2 enabled rules match it.*own\.yaml:\d+.*own\.yaml:\d+/);
    expect(await world.exists(file)).toBe(true);
    expect(await world.ids()).toEqual([]);
  });

  it('that is gone before it is read is notFound, once and for all', async () => {
    const world = await createOwnWorld({ rules: ASYNC });
    const file = await world.upload('data/a.json', rows(1));
    await world.deps.objects.remove(file);
    expect((await world.deliver(file)).status).toBe('notFound');
    expect(await world.process(file)).toMatchObject({ status: 'superseded', steps: [] });
    expect(await world.deps.journal.versions(file)).toMatchObject([{ status: 'superseded' }]);
    expect((await world.deliver(file)).status).toBe('duplicate');
    expect(await world.objects()).toEqual([]);
  });

  it('whose name holds a wildcard would load others too: it is refused, and stays', async () => {
    const world = await createOwnWorld({ rules: ASYNC });
    const other = await world.upload('data/a-secret.json', rows(1));
    const file = await world.upload('data/a*.json', rows(2));
    const answer = await world.deliver(file);
    expect(answer).toMatchObject({ status: 'refused', severity: 'WARNING' });
    expect(answer.message).toContain('reads the * in its name as a wildcard');
    expect(await world.process(file)).toBeUndefined();
    expect(await world.deps.journal.versions(file)).toMatchObject([{ status: 'refused', error: answer.message }]);
    expect(await world.exists(file)).toBe(true);
    expect(await world.exists(other)).toBe(true);
    expect(await world.ids()).toEqual([]);
  });
});

describe('an object overwritten', () => {
  it('while its first version loads: two processes, each with its own rows, and the newer file is not deleted early', async () => {
    const world = await createOwnWorld({ rules: ASYNC });
    const slow = await inject({
      match: { jobId: world.table, jobType: 'LOAD' },
      fault: { kind: 'slow', latencyMs: 2000 },
    });
    const first = await world.upload('data/a.json', rows(1));
    await world.deliver(first);
    await slow.untilHit();
    const second = await world.upload('data/a.json', rows(2));
    await untilJobDone(world, first);
    const [due] = await untilDue(world);
    expect((await world.deliver(due)).message).toContain('overwritten since it was loaded; the newer version stays');
    expect(await world.exists(second)).toBe(true);
    await world.deliver(second);
    await world.settle();
    expect(await world.ids()).toEqual([1, 2]);
    const processes = await Promise.all([world.process(first), world.process(second)]);
    expect(processes.map((process) => process?.status)).toEqual(['done', 'done']);
    expect(processes[0]?.processId).not.toBe(processes[1]?.processId);
    expect(await world.objects()).toEqual([]);
  });

  it('before its first version was looked at: that version is superseded, the newer one is loaded once', async () => {
    const world = await createOwnWorld({ rules: ASYNC });
    const first = await world.upload('data/a.json', rows(1));
    await world.deps.clock.sleep(5);
    const second = await world.upload('data/a.json', rows(2));
    expect((await world.deliver(first)).status).toBe('superseded');
    expect((await world.deliver(second)).status).toBe('ok');
    await world.settle();
    expect(await world.ids()).toEqual([2]);
  });
});
