import { expect, it } from 'vitest';
import { sweepJobs } from '../../../functions/src/dispatch/sweepJobs.ts';
import { createTroubles } from '../../../functions/src/dispatch/troubles.ts';
import type { JobTask } from '../../../functions/src/task/readTasks.ts';
import { memoryCloud } from '../../support/cloud/memoryCloud.ts';

/** Jobs that a function may be waiting for, so that the journal is asked about each. */
const TASKS = Array.from({ length: 1_000 }, (_, n): JobTask => {
  const jobId = `shop_orders--${n + 1}_00001_load--tail`;
  return {
    job: { jobId, projectId: 'own', location: 'US' },
    ...{ generation: '1', created: new Date(0), touched: undefined, sql: false },
  };
});

it('a run that is ended while it looks at a thousand jobs that are done has handed over those that it had looked at', async () => {
  const { journal, tasks, ...deps } = memoryCloud().deps();
  const states = new Map(TASKS.map(({ job }) => [job.jobId, 'DONE'] as const));
  const handedOver = new Set<string>();
  let looked = 0;
  await new Promise<void>((ended) => {
    const cut = {
      ...deps,
      journal: {
        ...journal,
        isClaimed: async () => {
          looked++;
          if (looked <= 900) return false;
          ended();
          return new Promise<never>(() => undefined);
        },
      },
      tasks: { ...tasks, makeDue: async (jobId: string) => void handedOver.add(jobId) },
    };
    void sweepJobs({ projectId: 'own', tasks: TASKS, answer: { states } }, createTroubles(), cut);
  });
  expect(handedOver.size).toBe(800);
});
