import type { BigQuery } from '@google-cloud/bigquery';
import { expect, it } from 'vitest';
import { createQueries } from '../../../functions/src/bigquery/queryRows.ts';
import { transient } from '../../../functions/src/failure/failure.ts';

it('a query that runs longer than the invocation is left to run, and waited for by the next', async () => {
  const submitted: unknown[] = [];
  const job = { getMetadata: async () => [{ status: { state: 'RUNNING' } }] };
  const client = { createJob: async ({ jobId }: { jobId: string }) => submitted.push(jobId), job: () => job };
  const queries = createQueries(async () => client as unknown as BigQuery);
  const outOfTime = transient('outOfTime', 'the next one goes on');
  const assertMayAct = (): void => {
    throw outOfTime;
  };
  const rows = queries.rows('SELECT 1', { projectId: 'p', location: 'US', jobId: 'rows_42_00001' }, { assertMayAct });
  await expect(rows[Symbol.asyncIterator]().next()).rejects.toBe(outOfTime);
  expect(submitted).toEqual(['rows_42_00001']);
});
