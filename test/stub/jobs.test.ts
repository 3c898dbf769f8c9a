import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fields, jobsUnderWay, load, ndjson, rowsOf, runJob, tableReference, untilDone } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

const URI = 'gs://b/one.json';

describe('jobs', () => {
  let stub: StubProcess;

  beforeAll(async () => {
    stub = await startStubProcess();
    await stub.client().createDataset('ds');
    await stub.putObject(URI, ndjson({ id: 1 }));
  });
  afterAll(() => stub.remove());
  afterEach(() => stub.call('DELETE', '/_stub/faults'));

  const configuration = (table: string) => ({
    load: {
      sourceUris: [URI],
      sourceFormat: 'NEWLINE_DELIMITED_JSON',
      schema: { fields: fields('id:INTEGER') },
      destinationTable: tableReference(table),
    },
  });
  const insert = (jobId: string, table = 'ds.jobs', projectId = PROJECT) =>
    stub.call('POST', `/bigquery/v2/projects/${projectId}/jobs`, {
      jobReference: { projectId, jobId },
      configuration: configuration(table),
    });
  const get = (jobId: string) => stub.call('GET', `/projects/${PROJECT}/jobs/${jobId}?location=US`);
  const stateOf = async (jobId: string) => ((await get(jobId)).body['status'] as { state: string }).state;
  const fault = (body: object) => stub.call('POST', '/_stub/faults', body);
  const list = async (query: string) => (await stub.call('GET', `/projects/${PROJECT}/jobs?${query}`)).body;
  const idsOf = ({ jobs }: Record<string, unknown>) =>
    (jobs as { jobReference: { jobId: string } }[]).map(({ jobReference }) => jobReference.jobId);

  it('go from PENDING over RUNNING to DONE', async () => {
    const jobId = randomUUID();
    await fault({ match: { jobId }, fault: { kind: 'slow', latencyMs: 300 } });
    const { body } = await insert(jobId);
    expect(body).toMatchObject({
      kind: 'bigquery#job',
      id: `${PROJECT}:US.${jobId}`,
      jobReference: { projectId: PROJECT, location: 'US', jobId },
      configuration: { jobType: 'LOAD' },
      status: { state: 'PENDING' },
    });
    const states = new Set<string>();
    for (let state = 'PENDING'; state !== 'DONE'; state = await stateOf(jobId)) {
      states.add(state);
      await sleep(5);
    }
    expect([...states]).toEqual(['PENDING', 'RUNNING']);
    const { creationTime, startTime, endTime } = (await get(jobId)).body['statistics'] as Record<string, string>;
    expect(Number(startTime)).toBeGreaterThanOrEqual(Number(creationTime));
    expect(Number(endTime) - Number(startTime)).toBeGreaterThanOrEqual(300);
  });

  it('have IDs that are never used twice, not even after a failure', async () => {
    const jobId = randomUUID();
    await insert(jobId);
    await untilDone(stub, jobId);
    const { status, body } = await insert(jobId);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      error: {
        status: 'ALREADY_EXISTS',
        message: `Already Exists: Job ${PROJECT}:US.${jobId}`,
        errors: [{ reason: 'duplicate' }],
      },
    });
    const failed = randomUUID();
    await fault({ match: { jobId: failed }, fault: { kind: 'jobError', reason: 'backendError', message: 'no' } });
    await insert(failed);
    await untilDone(stub, failed);
    expect((await insert(failed)).status).toBe(409);
  });

  it.each(['', 'with space', 'a.b', 'ü', 'x'.repeat(1025)])(
    'have IDs of few characters, at most 1,024: not "%.20s"',
    async (jobId) => {
      const { status, body } = await insert(jobId);
      expect(status).toBe(400);
      expect(body).toMatchObject({ error: { message: expect.stringContaining('Invalid job ID') } });
    },
  );

  it('may have IDs of 1,024 characters', async () => {
    const jobId = 'x'.repeat(1024);
    expect((await insert(jobId)).status).toBe(200);
    expect((await untilDone(stub, jobId)).status?.errorResult).toBeUndefined();
  });

  it('are unknown where nobody made them', async () => {
    const { status, body } = await get('nobody');
    expect(status).toBe(404);
    expect(body).toMatchObject({
      error: { message: `Not found: Job ${PROJECT}:US.nobody`, errors: [{ reason: 'notFound' }] },
    });
  });

  it('give their configuration back with 64-bit numbers as texts, and others as numbers', async () => {
    const { load: options } = configuration('ds.configured');
    const schema = { fields: [{ name: 'id', type: 'NUMERIC', precision: 9 }] };
    const rangePartitioning = { field: 'id', range: { start: 0, end: 10, interval: 1 } };
    const { body } = await stub.call('POST', `/projects/${PROJECT}/jobs`, {
      configuration: { load: { ...options, schema, rangePartitioning, maxBadRecords: 3 }, jobTimeoutMs: 60_000 },
    });
    expect(body['configuration']).toMatchObject({
      jobTimeoutMs: '60000',
      load: {
        maxBadRecords: 3,
        schema: { fields: [{ precision: '9' }] },
        rangePartitioning: { range: { start: '0', end: '10', interval: '1' } },
      },
    });
  });

  it.each([
    ['datasetId', { projectId: PROJECT, tableId: 't' }],
    ['tableId', { projectId: PROJECT, datasetId: 'ds' }],
  ])('need the %s of their tables', async (part, destinationTable) => {
    const { status, body } = await stub.call('POST', `/projects/${PROJECT}/jobs`, {
      configuration: { load: { ...configuration('ds.t').load, destinationTable } },
    });
    expect(status).toBe(400);
    const message = `Required parameter is missing: ${part}`;
    expect(body).toMatchObject({ error: { errors: [{ reason: 'required', message }] } });
  });

  it('name projects that could be', async () => {
    const wrong = { projectId: 'Not_a_project', datasetId: 'ds', tableId: 't' };
    const right = tableReference('ds.copied');
    for (const job of [
      { copy: { sourceTable: wrong, destinationTable: right } },
      { copy: { sourceTables: [right, wrong], destinationTable: right } },
      { extract: { sourceTable: wrong, destinationUris: ['gs://b/out.json'] } },
      { query: { query: 'SELECT 1', defaultDataset: wrong } },
      { load: { sourceUris: [URI], destinationTable: wrong } },
    ]) {
      expect(await stub.call('POST', `/projects/${PROJECT}/jobs`, { configuration: job })).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringContaining("Invalid project ID 'Not_a_project'") } },
      });
    }
  });

  it('have a location, by default that of the data, and are found only there', async () => {
    await stub.client().createDataset('europe', { location: 'EU' });
    const jobId = randomUUID();
    const { body } = await insert(jobId, 'europe.t');
    expect(body['jobReference']).toMatchObject({ location: 'EU' });
    expect((await get(jobId)).status).toBe(404);
    expect((await stub.call('GET', `/projects/${PROJECT}/jobs/${jobId}?location=EU`)).status).toBe(200);
    const elsewhere = await stub.call('POST', `/projects/${PROJECT}/jobs`, {
      jobReference: { jobId: randomUUID(), location: 'US' },
      configuration: configuration('europe.t'),
    });
    expect(elsewhere.body).toMatchObject({
      error: { message: `Not found: Dataset ${PROJECT}:europe was not found in location US` },
    });
  });

  it('are refused at once where their data is elsewhere', async () => {
    await stub.client().createDataset('osaka', { location: 'asia-northeast2' });
    await stub
      .client()
      .dataset('osaka')
      .createTable('t', { schema: { fields: fields('id:INTEGER') } });
    const inUs = (job: object) =>
      stub.call('POST', `/projects/${PROJECT}/jobs`, {
        jobReference: { jobId: randomUUID(), location: 'US' },
        configuration: job,
      });
    const message = `Not found: Dataset ${PROJECT}:osaka was not found in location US`;
    const table = tableReference('osaka.t');
    for (const job of [
      { load: { sourceUris: [URI], destinationTable: table } },
      { copy: { sourceTable: tableReference('ds.jobs'), destinationTable: table } },
      { extract: { sourceTable: table, destinationUris: ['gs://b/out.json'] } },
    ]) {
      expect(await inUs(job)).toMatchObject({ status: 404, body: { error: { message } } });
    }
    // A query becomes a job that has failed already.
    const query = { query: `SELECT * FROM osaka.t`, useLegacySql: false };
    expect(await inUs({ query })).toMatchObject({
      status: 200,
      body: {
        status: { state: 'DONE', errorResult: { reason: 'notFound', message } },
        jobReference: { location: 'US' },
      },
    });
    const answer = await stub.call('POST', `/projects/${PROJECT}/queries`, { ...query, location: 'US' });
    expect(answer).toMatchObject({ status: 404, body: { error: { message } } });
    expect((await stub.call('POST', `/projects/${PROJECT}/queries`, query)).status).toBe(200);
  });

  it.each(['write_append', '', 'WRITE_DISPOSITION_UNSPECIFIED'])(
    'take the write disposition as clients send it: "%s"',
    async (writeDisposition) => {
      const { load: options } = configuration('ds.disposed');
      const job = await runJob(stub, { load: { ...options, writeDisposition } });
      expect(job.status?.errorResult).toBeUndefined();
    },
  );

  it('refuse dispositions that are none', async () => {
    const { load: options } = configuration('ds.disposed');
    for (const wrong of [{ writeDisposition: 'WRITE_OVER' }, { createDisposition: 'CREATE_ALWAYS' }]) {
      const job = await runJob(stub, { load: { ...options, ...wrong } });
      expect(job.status?.errorResult?.message).toMatch(
        /Invalid value for (write|create)Disposition: \w+ is not a valid value/,
      );
    }
  });

  it('are found without a location only in the US and EU multi-regions', async () => {
    await stub.client().createDataset('tokyo', { location: 'asia-northeast1' });
    await stub.client().createDataset('eu', { location: 'EU' });
    const found = async (table: string) => {
      const jobId = randomUUID();
      await insert(jobId, table);
      const path = `/projects/${PROJECT}/jobs/${jobId}`;
      return [(await stub.call('GET', path)).status, (await stub.call('POST', `${path}/cancel`)).status];
    };
    expect(await found('ds.jobs')).toEqual([200, 200]);
    expect(await found('eu.jobs')).toEqual([200, 200]);
    expect(await found('tokyo.jobs')).toEqual([404, 404]);
    const { body } = await stub.call('GET', `/projects/${PROJECT}/jobs/nobody`);
    expect(body).toMatchObject({ error: { message: `Not found: Job ${PROJECT}:nobody` } });
  });

  it.each([
    [{}, 'configuration'],
    [{ configuration: {} }, 'configuration needs load, query, copy or extract'],
    [{ configuration: { load: { destinationTable: tableReference('ds.t') } } }, 'at least one source URI'],
    [{ configuration: { load: { sourceUris: [URI] } } }, 'destinationTable'],
    [
      {
        configuration: {
          load: { sourceUris: Array.from({ length: 10_001 }, () => URI), destinationTable: tableReference('ds.t') },
        },
      },
      'Too many sources',
    ],
  ])('are refused at once if incomplete', async (body, message) => {
    const answer = await stub.call('POST', `/projects/${PROJECT}/jobs`, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { message: expect.stringContaining(message) } });
  });

  describe('lists', () => {
    const ids = Array.from({ length: 5 }, (_, index) => `listed-${index}`);
    let hanging: string;

    beforeAll(async () => {
      for (const id of ids) {
        await insert(id);
        await untilDone(stub, id);
      }
      hanging = randomUUID();
      await fault({ match: { jobId: hanging }, fault: { kind: 'hang' } });
      await insert(hanging);
      while ((await stateOf(hanging)) !== 'RUNNING') await sleep(5);
    });

    it('have the newest first, by page', async () => {
      const first = await list('maxResults=3');
      expect(idsOf(first)).toEqual([hanging, 'listed-4', 'listed-3']);
      const second = await list(`maxResults=3&pageToken=${first['nextPageToken']}`);
      expect(idsOf(second)).toEqual(['listed-2', 'listed-1', 'listed-0']);
    });

    it('are filtered by state and time', async () => {
      expect(idsOf(await list('stateFilter=running'))).toEqual([hanging]);
      expect(idsOf(await list('stateFilter=running&stateFilter=done&maxResults=2'))).toEqual([hanging, 'listed-4']);
      const { creationTime } = (await get('listed-3')).body['statistics'] as { creationTime: string };
      expect(idsOf(await list(`minCreationTime=${creationTime}`))).toContain('listed-3');
      expect(idsOf(await list(`minCreationTime=${creationTime}`))).not.toContain('listed-0');
      expect(idsOf(await list(`maxCreationTime=${Number(creationTime) - 1}`))).not.toContain('listed-3');
    });

    it('hold the configuration only if asked for', async () => {
      const [minimal] = (await list('maxResults=1'))['jobs'] as object[];
      expect(minimal).toMatchObject({
        state: 'RUNNING',
        status: { state: 'RUNNING' },
        statistics: { creationTime: expect.any(String) },
      });
      expect(minimal).not.toHaveProperty('configuration');
      expect(await list('maxResults=1&projection=full')).toMatchObject({
        jobs: [{ configuration: { load: { sourceUris: [URI] } } }],
      });
    });

    it('come through the client', async () => {
      const [jobs] = await stub.client().getJobs({ maxResults: 2, autoPaginate: false });
      expect(jobs.map(({ id }) => id)).toEqual([hanging, 'listed-4']);
    });
  });

  it('end when they are cancelled', async () => {
    const jobId = randomUUID();
    await fault({ match: { jobId }, fault: { kind: 'hang' } });
    await insert(jobId, 'ds.cancelled');
    const [{ job }] = await stub.client().job(jobId, { location: 'US' }).cancel();
    expect(job?.jobReference?.jobId).toBe(jobId);
    expect((await untilDone(stub, jobId)).status?.errorResult).toEqual({
      reason: 'stopped',
      message: 'Job execution was cancelled: User requested cancellation',
    });
    expect((await stub.call('GET', `/projects/${PROJECT}/datasets/ds/tables/cancelled`)).status).toBe(404);
  });

  it('can be removed when they are done', async () => {
    const jobId = randomUUID();
    await insert(jobId);
    await untilDone(stub, jobId);
    expect(await stub.call('DELETE', `/projects/${PROJECT}/jobs/${jobId}/delete?location=US`)).toEqual({
      status: 200,
      body: {},
    });
    expect((await get(jobId)).status).toBe(404);
  });

  it('read their objects when they begin to run: what comes later changes nothing', async () => {
    const uri = 'gs://b/changing.json';
    await stub.putObject(uri, ndjson({ id: 1 }));
    const jobId = randomUUID();
    await fault({ match: { jobId }, fault: { kind: 'slow', latencyMs: 300 } });
    const done = runJob(stub, { load: { ...configuration('ds.changing').load, sourceUris: [uri] } }, jobId);
    while ((await stateOf(jobId).catch(() => '')) !== 'RUNNING') await sleep(2);
    await sleep(50);
    await stub.putObject(uri, ndjson({ id: 2 }, { id: 3 }));
    await done;
    expect(await rowsOf(stub, 'ds.changing')).toEqual([['1']]);
  });

  it('write into one table one after another, 50 at once', async () => {
    const ids = Array.from({ length: 50 }, () => randomUUID());
    const others = await jobsUnderWay(stub);
    await Promise.all(ids.map((id) => insert(id, 'ds.crowd')));
    while ((await jobsUnderWay(stub)) > others) await sleep(20);
    const jobs = await Promise.all(ids.map((id) => untilDone(stub, id)));
    expect(jobs.filter(({ status }) => status?.errorResult)).toEqual([]);
    expect(await rowsOf(stub, 'ds.crowd')).toHaveLength(50);
  });

  it('are held, 500 in flight', async () => {
    await fault({ match: { jobId: '^flight-' }, times: 0, fault: { kind: 'slow', latencyMs: 1000 } });
    const ids = Array.from({ length: 500 }, (_, index) => `flight-${index}`);
    const others = await jobsUnderWay(stub);
    await Promise.all(ids.map((id, index) => insert(id, `ds.flight_${index % 20}`)));
    expect((await jobsUnderWay(stub)) - others).toBeGreaterThanOrEqual(400);
    // Asking for each of them over and over would take the processor away from them.
    while ((await jobsUnderWay(stub)) > others) await sleep(20);
    const jobs = await Promise.all(ids.map((id) => untilDone(stub, id)));
    expect(jobs.filter(({ status }) => status?.errorResult)).toEqual([]);
    const rows = await Promise.all(Array.from({ length: 20 }, (_, index) => rowsOf(stub, `ds.flight_${index}`)));
    expect(rows.flat()).toHaveLength(500);
  });

  it('load 10,000 objects', async () => {
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => stub.putObject(`gs://b/ten/${index}.json`, ndjson({ id: index }))),
    );
    const sourceUris = Array.from({ length: 10_000 }, (_, index) => `gs://b/ten/${index % 100}.json`);
    const job = await load(stub, 'ds.ten_thousand', { ...configuration('ds.x').load, sourceUris });
    expect(job.statistics?.load).toMatchObject({ inputFiles: '10000', outputRows: '10000' });
  });
});
