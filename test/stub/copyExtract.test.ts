import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fields, load, ndjson, rowsOf, runJob, tableReference } from './loadJob.ts';
import { type StubProcess, startStubProcess } from './stubProcess.ts';

let stub: StubProcess;
beforeAll(async () => {
  stub = await startStubProcess();
  await stub.client().createDataset('ds');
  for (const id of [1, 2]) {
    await stub.putObject(`gs://b/${id}.json`, ndjson({ id, name: `n${id}` }));
    await load(stub, `ds.t${id}`, {
      sourceFormat: 'NEWLINE_DELIMITED_JSON',
      sourceUris: [`gs://b/${id}.json`],
      schema: { fields: fields('id:INTEGER,name') },
    });
  }
});
afterAll(() => stub.remove());

const copy = (sources: string[], destination: string, options: object = {}) =>
  runJob(stub, {
    copy: { sourceTables: sources.map(tableReference), destinationTable: tableReference(destination), ...options },
  });

const extract = (table: string, uri: string, options: object = {}) =>
  runJob(stub, { extract: { sourceTable: tableReference(table), destinationUris: [uri], ...options } });

describe('copy jobs', () => {
  it('bring several tables together, and append or replace', async () => {
    expect((await copy(['ds.t1', 'ds.t2'], 'ds.both')).status).toEqual({ state: 'DONE' });
    expect(await rowsOf(stub, 'ds.both')).toEqual([
      ['1', 'n1'],
      ['2', 'n2'],
    ]);
    await copy(['ds.t1'], 'ds.both', { writeDisposition: 'WRITE_APPEND' });
    expect(await rowsOf(stub, 'ds.both')).toHaveLength(3);
    await copy(['ds.t2'], 'ds.both', { writeDisposition: 'WRITE_TRUNCATE' });
    expect(await rowsOf(stub, 'ds.both')).toEqual([['2', 'n2']]);
  });

  it('fail where the destination has rows and none is allowed, where it may not be made, where a source is missing', async () => {
    await copy(['ds.t1'], 'ds.kept');
    expect((await copy(['ds.t1'], 'ds.kept')).status?.errorResult).toMatchObject({ reason: 'duplicate' });
    expect(
      (await copy(['ds.t1'], 'ds.never', { createDisposition: 'CREATE_NEVER' })).status?.errorResult,
    ).toMatchObject({ reason: 'notFound' });
    expect((await copy(['ds.nowhere'], 'ds.out')).status?.errorResult).toMatchObject({ reason: 'notFound' });
  });

  it('fail where the schemas differ', async () => {
    await stub
      .client()
      .dataset('ds')
      .createTable('other', { schema: { fields: fields('id:STRING') } });
    const job = await copy(['ds.t1'], 'ds.other', { writeDisposition: 'WRITE_APPEND' });
    expect(job.status?.errorResult).toMatchObject({
      reason: 'invalid',
      message: expect.stringContaining('Provided Schema does not match Table'),
    });
  });
});

describe('extract jobs', () => {
  it('write JSON and CSV, gzipped where asked, in shards', async () => {
    await extract('ds.t1', 'gs://out/t.json', { destinationFormat: 'NEWLINE_DELIMITED_JSON' });
    expect(JSON.parse(String(await stub.getObject('gs://out/t.json')))).toEqual({ id: '1', name: 'n1' });
    await extract('ds.t1', 'gs://out/t.csv');
    expect(String(await stub.getObject('gs://out/t.csv'))).toBe('id,name\n1,n1\n');
    await extract('ds.t1', 'gs://out/shard-*.csv.gz', { compression: 'GZIP', printHeader: false });
    expect(String(gunzipSync(await stub.getObject('gs://out/shard-000000000000.csv.gz')))).toBe('1,n1\n');
  });

  it.each(['AVRO', 'PARQUET'])('write %s that a load job reads back', async (format) => {
    await extract('ds.t2', `gs://out/t.${format}`, { destinationFormat: format });
    const loaded = await load(stub, `ds.back_${format}`, {
      sourceFormat: format,
      sourceUris: [`gs://out/t.${format}`],
    });
    expect(loaded.status).toEqual({ state: 'DONE' });
    expect(await rowsOf(stub, `ds.back_${format}`)).toEqual([['2', 'n2']]);
  });
});
