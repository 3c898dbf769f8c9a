import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonRow } from '../../../functions/src/bigquery/jsonRow.ts';
import { createQueries, type Queries } from '../../../functions/src/bigquery/queryRows.ts';
import { PROJECT, type StubProcess, startStubProcess } from '../stubProcess.ts';

let stub: StubProcess;
let queries: Queries;

beforeAll(async () => {
  stub = await startStubProcess();
  queries = createQueries(async (projectId) => stub.client(projectId));
});
afterAll(() => stub.remove());
afterEach(async () => {
  await stub.call('DELETE', '/_stub/faults');
});

let jobs = 0;
const newJob = () => ({ projectId: PROJECT, location: 'US', jobId: `rows_${++jobs}` });
async function read(query: string, job = newJob()): Promise<JsonRow[]> {
  const rows: JsonRow[] = [];
  for await (const row of queries.rows(query, job)) rows.push(row);
  return rows;
}
const fail = (match: object, fault: object, times = 1) => stub.call('POST', '/_stub/faults', { match, fault, times });
const jobError = (reason: string) => ({ kind: 'jobError', reason, message: 'as asked' });

describe('the rows of a query', () => {
  it('come page by page, all of them and in order', async () => {
    const rows = await read('SELECT n FROM UNNEST(GENERATE_ARRAY(1, 2500)) AS n ORDER BY n');
    expect(rows).toHaveLength(2500);
    expect(rows.map(({ n }) => Number(n))).toEqual(Array.from({ length: 2500 }, (_, index) => index + 1));
  });

  it('may be none', async () => {
    expect(await read('SELECT 1 AS n FROM UNNEST([]) AS x')).toEqual([]);
  });

  it('are those of the first run, when it is asked for again', async () => {
    const job = newJob();
    const first = await read('SELECT GENERATE_UUID() AS id', job);
    expect(await read('SELECT GENERATE_UUID() AS id', job)).toEqual(first);
  });

  it.each(['backendError', 'internalError'])(
    'are asked for by another job where BigQuery lost one to %s',
    async (reason) => {
      const job = newJob();
      await fail({ jobId: `^${job.jobId}$` }, jobError(reason));
      expect(await read('SELECT 1 AS n', job)).toEqual([{ n: '1' }]);
      expect(await read('SELECT 2 AS n', job)).toEqual([{ n: '1' }]);
    },
  );

  it('are left to the next delivery of the event where BigQuery keeps losing them', async () => {
    const job = newJob();
    await fail({ jobId: job.jobId }, jobError('backendError'), 0);
    await expect(read('SELECT 1 AS n', job)).rejects.toMatchObject({ kind: 'transient', reason: 'backendError' });
    await stub.call('DELETE', '/_stub/faults');
    expect(await read('SELECT 1 AS n', job)).toEqual([{ n: '1' }]);
  });

  it.each([
    ['SELEKT 1', 'invalidQuery'],
    ['SELECT * FROM ds.none', 'notFound'],
  ])('of %j are none for good: %s', async (query, reason) => {
    await expect(read(query)).rejects.toMatchObject({ kind: 'permanent', reason });
  });

  it('survive a lost answer', async () => {
    const job = newJob();
    await fail({ jobId: job.jobId, method: 'POST' }, { kind: 'answerLost' });
    expect(await read('SELECT 1 AS n', job)).toEqual([{ n: '1' }]);
  });
});
