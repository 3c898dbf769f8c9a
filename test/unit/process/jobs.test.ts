import { describe, expect, it } from 'vitest';
import { JobError } from '../../support/cloud/bigquery/jobError.ts';
import type { JobCourse, MemoryJob } from '../../support/cloud/bigquery/memoryBigQuery.ts';
import { ServiceError } from '../../support/cloud/send.ts';
import { inMemory, type ProcessWorld, rows } from './processWorld.ts';

const SYNC = `
When: { Prefix: /data/ }
Dest: { Table: shop.orders }
OnSuccess: [ { Action: call, Request: { URL: "https://example.com/done" } }, { Action: delete } ]
`;
const ASYNC = `${SYNC}Async: true\n`;
const MINUTE_MS = 60_000;
const STEPS = ['Load[0] done', 'OnSuccess[0] done', 'OnSuccess[1] done'];

/** From now on jobs go like this, each by its number among all. */
function jobsGo({ cloud }: ProcessWorld, courseOf: (n: number) => Partial<JobCourse>): void {
  const numbers = new Map<MemoryJob, number>();
  const course = (job: MemoryJob): JobCourse => {
    const n = numbers.get(job) ?? numbers.size;
    numbers.set(job, n);
    return { pendingMs: 0, runMs: 0, ...courseOf(n) };
  };
  cloud.bigQuery.behaviour = { ...cloud.bigQuery.behaviour, course };
}

const failing = (reason: string): Partial<JobCourse> => ({ errorAtEnd: new JobError({ reason, message: 'as asked' }) });

describe('a job that takes long', () => {
  it('is not waited for in async mode', () =>
    inMemory({ rules: ASYNC }, async (world) => {
      jobsGo(world, () => ({ pendingMs: 10 * MINUTE_MS, runMs: 20 * MINUTE_MS }));
      const file = world.upload('data/a.json', rows(1, 2));
      const before = world.cloud.clock.time();
      expect(await world.deliver(file)).toMatchObject({ status: 'ok', message: 'load submitted' });
      expect(world.cloud.clock.time()).toBe(before);
      expect(await world.settle()).toEqual([]);
      expect(world.cloud.clock.time() - before).toBeGreaterThanOrEqual(30 * MINUTE_MS);
      expect(await world.steps(file)).toEqual(STEPS);
      expect(world.ids()).toEqual([1, 2]);
      expect(world.objects()).toEqual([]);
    }));

  it('is waited for in sync mode, and its actions run in the same invocation', () =>
    inMemory({ rules: SYNC }, async (world) => {
      jobsGo(world, () => ({ runMs: 2 * MINUTE_MS }));
      const file = world.upload('data/a.json', rows(1, 2));
      expect(await world.deliver(file)).toMatchObject({ status: 'ok' });
      expect(await world.steps(file)).toEqual(STEPS);
      expect(world.called()).toEqual(['https://example.com/done']);
      expect(world.objects()).toEqual([]);
    }));

  it('is left to dispatch where it outlasts the invocation that waits', () =>
    inMemory({ rules: SYNC }, async (world) => {
      jobsGo(world, () => ({ runMs: 20 * MINUTE_MS }));
      const file = world.upload('data/a.json', rows(1, 2));
      expect(await world.deliver(file)).toMatchObject({ status: 'ok', message: expect.stringContaining('dispatch') });
      expect((await world.process(file))?.status).toBe('running');
      await world.settle();
      expect(await world.steps(file)).toEqual(STEPS);
      expect(world.called()).toEqual(['https://example.com/done']);
    }));

  it('is followed up once it is done, however early somebody asks', () =>
    inMemory({ rules: ASYNC }, async (world) => {
      jobsGo(world, () => ({ runMs: 20 * MINUTE_MS }));
      const file = world.upload('data/a.json', rows(1, 2));
      const { job } = await world.deliver(file);
      for (let n = 0; n < 3; n++) {
        await world.deps.tasks.makeDue(job?.jobId ?? '');
        await world.deliver(await world.nextTask());
      }
      expect(world.called()).toEqual([]);
      await world.settle();
      expect(await world.steps(file)).toEqual(STEPS);
      expect(world.ids()).toEqual([1, 2]);
    }));
});

describe('a job that BigQuery loses', () => {
  it.each([
    ['in async mode', ASYNC],
    ['in sync mode', SYNC],
  ])('is run again under another ID, %s', (_, rules) =>
    inMemory({ rules }, async (world) => {
      jobsGo(world, (n) => (n < 2 ? failing('backendError') : {}));
      const file = world.upload('data/a.json', rows(1, 2));
      await world.settle();
      expect(await world.steps(file)).toEqual(['Load[0] failed', 'Load[0] failed', ...STEPS]);
      const ids = (await world.process(file))?.steps.flatMap(({ job }) => job?.jobId ?? []) ?? [];
      expect(new Set(ids).size).toBe(3);
      expect(world.ids()).toEqual([1, 2]);
      expect(world.objects()).toEqual([]);
    }),
  );

  it('again and again fails its process, and its file stays', () =>
    inMemory({ rules: ASYNC }, async (world) => {
      jobsGo(world, () => failing('internalError'));
      const file = world.upload('data/a.json', rows(1, 2));
      await world.settle();
      expect(await world.process(file)).toMatchObject({ status: 'failed', error: { reason: 'internalError' } });
      expect(world.ids()).toEqual([]);
      expect(world.called()).toEqual([]);
      expect(world.objects()).toContain('gs://landing/data/a.json');
    }));
});

describe('BigQuery', () => {
  it('may refuse a job for its rate: the file is loaded as soon as it takes it', () =>
    inMemory({ rules: ASYNC }, async (world) => {
      let refusals = 2;
      const admit = (): void => {
        if (refusals-- > 0) throw new ServiceError(403, 'Exceeded rate limits', 'rateLimitExceeded');
      };
      world.cloud.bigQuery.behaviour = { ...world.cloud.bigQuery.behaviour, admit };
      const file = world.upload('data/a.json', rows(1, 2));
      await world.settle();
      expect(await world.steps(file)).toEqual(STEPS);
      expect(world.ids()).toEqual([1, 2]);
    }));

  it('may run out of a quota: the files for that table wait, then all are loaded', () =>
    inMemory({ rules: ASYNC }, async (world) => {
      const { clock, bigQuery } = world.cloud;
      const back = clock.time() + 25 * MINUTE_MS;
      jobsGo(world, () => (clock.time() < back ? failing('quotaExceeded') : {}));
      const files = [1, 2, 3].map((id) => world.upload(`data/${id}.json`, rows(id)));
      await world.settle();
      for (const file of files) expect((await world.process(file))?.status).toBe('done');
      expect(world.ids()).toEqual([1, 2, 3]);
      expect(world.objects()).toEqual([]);
      // Each time that the hold is over, BigQuery is asked again; not every ten seconds.
      expect(bigQuery.jobs.size).toBeLessThan(15);
    }));
});
