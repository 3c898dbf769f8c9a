import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Configuration, fields, load, ndjson, rowsOf } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

const JSON_FORMAT = 'NEWLINE_DELIMITED_JSON';
const ADVICE =
  'It looks like you are appending to an existing table with autodetect enabled. Disabling autodetect may resolve this.';

describe('autodetect on a table that is there', () => {
  let stub: StubProcess;
  let lastTable = 0;

  beforeAll(async () => {
    stub = await startStubProcess();
    await stub.client().createDataset('ds');
  });
  afterAll(() => stub.remove());

  async function append(schema: string, content: string, options: Configuration['load'] = {}) {
    lastTable += 1;
    const id = `t${lastTable}`;
    await stub
      .client()
      .dataset('ds')
      .createTable(id, { schema: { fields: fields(schema) } });
    await stub.putObject('gs://b/file', content);
    const job = await load(stub, `ds.${id}`, { sourceUris: ['gs://b/file'], autodetect: true, ...options });
    return { id, job, refusal: `Provided Schema does not match Table ${PROJECT}:ds.${id}.` };
  }

  const schemaOf = async (id: string): Promise<string[]> => {
    const [{ schema }] = await stub.client().dataset('ds').table(id).getMetadata();
    return schema.fields.map(({ name, type, mode }: Record<string, string>) => `${name}:${type}:${mode ?? 'NULLABLE'}`);
  };

  it.each([
    [
      'a column of dates that are all NULL',
      'id:INTEGER,d:DATE',
      'id,d\n1,\n2,\n',
      'd has changed type from DATE to STRING',
    ],
    ['text that looks like base64', 'id:INTEGER,b:BYTES', 'id,b\n1,AAEC\n', 'b has changed type from BYTES to STRING'],
    ['whole numbers for a FLOAT', 'id:INTEGER,f:FLOAT', 'id,f\n1,2\n', 'f has changed type from FLOAT to INTEGER'],
    [
      'numbers for a STRING',
      'id:INTEGER,zip:STRING',
      'id,zip\n1,10115\n',
      'zip has changed type from STRING to INTEGER',
    ],
    [
      'any value for a REQUIRED column',
      'id:INTEGER:REQUIRED',
      'id\n1\n',
      'id has changed mode from REQUIRED to NULLABLE',
    ],
  ])('is strict: %s', async (_what, schema, content, detail) => {
    const { job, refusal } = await append(schema, content);
    expect(job.status?.errors).toEqual([
      { reason: 'invalid', message: `${refusal} Field ${detail}` },
      { reason: 'invalid', message: ADVICE },
    ]);
    expect(job.status?.errorResult).toEqual(job.status?.errors?.[0]);
  });

  it('is as strict with JSON', async () => {
    const content = ndjson({ id: 1, d: null }, { id: 2 });
    const { job, refusal } = await append('id:INTEGER,d:DATE', content, { sourceFormat: JSON_FORMAT });
    expect(job.status?.errorResult?.message).toBe(`${refusal} Field d has changed type from DATE to STRING`);
  });

  it('fills columns of the types it finds, in any order and any case', async () => {
    const { id, job } = await append('id:INTEGER,name:STRING,seen:TIMESTAMP', 'SEEN,id\n2020/11/11 00:00:06,1\n');
    expect(job.status?.errorResult).toBeUndefined();
    expect(await rowsOf(stub, `ds.${id}`)).toEqual([['1', null, '1605052806000000']]);
  });

  it.each([
    ['CSV', 'id,more\n2,x\n3,\n'],
    [JSON_FORMAT, '{"id":2,"more":"x"}\n{"id":3}\n'],
  ])('adds fields of %s if the job may', async (sourceFormat, content) => {
    const isHeader = sourceFormat === 'CSV';
    const { job, refusal } = await append('id:INTEGER', content, { sourceFormat });
    expect(job.status?.errorResult?.message).toBe(`${refusal} Cannot add fields (field: more)`);
    const added = await append('id:INTEGER', content, {
      sourceFormat,
      schemaUpdateOptions: ['ALLOW_FIELD_ADDITION'],
      ...(isHeader ? { skipLeadingRows: 1 } : {}),
    });
    expect(added.job.status?.errorResult).toBeUndefined();
    expect(await schemaOf(added.id)).toEqual(['id:INTEGER:NULLABLE', 'more:STRING:NULLABLE']);
    expect(await rowsOf(stub, `ds.${added.id}`)).toEqual([
      ['2', 'x'],
      ['3', null],
    ]);
  });

  it('relaxes fields if the job may, those that are missing too', async () => {
    const { id, job } = await append('id:INTEGER:REQUIRED,gone:STRING:REQUIRED', '{"id":2}\n', {
      sourceFormat: JSON_FORMAT,
      schemaUpdateOptions: ['ALLOW_FIELD_RELAXATION'],
    });
    expect(job.status?.errorResult).toBeUndefined();
    expect(await schemaOf(id)).toEqual(['id:INTEGER:NULLABLE', 'gone:STRING:NULLABLE']);
    expect(await rowsOf(stub, `ds.${id}`)).toEqual([['2', null]]);
  });

  it('takes the names from the last of the skipped lines, if it can be told from the data', async () => {
    const { job, refusal } = await append('id:STRING,name:STRING', 'id,name\na,b\nc,d\n', { skipLeadingRows: 1 });
    expect(job.status?.errorResult?.message).toBe(`${refusal} Cannot add fields (field: string_field_0)`);
    const named = await append('id:INTEGER,name:STRING', '# export\nid,name\n1,b\n', {
      skipLeadingRows: 2,
      allowJaggedRows: true,
    });
    expect(await rowsOf(stub, `ds.${named.id}`)).toEqual([['1', 'b']]);
  });

  it('has nothing to detect in a broken gzip, and says so of the file', async () => {
    const { job } = await append('id:INTEGER', '', { sourceFormat: JSON_FORMAT, sourceUris: ['gs://b/cut.gz'] });
    expect(job.status?.errorResult?.reason).toBe('notFound');
    await stub.putObject('gs://b/cut.gz', Buffer.from('1f8b0800000000000003ab56ca4c51b2', 'hex'));
    const cut = await append('id:INTEGER', '', { sourceFormat: JSON_FORMAT, sourceUris: ['gs://b/cut.gz'] });
    expect(cut.job.status?.errors).toEqual([
      {
        reason: 'invalid',
        location: 'gs://b/cut.gz',
        message: expect.stringContaining('Failed to decompress the gzip data'),
      },
    ]);
  });
});
