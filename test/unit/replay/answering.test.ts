import { describe, expect, it } from 'vitest';
import { planText } from '../../../functions/cli/replay/planText.ts';
import { resultText } from '../../../functions/cli/replay/resultText.ts';
import { answerReplay } from '../../../functions/src/replay/answerReplay.ts';
import { callerOf } from '../../../functions/src/replay/callerOf.ts';
import { replayFailedLine, replayLine } from '../../../functions/src/runtime/logLines.ts';
import { inMemory, type ProcessWorld, rows } from '../process/processWorld.ts';
import { applied, jobsFail, planned } from './replaying.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
`;

const ask = ({ deps, cloud }: ProcessWorld, body: unknown, ms = 600_000) =>
  answerReplay({ body, by: 'bob@example.com', end: new Date(cloud.clock.time() + ms) }, deps);

async function failing(world: ProcessWorld, count: number): Promise<void> {
  jobsFail(world.cloud, 'accessDenied');
  for (let n = 0; n < count; n++) world.upload(`data/${n}.json`, rows(n));
  await world.settle();
  jobsFail(world.cloud);
}

describe('a call of bqReplay', () => {
  it('is answered with a plan, and with what became of it', () =>
    inMemory({ rules: RULE }, async (world) => {
      await failing(world, 2);
      const plan = await ask(world, { subject: { what: 'failed' }, filters: { table: 'shop.orders' } });
      expect(plan).toMatchObject({ status: 200, body: { files: 2, jobs: 2, more: false, id: expect.any(String) } });
      expect(plan.body).not.toHaveProperty('items');
      const apply = 'id' in plan.body ? plan.body.id : undefined;
      expect(await ask(world, { apply, reason: 'granted' })).toMatchObject({
        ...{ status: 200, body: { status: 'done', done: 2, begun: { by: 'bob@example.com', reason: 'granted' } } },
      });
      expect(await ask(world, { apply })).toMatchObject({ status: 200, body: { done: 0, already: 2 } });
      await world.settle();
      expect(world.ids()).toEqual([0, 1]);
    }));

  it('is answered with what has changed since the plan, and 409', () =>
    inMemory({ rules: RULE }, async (world) => {
      await failing(world, 1);
      const { id } = await planned('failed', world.deps);
      world.upload('data/0.json', rows(7));
      expect(await ask(world, { apply: id })).toMatchObject({
        status: 409,
        body: { changed: [{ why: expect.stringContaining('gone') }] },
      });
    }));

  it.each([
    ['nothing', undefined, 'expected object'],
    ['no subject', {}, 'subject'],
    ['a subject that is none', { subject: { what: 'everything' } }, 'subject.what'],
    ['a file without a URL', { subject: { what: 'file' } }, 'subject.url'],
    ['a field that is none', { subject: { what: 'failed' }, filter: {} }, 'filter'],
    ['a table that is none', { subject: { what: 'failed' }, filters: { table: 'orders' } }, 'filters.table'],
    ['a partition', { subject: { what: 'failed' }, filters: { table: 'shop.orders$20260101' } }, 'filters.table'],
    ['a filter of others', { subject: { what: 'missed' }, filters: { reason: 'schema' } }, 'filters.reason'],
    [
      'a filter for one file',
      { subject: { what: 'file', url: 'gs://landing/a' }, filters: { from: '2026-01-01T00:00:00Z' } },
      'filters.from',
    ],
    ['a limit beyond 10,000', { subject: { what: 'failed' }, caps: { limit: 10_001 } }, 'caps.limit'],
    ['force without a reason', { subject: { what: 'failed' }, force: true }, 'force'],
    ['a plan by an ID that is none', { apply: 'all' }, 'apply'],
  ])('that asks for %s is answered with 400, and what is wrong', (_, body, named) =>
    inMemory({ rules: RULE }, async (world) => {
      expect(await ask(world, body)).toMatchObject({ status: 400, body: { error: expect.stringContaining(named) } });
    }),
  );

  it('for a plan that is none is answered with 404', () =>
    inMemory({ rules: RULE }, async (world) => {
      expect(await ask(world, { apply: '0123456789ab' })).toMatchObject({ status: 404 });
    }));

  it('whose time is over goes on with the next', () =>
    inMemory({ rules: RULE }, async (world) => {
      await failing(world, 2);
      const { id } = await planned('failed', world.deps);
      expect(await ask(world, { apply: id }, 0)).toMatchObject({ status: 200, body: { status: 'partly', done: 0 } });
      expect(await ask(world, { apply: id })).toMatchObject({ status: 200, body: { status: 'done', done: 2 } });
    }));
});

describe('who calls', () => {
  const token = `x.${Buffer.from(JSON.stringify({ email: 'ann@example.com' })).toString('base64url')}.y`;

  it.each([
    ['is told by the token', { authorization: `Bearer ${token}` }, 'ann@example.com'],
    [
      'is told by the token beside which the caller has another',
      { authorization: 'Bearer own', 'x-serverless-authorization': `bearer ${token}` },
      'ann@example.com',
    ],
    ['is nobody without one', {}, 'somebody without an identity'],
    ['is nobody with what is none', { authorization: 'Bearer a.b.c' }, 'somebody without an identity'],
  ])('%s', (_, headers, who) => expect(callerOf(headers)).toBe(who));
});

it('a plan and its end read well', () =>
  inMemory({ rules: RULE }, async (world) => {
    await failing(world, 2);
    world.upload('data/bad.json', '{"id":"x"}\n');
    await world.settle();
    const plan = await planned('failed', world.deps);
    expect(planText(plan, 'demo-bqtail').split('\n')).toEqual([
      `replay ${plan.id}: 2 files, 48 bytes, 2 processes, 2 jobs, at most $0.000070, the last begins after 2.0 s`,
      '',
      'TABLE            FILES  BYTES  JOBS  MODIFICATIONS      LEFT TODAY  SHARE',
      'own.shop.orders      2     48     2              2  1,497 of 1,500    1 %',
      '',
      'DOES                                 PROCESS              TABLE        FILE',
      ...plan.items.map(
        (item) =>
          `run again, by the rule as it is now  ${'processId' in item ? item.processId : ''}  shop.orders  ${item.url}`,
      ),
      '',
      'refused 1: its files were set aside: replay set-aside puts them back (gs://landing/data/bad.json)',
      '',
      `nothing is done yet; to do exactly this: npm run bqtail -- replay --apply ${plan.id}`,
    ]);
    const result = await applied(plan.id, world.deps);
    expect(planText(plan, 'acme')).toContain(`npm run bqtail -- replay --apply ${plan.id} --project acme`);
    expect(resultText(result)).toBe(`replay ${plan.id}: 2 begun, the last begins after 2.0 s`);
    expect(planText(await planned('missed', world.deps), 'demo-bqtail')).toBe('nothing to replay');
    expect(resultText({ ...result, status: 'changed', changed: [{ url: 'gs://b/a', why: 'it is gone' }] })).toBe(
      `replay ${plan.id}: nothing was done, because these have changed since the plan; plan again:\n  gs://b/a: it is gone`,
    );
  }));

it('what bqReplay logs says who asked for what', () => {
  const facts = { by: 'ann@example.com', status: 200, durationMs: 12 };
  expect(replayLine({ id: 'a1', request: {}, files: 3 }, facts)).toMatchObject({
    ...{ severity: 'INFO', message: 'replay a1 by ann@example.com: planned, 3 files, 12 ms' },
  });
  expect(replayLine({ id: 'a1', done: 3, already: 1 }, facts)).toMatchObject({
    message: expect.stringContaining('3 done, 1 before'),
  });
  expect(replayLine({ error: 'no such' }, { ...facts, status: 404 })).toMatchObject({
    severity: 'WARNING',
    message: expect.stringContaining('no such'),
  });
  expect(replayFailedLine(new Error('away'), 'ann@example.com')).toMatchObject({
    severity: 'ERROR',
    message: expect.stringContaining('away'),
  });
});
