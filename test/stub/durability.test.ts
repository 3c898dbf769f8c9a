import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fields, load, ndjson, rowsOf, tableReference, untilDone } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

const JSON_FORMAT = 'NEWLINE_DELIMITED_JSON';

describe('a stub that keeps its data', () => {
  let stub: StubProcess;

  beforeEach(async () => {
    stub = await startStubProcess({ isDurable: true });
    await stub.client().createDataset('ds', { description: 'kept' });
    await stub.putObject('gs://b/one.json', ndjson({ id: 1 }));
  });
  afterEach(() => stub.remove());

  const loadOne = (table: string) =>
    load(stub, table, {
      sourceUris: ['gs://b/one.json'],
      sourceFormat: JSON_FORMAT,
      schema: { fields: fields('id:INTEGER') },
    });

  async function restart(): Promise<void> {
    await stub.kill();
    await stub.start();
  }

  /** A dataset that was removed with its tables, and made anew with one of them. */
  async function madeTwice(id: string): Promise<void> {
    const [dataset] = await stub.client().createDataset(id);
    for (const table of ['gone', 'kept']) await dataset.createTable(table, { schema: { fields: fields('first') } });
    await dataset.delete({ force: true });
    await dataset.create();
    await dataset.createTable('kept', { schema: { fields: fields('second') } });
  }

  /** The columns of a dataset's tables, by table. */
  async function columnsOf(id: string): Promise<Record<string, string[]>> {
    const [tables] = await stub.client().dataset(id).getTables();
    const entries = tables.map(async (table) => {
      const { schema } = (await table.getMetadata())[0];
      return [table.id, schema.fields.map(({ name }: { name: string }) => name)] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  it('still has datasets, tables, rows, views and jobs after SIGKILL', async () => {
    const job = await loadOne('ds.t');
    await stub.client().query('CREATE VIEW ds.v AS SELECT id + 1 AS next FROM ds.t');
    const before = await stub.call('GET', `/projects/${PROJECT}/datasets/ds/tables/t`);
    await madeTwice('again');
    await stub.client().dataset('ds').createTable('removed', {});
    await stub.client().dataset('ds').table('removed').delete();
    await restart();
    expect(await columnsOf('again')).toEqual({ kept: ['second'] });
    expect(await columnsOf('ds')).toEqual({ t: ['id'], v: ['next'] });
    expect((await stub.client().dataset('ds').getMetadata())[0]).toMatchObject({ description: 'kept' });
    expect((await stub.call('GET', `/projects/${PROJECT}/datasets/ds/tables/t`)).body).toEqual(before.body);
    expect(await rowsOf(stub, 'ds.t')).toEqual([['1']]);
    expect((await stub.client().query('SELECT next FROM ds.v'))[0]).toEqual([{ next: 2 }]);
    expect((await stub.call('GET', `/projects/${PROJECT}/jobs/${job.jobReference?.jobId}`)).body).toEqual(job);
    // Its ID stays taken.
    const again = await stub.call('POST', `/projects/${PROJECT}/jobs`, {
      jobReference: job.jobReference,
      configuration: job.configuration,
    });
    expect(again.status).toBe(409);
  });

  it('still has the results of queries', async () => {
    const [job] = await stub.client().createQueryJob('SELECT 7 AS x');
    await job.getQueryResults();
    await restart();
    expect(
      (
        await stub
          .client()
          .job(job.id ?? '', { location: 'US' })
          .getQueryResults()
      )[0],
    ).toEqual([{ x: 7 }]);
  });

  it('runs jobs again that were running, and loads their rows once', async () => {
    await stub.call('POST', '/_stub/faults', { match: { jobId: 'interrupted' }, fault: { kind: 'hang' } });
    await stub.call('POST', `/projects/${PROJECT}/jobs`, {
      jobReference: { jobId: 'interrupted' },
      configuration: {
        load: {
          sourceUris: ['gs://b/one.json'],
          sourceFormat: JSON_FORMAT,
          schema: { fields: fields('id:INTEGER') },
          destinationTable: tableReference('ds.again'),
        },
      },
    });
    await restart();
    expect((await untilDone(stub, 'interrupted')).status).toEqual({ state: 'DONE' });
    expect(await rowsOf(stub, 'ds.again')).toEqual([['1']]);
  });

  it('has each load whole or not at all, whenever it is killed, and once when it is back', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `storm-${index}`);
    await stub.putObject('gs://b/three.json', ndjson({ id: 1 }, { id: 2 }, { id: 3 }));
    const configuration = {
      load: {
        sourceUris: ['gs://b/three.json'],
        sourceFormat: JSON_FORMAT,
        schema: { fields: fields('id:INTEGER') },
        destinationTable: tableReference('ds.storm'),
      },
    };
    for (const delayMs of [0, 15, 40]) {
      const batch = ids.splice(0, 13);
      await Promise.all(
        batch.map((jobId) =>
          stub.call('POST', `/projects/${PROJECT}/jobs`, { jobReference: { jobId }, configuration }),
        ),
      );
      await sleep(delayMs);
      await restart();
    }
    const jobs = await Promise.all(Array.from({ length: 39 }, (_, index) => untilDone(stub, `storm-${index}`)));
    expect(jobs.map(({ status }) => status)).toEqual(jobs.map(() => ({ state: 'DONE' })));
    expect(jobs.map(({ statistics }) => statistics?.load?.outputRows)).toEqual(jobs.map(() => '3'));
    expect(await rowsOf(stub, 'ds.storm')).toHaveLength(39 * 3);
  });

  it('does not run a script twice that may have done a part', async () => {
    await stub.client().query('CREATE TABLE ds.counted (n INT64)');
    const query = 'INSERT INTO ds.counted VALUES (1); LOOP SELECT 1; END LOOP;';
    await stub.call('POST', `/projects/${PROJECT}/jobs`, {
      jobReference: { jobId: 'script' },
      configuration: { query: { query, useLegacySql: false } },
    });
    while ((await rowsOf(stub, 'ds.counted')).length === 0) await sleep(5);
    await restart();
    expect((await untilDone(stub, 'script')).status?.errorResult).toMatchObject({ reason: 'jobInternalError' });
    expect(await rowsOf(stub, 'ds.counted')).toEqual([['1']]);
  });

  it('ends on SIGTERM in the middle of a script that would not end', async () => {
    const query = 'LOOP SELECT 1; END LOOP;';
    const configuration = { query: { query, useLegacySql: false } };
    await stub.call('POST', `/projects/${PROJECT}/jobs`, { jobReference: { jobId: 'endless' }, configuration });
    while (
      ((await stub.call('GET', `/projects/${PROJECT}/jobs?parentJobId=endless`)).body['jobs'] as unknown[]).length === 0
    )
      await sleep(5);
    expect(await stub.stop()).toBe(0);
    await stub.start();
  });

  it('ends cleanly on SIGTERM', async () => {
    await loadOne('ds.t');
    expect(await stub.stop()).toBe(0);
    await stub.start();
    expect(await rowsOf(stub, 'ds.t')).toEqual([['1']]);
  });
});
