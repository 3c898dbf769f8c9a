import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fields, load, ndjson, rowsOf, runJob, tableReference, untilDone } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

describe('faults and quotas on demand', () => {
  let stub: StubProcess;

  beforeAll(async () => {
    stub = await startStubProcess();
    await stub.client().createDataset('ds');
    await stub.putObject('gs://b/one.json', ndjson({ id: 1 }));
  });
  afterAll(() => stub.remove());
  afterEach(async () => {
    await stub.call('DELETE', '/_stub/faults');
    await stub.call('DELETE', '/_stub/quotas');
  });

  const loadOptions = {
    sourceUris: ['gs://b/one.json'],
    sourceFormat: 'NEWLINE_DELIMITED_JSON',
    schema: { fields: fields('id:INTEGER') },
  };
  const insert = (jobId: string, table = 'ds.t') =>
    stub.call('POST', `/projects/${PROJECT}/jobs`, {
      jobReference: { jobId },
      configuration: { load: { ...loadOptions, destinationTable: tableReference(table) } },
    });
  const inject = async (match: object, fault: object, times?: number) =>
    (await stub.call('POST', '/_stub/faults', { match, fault, ...(times === undefined ? {} : { times }) })).body['id'];
  const hits = async () =>
    ((await stub.call('GET', '/_stub/faults')).body['faults'] as { hits: number }[]).map((fault) => fault.hits);

  it('tells the states of jobs, also while the call that would is out of order', async () => {
    await inject({ method: 'GET', path: '/jobs' }, { kind: 'http', status: 503, reason: 'backendError' }, 0);
    await inject({ jobId: '^runs$' }, { kind: 'hang' });
    await insert('runs', 'ds.states');
    const { body } = await stub.call('GET', '/_stub/jobs?jobId=%5Eruns%24');
    expect(body).toEqual({ jobs: [{ jobId: 'runs', state: expect.stringMatching(/^(?:PENDING|RUNNING)$/) }] });
    expect((await stub.call('GET', '/_stub/jobs?jobId=%5Eruns%24&waitMs=1')).body).toEqual({
      jobs: [{ jobId: 'runs', state: expect.stringMatching(/^(?:PENDING|RUNNING)$/) }],
    });
    expect((await stub.call('GET', '/_stub/jobs?waitMs=long')).status).toBe(400);
    const ended = stub.call('GET', '/_stub/jobs?jobId=%5Eruns%24&waitMs=20000');
    await stub.call('POST', `/projects/${PROJECT}/jobs/runs/cancel`);
    expect((await ended).body).toEqual({ jobs: [{ jobId: 'runs', state: 'DONE' }] });
  });

  it.each([
    [400, 'invalid'],
    [403, 'rateLimitExceeded'],
    [404, 'notFound'],
    [409, 'duplicate'],
    [429, 'rateLimitExceeded'],
    [500, 'internalError'],
    [503, 'backendError'],
  ])('answer %i %s before a job is there', async (status, reason) => {
    const jobId = randomUUID();
    await inject({ jobId, method: 'POST', path: '/jobs$' }, { kind: 'http', status, reason, message: 'as asked' });
    const refused = await insert(jobId);
    expect(refused.status).toBe(status);
    expect(refused.body).toMatchObject({ error: { code: status, message: 'as asked', errors: [{ reason }] } });
    expect((await stub.call('GET', `/projects/${PROJECT}/jobs/${jobId}`)).status).toBe(404);
    // Once only.
    expect((await insert(jobId)).status).toBe(200);
    expect(await hits()).toEqual([1]);
  });

  it('lose the answer to an insert that took effect', async () => {
    const jobId = randomUUID();
    await inject({ jobId, method: 'POST' }, { kind: 'answerLost' });
    await expect(insert(jobId)).rejects.toThrow();
    expect((await untilDone(stub, jobId)).status).toEqual({ state: 'DONE' });
    expect((await insert(jobId)).status).toBe(409);
  });

  it('lose an answer, and the official client tries again and finds the job there', async () => {
    const jobId = randomUUID();
    await inject({ jobId, method: 'POST' }, { kind: 'answerLost' });
    const configuration = { load: { ...loadOptions, destinationTable: tableReference('ds.t') } };
    await expect(stub.client().createJob({ jobId, configuration })).rejects.toMatchObject({ code: 409 });
    expect((await untilDone(stub, jobId)).status).toEqual({ state: 'DONE' });
  });

  it('reset a connection before anything happens', async () => {
    const jobId = randomUUID();
    await inject({ jobId, method: 'POST' }, { kind: 'reset' });
    await expect(insert(jobId)).rejects.toThrow();
    expect((await stub.call('GET', `/projects/${PROJECT}/jobs/${jobId}`)).status).toBe(404);
  });

  it('fail a job as asked, and load nothing', async () => {
    const jobId = randomUUID();
    await inject(
      { jobId, jobType: 'LOAD' },
      { kind: 'jobError', reason: 'backendError', message: 'as asked', location: 'gs://b/one.json' },
    );
    await insert(jobId, 'ds.failed');
    expect((await untilDone(stub, jobId)).status).toEqual({
      state: 'DONE',
      errorResult: { reason: 'backendError', message: 'as asked', location: 'gs://b/one.json' },
      errors: [{ reason: 'backendError', message: 'as asked', location: 'gs://b/one.json' }],
    });
    expect((await stub.call('GET', `/projects/${PROJECT}/datasets/ds/tables/failed`)).status).toBe(404);
  });

  it('meet only jobs of the type, and as often as asked', async () => {
    await inject({ jobType: 'QUERY' }, { kind: 'jobError', reason: 'internalError', message: 'no' }, 2);
    expect((await load(stub, 'ds.t', loadOptions)).status?.errorResult).toBeUndefined();
    const query = { query: { query: 'SELECT 1', useLegacySql: false } };
    const errors = [];
    for (let round = 0; round < 3; round += 1) errors.push((await runJob(stub, query)).status?.errorResult?.reason);
    expect(errors).toEqual(['internalError', 'internalError', undefined]);
    expect(await hits()).toEqual([2]);
  });

  it('are always there with times 0, until removed', async () => {
    const id = await inject(
      { path: '/datasets/ds$', method: 'GET' },
      { kind: 'http', status: 403, reason: 'accessDenied' },
      0,
    );
    const get = async () => (await stub.call('GET', `/projects/${PROJECT}/datasets/ds`)).status;
    expect([await get(), await get(), await get()]).toEqual([403, 403, 403]);
    await stub.call('DELETE', `/_stub/faults/${id}`);
    expect(await get()).toBe(200);
  });

  it.each([
    [{}, 'fault.kind'],
    [{ fault: { kind: 'explode' } }, 'fault.kind'],
    [{ fault: { kind: 'http' } }, 'status'],
    [{ match: { job: 'x' }, fault: { kind: 'hang' } }, 'match.job is not known'],
    [{ match: { jobId: '(' }, fault: { kind: 'hang' } }, 'no regular expression'],
    [{ match: { jobType: 'load' }, fault: { kind: 'hang' } }, 'LOAD, QUERY, COPY, EXTRACT'],
  ])('are refused if they make no sense', async (body, message) => {
    const answer = await stub.call('POST', '/_stub/faults', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { message: expect.stringContaining(message) } });
  });

  it("limit the modifications of a table, by day and by ten seconds, with BigQuery's errors", async () => {
    await stub.call('POST', '/_stub/quotas', { tableModificationsPerDay: 2 });
    const results = [];
    for (let round = 0; round < 3; round += 1)
      results.push((await load(stub, 'ds.limited', loadOptions)).status?.errorResult?.reason);
    expect(results).toEqual([undefined, undefined, 'quotaExceeded']);
    expect(await rowsOf(stub, 'ds.limited')).toHaveLength(2);
    await stub.call('POST', '/_stub/quotas', { tableModificationsPer10Seconds: 1 });
    await load(stub, 'ds.fast', loadOptions);
    expect((await load(stub, 'ds.fast', loadOptions)).status?.errorResult).toMatchObject({
      reason: 'jobRateLimitExceeded',
      message: expect.stringContaining('exceeded quota for table update operations'),
    });
    expect((await stub.call('POST', '/_stub/quotas', { nope: 1 })).status).toBe(400);
  });

  it('limit changes of a table, those of its metadata with its jobs, and ten times as many by column', async () => {
    const dataset = stub.client().dataset('ds');
    const schema = { fields: fields('id:INTEGER,d:DATE') };
    await dataset.createTable('plain', { schema });
    await dataset.createTable('by_column', { schema, timePartitioning: { type: 'DAY', field: 'd' } });
    await stub.call('POST', '/_stub/quotas', { tableModificationsPer10Seconds: 2 });
    const patch = (id: string) =>
      stub.call('PATCH', `/projects/${PROJECT}/datasets/ds/tables/${id}`, { description: randomUUID() });
    expect((await patch('plain')).status).toBe(200);
    expect((await load(stub, 'ds.plain', loadOptions)).status?.errorResult).toBeUndefined();
    expect(await patch('plain')).toMatchObject({
      status: 403,
      body: {
        error: {
          errors: [
            {
              reason: 'rateLimitExceeded',
              message: expect.stringContaining('too many table update operations for this table'),
            },
          ],
        },
      },
    });
    const alter = { query: { query: 'ALTER TABLE ds.plain ADD COLUMN more STRING', useLegacySql: false } };
    expect((await runJob(stub, alter)).status?.errorResult?.reason).toBe('rateLimitExceeded');
    const statuses = [];
    for (let round = 0; round < 21; round += 1) statuses.push((await patch('by_column')).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
  });

  it('limit the statements that change one table at once; inserts never wait', async () => {
    await load(stub, 'ds.changed', loadOptions);
    const run = async (sql: string) =>
      (await runJob(stub, { query: { query: sql, useLegacySql: false } })).status?.errors;
    const update = 'UPDATE ds.changed SET id = id + 1 WHERE true';
    await stub.call('POST', '/_stub/quotas', { dmlStatementsOutstanding: 0 });
    expect(await run(update)).toEqual([
      {
        reason: 'resourcesExceeded',
        message: `Resources exceeded during query execution: Too many DML statements outstanding against table ${PROJECT}:ds.changed, limit is 0.`,
      },
    ]);
    expect(await run('INSERT INTO ds.changed (id) VALUES (1)')).toBeUndefined();
    await stub.call('POST', '/_stub/quotas', { dmlStatementsOutstanding: 1 });
    expect([await run(update), await run(update)]).toEqual([undefined, undefined]);
  });

  it('counts requests, and forgets all on reset', async () => {
    await stub.call('GET', `/projects/${PROJECT}/jobs`);
    await stub.call('GET', `/bigquery/v2/projects/${PROJECT}/jobs`);
    const { body } = await stub.call('GET', `/_stub/requests?path=${encodeURIComponent('/jobs$')}`);
    expect(body['requests']).toContainEqual({ method: 'GET', path: `/projects/${PROJECT}/jobs`, count: 2 });
    await stub.call('POST', '/_stub/reset');
    expect((await stub.call('GET', '/_stub/requests')).body).toEqual({ requests: [] });
    expect((await stub.call('GET', '/_stub/health')).body).toMatchObject({ jobs: { PENDING: 0, RUNNING: 0, DONE: 0 } });
    expect((await stub.call('GET', `/projects/${PROJECT}/datasets`)).body['datasets']).toBeUndefined();
    await stub.client().createDataset('ds');
  });
});
