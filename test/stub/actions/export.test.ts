import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportAction } from '../../../functions/src/action/export.ts';
import { type StubProcess, startStubProcess } from '../stubProcess.ts';
import { type ActionWorld, actionWorld } from './actionWorld.ts';

let stub: StubProcess;
let world: ActionWorld;

beforeAll(async () => {
  stub = await startStubProcess();
  world = await actionWorld(stub);
  await world.sql("CREATE TABLE ds.t AS SELECT 1 AS id, 'a' AS name");
});
afterAll(() => stub.remove());

const text = async (url: string) => (await stub.getObject(url)).toString();

describe('an export', () => {
  it.each([
    ['gs://out/t.json', '{"id":"1","name":"a"}\n'],
    ['gs://out/t.csv', 'id,name\n1,a\n'],
    ['gs://out/t', 'id,name\n1,a\n'],
  ])('to %s is told its format by the name', async (DestURL, content) => {
    expect(await world.act('export', { Source: 'ds.t', DestURL })).toMatchObject([{ state: 'DONE', error: undefined }]);
    expect(await text(DestURL)).toBe(content);
  });

  it.each(['gs://out/c.json.gz', 'gs://out/c.csv.gz', 'gs://out/c.gz'])('to %s is compressed', async (DestURL) => {
    await world.act('export', { Source: 'ds.t', DestURL });
    expect(gunzipSync(await stub.getObject(DestURL)).toString()).toContain('a');
  });

  it('is what the request says', async () => {
    const DestURL = 'gs://out/$Date/t-000000000000.txt';
    const request = { Source: 'ds.t', DestURL, Format: 'CSV', FieldDelimiter: ';', IncludeHeader: false };
    await world.act('export', request, { variables: { Date: '20260131' } });
    expect(await text('gs://out/20260131/t-000000000000.txt')).toBe('1;a\n');
  });

  it.each([
    ['gs://out/t.avro', 'AVRO', 'NONE'],
    ['gs://out/t.parquet', 'PARQUET', 'NONE'],
    ['gs://out/t.parquet.gz', 'PARQUET', 'GZIP'],
    ['gs://out/T.JSON.GZ', 'NEWLINE_DELIMITED_JSON', 'GZIP'],
  ])('to %s has format %s and compression %s', async (DestURL, destinationFormat, compression) => {
    const [job] = 'jobs' in exportAction ? await exportAction.jobs({ Source: 'ds.t', DestURL }, world.context) : [];
    expect(job?.configuration.extract).toMatchObject({ destinationFormat, compression });
  });

  it.each([
    [{ DestURL: 'gs://out/t.avro.gz' }, 'AVRO takes NONE, DEFLATE, SNAPPY for Compression, not GZIP'],
    [{ DestURL: 'gs://out/t.csv', Compression: 'ZSTD' }, 'CSV takes NONE, GZIP'],
    [{ DestURL: 'gs://out' }, 'must be a URL'],
    [{ DestURL: '/out/t.csv' }, 'must be a URL'],
    [{ DestURL: 'gs://out/t.csv', Source: 't' }, 'is no table'],
  ])('with %j fails for good: %s', async (request, message) => {
    await expect(world.act('export', { Source: 'ds.t', ...request })).rejects.toMatchObject({
      kind: 'permanent',
      message: expect.stringContaining(message),
    });
  });
});
