import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fields, load, ndjson, rowsOf, runJob, untilDone } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

const LOAD = { sourceFormat: 'NEWLINE_DELIMITED_JSON', schema: { fields: fields('id:INTEGER') } };

let stub: StubProcess;
beforeAll(async () => {
  stub = await startStubProcess();
  await stub.client().createDataset('ds');
  await stub.putObject('gs://b/one.json', ndjson({ id: 1 }));
});
afterAll(() => stub.remove());

const configuration = (tableId: string) => ({
  load: {
    ...LOAD,
    sourceUris: ['gs://b/one.json'],
    destinationTable: { projectId: PROJECT, datasetId: 'ds', tableId },
  },
});

const inject = (fault: object) => stub.call('POST', '/_stub/faults', fault);

describe('a job ID', () => {
  it('is taken once: 409, and the first job is the job', async () => {
    const jobId = randomUUID();
    await runJob(stub, configuration('once'), jobId);
    const second = await stub.call('POST', `/projects/${PROJECT}/jobs`, {
      configuration: configuration('once'),
      jobReference: { jobId },
    });
    expect(second).toMatchObject({ status: 409, body: { error: { errors: [{ reason: 'duplicate' }] } } });
    expect(await rowsOf(stub, 'ds.once')).toEqual([['1']]);
  });

  it.each(['with space', 'dots.in', 'a:b', 'x'.repeat(1025)])('of the wrong form is refused: %s', async (jobId) => {
    const answer = await stub.call('POST', `/projects/${PROJECT}/jobs`, {
      configuration: configuration('t'),
      jobReference: { jobId },
    });
    expect(answer.status).toBe(400);
  });

  it('of 1,024 characters is taken', async () => {
    const job = await runJob(stub, configuration('long'), 'x'.repeat(1024));
    expect(job.status).toEqual({ state: 'DONE' });
  });

  it('that is unknown answers 404', async () => {
    await expect(stub.client().job('no_such_job').getMetadata()).rejects.toMatchObject({ code: 404 });
  });
});

describe('jobs', () => {
  it('pass through PENDING and RUNNING, and can be cancelled', async () => {
    await inject({ match: { jobId: '^hanging$' }, fault: { kind: 'hang' } });
    const inserted = await stub.call('POST', `/projects/${PROJECT}/jobs`, {
      configuration: configuration('never'),
      jobReference: { jobId: 'hanging' },
    });
    expect(inserted.body).toMatchObject({ status: { state: expect.stringMatching(/PENDING|RUNNING/) } });
    await stub.call('POST', `/projects/${PROJECT}/jobs/hanging/cancel`);
    expect((await untilDone(stub, 'hanging')).status).toMatchObject({ errorResult: { reason: 'stopped' } });
    expect((await stub.call('GET', `/projects/${PROJECT}/datasets/ds/tables/never`)).status).toBe(404);
  });

  it('are listed newest first, by state and time, a page at a time', async () => {
    const client = stub.client('listing-project');
    await client.createDataset('ds');
    const ids = ['j1', 'j2', 'j3'];
    const destination = { projectId: 'listing-project', datasetId: 'ds', tableId: 't' };
    for (const jobId of ids) {
      await client.createJob({
        jobId,
        configuration: { load: { ...LOAD, sourceUris: ['gs://b/one.json'], destinationTable: destination } },
      });
      await expect.poll(async () => (await client.job(jobId).getMetadata())[0].status.state).toBe('DONE');
    }
    const [jobs] = await client.getJobs();
    expect(jobs.map(({ id }) => id)).toEqual(['j3', 'j2', 'j1']);
    const [page, next] = await client.getJobs({ maxResults: 2, autoPaginate: false });
    expect([page.length, next !== null]).toEqual([2, true]);
    const created = Number(jobs[0]?.metadata.statistics.creationTime);
    const [since] = await client.getJobs({ minCreationTime: String(created) });
    expect(since.map(({ id }) => id)).toContain('j3');
    expect(since.map(({ id }) => id)).not.toContain('j1');
    const { body } = await stub.call('GET', '/projects/listing-project/jobs?stateFilter=running');
    expect(body['jobs'] ?? []).toEqual([]);
  });

  it('are held 500 at a time', async () => {
    await inject({ match: { jobId: '^flight_' }, times: 0, fault: { kind: 'slow', latencyMs: 500 } });
    const ids = Array.from({ length: 500 }, (_, n) => `flight_${n}`);
    await Promise.all(
      ids.map(async (jobId, n) => {
        const { status } = await stub.call('POST', `/projects/${PROJECT}/jobs`, {
          configuration: configuration(`flight_${n % 10}`),
          jobReference: { jobId },
        });
        expect(status).toBe(200);
      }),
    );
    for (const jobId of ids) expect((await untilDone(stub, jobId)).status).toEqual({ state: 'DONE' });
    for (let n = 0; n < 10; n++) expect(await rowsOf(stub, `ds.flight_${n}`)).toHaveLength(50);
  });
});

