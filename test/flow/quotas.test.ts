import { describe, expect, it } from 'vitest';
import { dispatch } from '../../functions/src/dispatch/dispatch.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import type { TailAnswer } from '../../functions/src/model/tailAnswer.ts';
import { isBundle } from '../../functions/src/task/bundle.ts';
import { inject } from './faults.ts';
import { createOwnWorld, type OwnWorld, rows } from './ownWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE }
OnSuccess: [ { Action: delete } ]
`;

const MINUTE_MS = 60_000;

describe('a quota that is used up', () => {
  const quota = {
    kind: 'http',
    status: 403,
    reason: 'quotaExceeded',
    message: 'Quota exceeded: Your table exceeded quota for imports or query appends per table',
  } as const;

  it.each([
    ['refuses the job', quota],
    ['fails the job', { ...quota, kind: 'jobError' }],
  ] as const)('%s: the destination is held, said once, and loaded when it is back', async (_, fault) => {
    const world = await createOwnWorld({ rules: RULE });
    const outage = await inject({ match: { jobId: world.table, jobType: 'LOAD' }, times: 0, fault });
    const files = [await world.upload('data/0.json', rows(0)), await world.upload('data/1.json', rows(1))];
    const answers: TailAnswer[] = [];
    const tell = (answer: TailAnswer): void => void answers.push(answer);
    for (const file of files) tell(await world.deliver(file));
    while ((await dispatch(world.deps)).waiting !== files.length) {
      for (const due of await world.followUps()) tell(await world.deliver(due, world.deps, tell));
    }
    const said = answers.filter(({ severity }) => severity === 'WARNING');
    expect(said).toHaveLength(1);
    expect(said[0]?.message).toContain('exceeded quota for imports');
    for (const file of files) expect(await world.process(file)).toMatchObject({ status: 'running' });
    await outage.remove();

    world.advance(9 * MINUTE_MS);
    expect(await dispatch(world.deps)).toMatchObject({ waiting: 2, letGo: 0 });
    world.advance(2 * MINUTE_MS);
    await world.settle();
    expect(await world.ids()).toEqual([0, 1]);
    for (const file of files) expect((await world.process(file))?.status).toBe('done');
    expect(await world.objects()).toEqual([]);
  });
});

/** The jobs that an object below `_bqtail_/` asks for the follow-ups of. */
async function jobsOf({ name }: SourceFile, { deps }: OwnWorld): Promise<string[]> {
  return isBundle(name) ? ((await deps.tasks.bundle(name))?.tasks ?? []).map(({ jobId }) => jobId) : [name];
}

it('follow-ups that run a query wait while as many queries run as a project may have', async () => {
  const world = await createOwnWorld({
    rules: RULE.replace('Table: TABLE', 'Table: TABLE, Transient: { Dataset: TEMP }, UniqueColumns: [ id ]'),
  });
  const limited = { ...world.deps, settings: { ...world.deps.settings, maxConcurrentSql: 2 } };
  const hanging = await inject({
    match: { jobId: `${world.table}--.*_query--`, jobType: 'QUERY' },
    times: 2,
    fault: { kind: 'slow', latencyMs: 3_000 },
  });
  for (let n = 0; n < 4; n++) await world.deliver(await world.upload(`data/${n}.json`, rows(n)));
  const throttled: number[] = [];
  while ((await world.tasks()).length + (await world.followUps()).length > 0) {
    const run = await dispatch(limited);
    throttled.push(run.projects['demo-bqtail']?.throttled ?? 0);
    const due = await world.followUps();
    const asked = await Promise.all(due.map((file) => jobsOf(file, world)));
    expect(asked.flat().filter((jobId) => jobId.includes('_load--')).length).toBeLessThanOrEqual(2);
    for (const file of due) await world.deliver(file);
  }
  await hanging.remove();
  expect(Math.max(...throttled)).toBe(2);
  expect(await world.ids()).toEqual([0, 1, 2, 3]);
});
