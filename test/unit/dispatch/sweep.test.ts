import { expect, it } from 'vitest';
import { jobIdOf } from '../../../functions/src/bigquery/jobId.ts';
import { nothing, sweep } from '../../../functions/src/dispatch/sweep.ts';
import type { JobTask } from '../../../functions/src/task/readTasks.ts';
import { memoryCloud } from '../../support/cloud/memoryCloud.ts';

/** Node.js takes some 125,000 arguments in a call: `push(...jobs)` throws beyond that. */
const MANY = 150_000;

const created = new Date('2026-03-02T12:00:00Z');

const jobs = Array.from({ length: MANY }, (_, n): JobTask => {
  const jobId = jobIdOf('shop.orders', { processId: String(10 ** 15 + n), step: 1, action: 'load', mode: 'dispatch' });
  const job = { projectId: 'own', location: 'US', jobId };
  return { job, generation: String(n + 1), created, touched: undefined, sql: false };
});

it.each([
  { state: 'RUNNING', left: MANY, bundled: 0 },
  { state: 'DONE', left: 0, bundled: MANY },
] as const)('a sweep of 150,000 jobs that are $state has $left left and $bundled handed over', async (expected) => {
  const { state, left, bundled } = expected;
  const deps = memoryCloud({ start: created }).deps();
  const states = new Map(jobs.map(({ job: { jobId } }) => [jobId, state]));
  const asked: number[] = [];
  const swept = await sweep(
    { ...nothing(), jobs },
    {
      ...deps,
      warehouse: {
        ...deps.warehouse,
        async *jobPages() {
          yield states;
        },
      },
      tasks: { ...deps.tasks, makeDueTogether: async ({ length }) => void asked.push(length) },
    },
  );
  expect(swept.errors).toEqual([]);
  expect(swept.left.jobs).toHaveLength(left);
  expect(swept.bundled).toHaveLength(bundled);
  expect(asked.reduce((sum, count) => sum + count, 0)).toBe(bundled);
});