describe('faults on demand', () => {
  it('answer HTTP errors before the insert: no job is there', async () => {
    await inject({
      match: { jobId: '^f403$' },
      fault: { kind: 'http', status: 403, reason: 'accessDenied', message: 'no' },
    });
    const refused = await stub.call('POST', `/projects/${PROJECT}/jobs`, {
      configuration: configuration('t403'),
      jobReference: { jobId: 'f403' },
    });
    expect(refused).toMatchObject({
      status: 403,
      body: { error: { code: 403, errors: [{ reason: 'accessDenied', message: 'no' }] } },
    });
    expect((await stub.call('GET', `/projects/${PROJECT}/jobs/f403`)).status).toBe(404);
  });

  it('lose the answer after the insert: the client’s own retry finds the job', async () => {
    await inject({ match: { jobId: '^lost$' }, fault: { kind: 'answerLost' } });
    await expect(
      stub.client().createJob({ jobId: 'lost', configuration: configuration('lost') }),
    ).rejects.toMatchObject({ code: 409 });
    expect((await untilDone(stub, 'lost')).status).toEqual({ state: 'DONE' });
  });

  it('fail a job with a chosen reason, message and location', async () => {
    const error = { reason: 'backendError', message: 'chosen', location: 'gs://b/one.json' };
    await inject({ match: { jobId: '^failing$' }, fault: { kind: 'jobError', ...error } });
    const job = await runJob(stub, configuration('failing'), 'failing');
    expect(job.status).toMatchObject({ state: 'DONE', errorResult: error });
  });

  it('reset the connection', async () => {
    await inject({ match: { path: '/reset-me' }, fault: { kind: 'reset' } });
    await expect(stub.call('GET', '/projects/reset-me/datasets')).rejects.toThrow();
    expect((await stub.call('GET', '/projects/reset-me/datasets')).status).toBe(200);
  });

  it('that make no sense are refused with what is wrong', async () => {
    expect((await inject({ match: { jobId: '(' }, fault: { kind: 'hang' } })).status).toBe(400);
    expect((await inject({ match: {}, fault: { kind: 'nothing' } })).status).toBe(400);
  });
});

it('quotas can be switched on, with BigQuery’s own error', async () => {
  await stub.call('POST', '/_stub/quotas', { tableModificationsPerDay: 1 });
  const uris = { ...LOAD, sourceUris: ['gs://b/one.json'] };
  expect((await load(stub, 'ds.quota', uris)).status).toEqual({ state: 'DONE' });
  expect((await load(stub, 'ds.quota', uris)).status?.errorResult).toMatchObject({ reason: 'quotaExceeded' });
  await stub.call('DELETE', '/_stub/quotas');
  expect((await load(stub, 'ds.quota', uris)).status).toEqual({ state: 'DONE' });
});
