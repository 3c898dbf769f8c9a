import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fields, load, ndjson, rowsOf, runJob, tableReference } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

describe('what load jobs read', () => {
  let stub: StubProcess;

  beforeAll(async () => {
    stub = await startStubProcess({ bucketLocations: 'european=EU,belgian=europe-west1,london=europe-west2' });
    const client = stub.client();
    for (const location of ['US', 'EU', 'europe-west1']) {
      await client.createDataset(location.replace('-', '_'), { location });
    }
  });
  afterAll(() => stub.remove());

  const options = (...sourceUris: string[]) => ({
    sourceFormat: 'NEWLINE_DELIMITED_JSON',
    sourceUris,
    schema: { fields: fields('id:INTEGER') },
    writeDisposition: 'WRITE_TRUNCATE',
  });

  describe('lies where the dataset does', () => {
    const mismatch = (source: string, destination: string) => ({
      reason: 'invalid',
      message: `Cannot read and write in different locations: source: ${source}, destination: ${destination}`,
    });

    it.each([
      ['elsewhere', 'EU', mismatch('US', 'EU')],
      ['elsewhere', 'europe_west1', mismatch('US', 'europe-west1')],
      ['european', 'europe_west1', mismatch('EU', 'europe-west1')],
      ['london', 'EU', mismatch('europe-west2', 'EU')],
      ['european', 'EU', undefined],
      ['belgian', 'EU', undefined],
      ['belgian', 'europe_west1', undefined],
      ['belgian', 'US', undefined],
    ])('from bucket %s to dataset %s', async (bucket, dataset, error) => {
      const uri = `gs://${bucket}/a.json`;
      await stub.putObject(uri, ndjson({ id: 1 }));
      const job = await load(stub, `${dataset}.t`, options(uri));
      expect(job.status?.errors).toEqual(error && [error]);
      const extract = { sourceTable: tableReference(`${dataset}.t`), destinationUris: [`gs://${bucket}/out.json`] };
      if (!error) {
        const { status } = await runJob(stub, { extract: { ...extract, destinationFormat: 'NEWLINE_DELIMITED_JSON' } });
        expect(status?.errorResult).toBeUndefined();
      }
    });

    it('is told over the control route', async () => {
      await stub.putObject('gs://moved/a.json', ndjson({ id: 1 }));
      const answer = await stub.call('PUT', '/_stub/buckets/moved', { location: 'asia-northeast1' });
      expect(answer).toEqual({ status: 200, body: { location: 'asia-northeast1' } });
      expect((await stub.call('GET', '/_stub/buckets')).body).toEqual({
        locations: { european: 'EU', belgian: 'europe-west1', london: 'europe-west2', moved: 'asia-northeast1' },
      });
      expect((await stub.call('PUT', '/_stub/buckets/moved', {})).status).toBe(400);
      const job = await load(stub, 'EU.t', options('gs://moved/a.json'));
      expect(job.status?.errors).toEqual([mismatch('asia-northeast1', 'EU')]);
    });
  });

  it('collapses slashes, so that it reads another object than the one named', async () => {
    await stub.putObject('gs://b/data/x.json', ndjson({ id: 1 }));
    for (const uri of ['gs://b/data//x.json', 'gs://b//data/x.json', 'gs://b/data///x.json']) {
      const job = await load(stub, 'US.slashes', options(uri));
      expect(job.status?.errorResult).toBeUndefined();
      expect(await rowsOf(stub, 'US.slashes')).toEqual([['1']]);
    }
    expect((await load(stub, 'US.slashes', options('gs://b/data//none.json'))).status?.errors).toEqual([
      { reason: 'notFound', message: 'Not found: URI gs://b/data/none.json' },
    ]);
  });

  it('takes * for any text, also where an object is really called so', async () => {
    await stub.putObject('gs://b/star/a*.json', ndjson({ id: 1 }));
    await stub.putObject('gs://b/star/ab.json', ndjson({ id: 2 }));
    await load(stub, 'US.star', options('gs://b/star/a*.json'));
    expect(await rowsOf(stub, 'US.star')).toHaveLength(2);
    expect((await load(stub, 'US.star', options('gs://b/star/*/a*.json'))).status?.errorResult).toMatchObject({
      reason: 'invalid',
      message: expect.stringContaining('it may have one wildcard'),
    });
  });

  it('does not know generations', async () => {
    await stub.putObject('gs://b/versioned.json', ndjson({ id: 1 }));
    expect(
      (await load(stub, 'US.versioned', options('gs://b/versioned.json#1700000000000000'))).status?.errors,
    ).toEqual([{ reason: 'notFound', message: 'Not found: URI gs://b/versioned.json#1700000000000000' }]);
    expect((await stub.call('GET', `/projects/${PROJECT}/datasets/US/tables/versioned`)).status).toBe(404);
  });
});
