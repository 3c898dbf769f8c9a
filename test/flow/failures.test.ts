import { describe, expect, it } from 'vitest';
import { dispatch } from '../../functions/src/dispatch/dispatch.ts';
import { inject } from './faults.ts';
import { createOwnWorld, rows } from './ownWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE }
OnSuccess: [ { Action: delete } ]
OnFailure: [ { Action: move, Request: { DestURL: gs://own-failed/kept } } ]
`;

const HOUR_MS = 3_600_000;
const LATER_MS = 10 * 60_000;

describe('a file that cannot be loaded', () => {
  it('is set aside and fails its process: OnFailure runs, the report tells why, no row arrives', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const file = await world.upload('data/bad.json', `${rows(1)}{"id": "no number"}\n`);
    await world.deliver(file);
    const [answer] = await world.settle();
    expect(answer).toMatchObject({ status: 'error', error: { kind: 'permanent', reason: 'invalid' } });
    const process = await world.process(file);
    expect(process?.status).toBe('failed');
    expect(process?.steps.map(({ action, state }) => `${action} ${state}`)).toEqual(['load failed', 'move done']);
    expect(await world.ids()).toEqual([]);
    const report = `errors/bqtail.${world.table}/${process?.processId}.json`;
    const { opsBucket } = world.deps.settings;
    const kept = ['invalid_schema/data/bad.json', report].map((name) => `gs://${opsBucket}/${name}`);
    expect((await world.objects()).toSorted()).toEqual(kept.toSorted());
    const told = JSON.parse((await world.deps.objects.read({ bucket: opsBucket, name: report })) ?? '');
    expect(told).toMatchObject({
      eventId: process?.processId,
      error: { kind: 'permanent', message: process?.error?.message },
    });
  });
});

it('a file without a byte is set aside as corrupted and fails its process', async () => {
  const world = await createOwnWorld({ rules: RULE });
  const file = await world.upload('data/empty.json', '');
  const answer = await world.deliver(file);
  expect(answer).toMatchObject({ status: 'error', error: { kind: 'permanent', reason: 'empty' } });
  expect(await world.objects()).toContain(`gs://${world.deps.settings.opsBucket}/corrupted/data/empty.json`);
  expect(await world.exists(file)).toBe(false);
});

describe('BigQuery', () => {
  it('loses the answer to the job insert: the job is there, and is the job', async () => {
    const world = await createOwnWorld({ rules: RULE });
    await inject({ match: { jobId: world.table, jobType: 'LOAD' }, fault: { kind: 'answerLost' } });
    const file = await world.upload('data/a.json', rows(1));
    expect((await world.deliver(file)).status).toBe('ok');
    await world.settle();
    expect(await world.ids()).toEqual([1]);
  });

  it('refuses the job insert for good: the process fails at once, and the file stays where OnFailure puts it', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const fault = { kind: 'http', status: 403, reason: 'accessDenied', message: 'Access Denied: Table' } as const;
    await inject({ match: { jobId: world.table, jobType: 'LOAD' }, fault });
    const file = await world.upload('data/a.json', rows(1));
    const answer = await world.deliver(file);
    expect(answer).toMatchObject({ status: 'error', error: { kind: 'permanent', reason: 'accessDenied' } });
    expect(answer.message).toContain('Access Denied: Table');
    expect((await world.process(file))?.status).toBe('failed');
    expect(await world.tasks()).toEqual([]);
  });

  it('limits the rate of inserts: the event is asked for again, and then it is loaded', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const fault = { kind: 'http', status: 403, reason: 'rateLimitExceeded' } as const;
    await inject({ match: { jobId: world.table, jobType: 'LOAD' }, fault });
    const file = await world.upload('data/a.json', rows(1));
    const answer = await world.deliver(file);
    expect(answer).toMatchObject({ status: 'waiting', error: { kind: 'transient', reason: 'rateLimitExceeded' } });
    await world.settle();
    expect(await world.ids()).toEqual([1]);
    expect(await world.process(file)).toMatchObject({ status: 'done', waits: 1 });
  });

  it('stays away: after GIVE_UP_AFTER_HOURS without progress the process is failed', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const fault = { kind: 'http', status: 403, reason: 'rateLimitExceeded' } as const;
    const outage = await inject({ match: { jobId: world.table, jobType: 'LOAD' }, times: 0, fault });
    const file = await world.upload('data/a.json', rows(1));
    expect(await world.deliver(file)).toMatchObject({ status: 'waiting' });
    world.advance(23 * HOUR_MS);
    await dispatch(world.deps);
    const [early] = await world.followUps();
    expect(early && (await world.deliver(early))).toMatchObject({ status: 'waiting' });
    world.advance(2 * HOUR_MS);
    const answer = (await world.settle()).at(-1);
    await outage.remove();
    expect(answer).toMatchObject({ status: 'error', waits: 2, error: { kind: 'transient' } });
    expect(answer?.message).toContain('given up: no progress since');
    const process = await world.process(file);
    expect(process?.status).toBe('failed');
    expect(await world.tasks()).toEqual([]);
    expect((await world.deliver(file)).status).toBe('duplicate');
  });

  it('does not know a job whose task is old: dispatch hands it to tail, which submits it', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const fault = { kind: 'http', status: 403, reason: 'rateLimitExceeded' } as const;
    await inject({ match: { jobId: world.table, jobType: 'LOAD' }, fault });
    const file = await world.upload('data/a.json', rows(1));
    await world.deliver(file);
    world.advance(LATER_MS);
    await world.settle();
    expect(await world.ids()).toEqual([1]);
    expect((await world.process(file))?.status).toBe('done');
  });
});

it('a dataset that does not exist fails the process with a message that names it', async () => {
  const world = await createOwnWorld({ rules: RULE.replace('TABLE', 'no_such_dataset.t') });
  const file = await world.upload('data/a.json', rows(1));
  const answer = await world.deliver(file);
  expect(answer).toMatchObject({ status: 'error', error: { kind: 'permanent', reason: 'notFound' } });
  expect(answer.message).toContain('no_such_dataset');
  expect((await world.process(file))?.status).toBe('failed');
});

it('an action that fails ends the process, runs its own OnFailure and the rule’s, each once', async () => {
  const world = await createOwnWorld({
    rules: `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE }
OnSuccess:
  - Action: move
    Request: { SourceURLs: [ gs://own-nowhere/missing ], DestURL: gs://own-archive/x }
    OnFailure: [ { Action: move, Request: { DestURL: gs://own-archive/mended } } ]
  - Action: delete
OnFailure: [ { Action: delete, Request: { URLs: gs://own-nowhere/other } } ]
`,
  });
  const file = await world.upload('data/a.json', rows(1));
  await world.deliver(file);
  const [answer] = await world.settle();
  expect(answer?.message).toContain('gs://own-nowhere/missing cannot be moved');
  const process = await world.process(file);
  expect(process?.status).toBe('actionFailed');
  expect(process?.steps.map(({ path, state }) => `${path} ${state}`)).toEqual([
    'Load[0] done',
    'OnSuccess[0] failed',
    'OnSuccess[0].OnFailure[0] done',
    'OnFailure[0] done',
  ]);
  expect(process?.steps.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  expect(await world.ids()).toEqual([1]);
});
