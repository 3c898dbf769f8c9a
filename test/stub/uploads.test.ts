import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BigQuery } from '@google-cloud/bigquery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fields, rowsOf, tableReference, untilDone } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

describe('files that come with the request', () => {
  let stub: StubProcess;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bqtail-uploads-'));
    stub = await startStubProcess();
    await stub.client().createDataset('ds');
  });
  afterAll(async () => {
    await stub.remove();
    await rm(folder, { recursive: true });
  });

  /** Without credentials the client cannot upload: it trips over headers that are not there. */
  const client = (): BigQuery => {
    const authClient = { getRequestHeaders: async () => new Headers({ authorization: 'Bearer none' }) };
    const options = { projectId: PROJECT, apiEndpoint: stub.url, useAuthWithCustomEndpoint: true, authClient };
    return new BigQuery(options as unknown as ConstructorParameters<typeof BigQuery>[0]);
  };

  it('are loaded through the client, in one piece', async () => {
    const file = path.join(folder, 'upload.csv');
    await writeFile(file, '1,Ada\n2,Alan\n');
    const schema = { fields: fields('id:INTEGER,name:STRING') };
    const [job] = await client().dataset('ds').table('client').load(file, { sourceFormat: 'CSV', schema });
    expect(job.statistics?.load).toMatchObject({ inputFiles: '1', outputRows: '2' });
    expect(await rowsOf(stub, 'ds.client')).toEqual([
      ['1', 'Ada'],
      ['2', 'Alan'],
    ]);
  });

  it('are loaded piece by piece, a piece that comes twice once', async () => {
    const configuration = {
      load: {
        sourceFormat: 'CSV',
        schema: { fields: fields('id:INTEGER') },
        destinationTable: tableReference('ds.pieces'),
      },
    };
    const begin = await fetch(`${stub.url}/upload/bigquery/v2/projects/${PROJECT}/jobs?uploadType=resumable`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ configuration, jobReference: { jobId: 'pieces' } }),
    });
    const location = begin.headers.get('location') ?? '';
    const put = (body: string, range: string) =>
      fetch(location, { method: 'PUT', body, headers: { 'content-range': range } });
    const first = await put('1\n2\n', 'bytes 0-3/*');
    expect([first.status, first.headers.get('range')]).toEqual([308, 'bytes=0-3']);
    expect((await put('1\n2\n', 'bytes 0-3/*')).status).toBe(308);
    expect((await put('', 'bytes */6')).headers.get('range')).toBe('bytes=0-3');
    const last = await put('3\n', 'bytes 4-5/6');
    expect(last.status).toBe(200);
    expect(await last.json()).toMatchObject({ jobReference: { jobId: 'pieces' } });
    await untilDone(stub, 'pieces');
    expect(await rowsOf(stub, 'ds.pieces')).toEqual([['1'], ['2'], ['3']]);
  });

  it('fail without a location, as there is none', async () => {
    const file = path.join(folder, 'broken.json');
    await writeFile(file, 'nope\n');
    const schema = { fields: fields('id:INTEGER') };
    const loading = client()
      .dataset('ds')
      .table('broken')
      .load(file, { sourceFormat: 'NEWLINE_DELIMITED_JSON', schema });
    await expect(loading).rejects.toMatchObject({ errors: [{ reason: 'invalid' }, {}, {}] });
  });
});
