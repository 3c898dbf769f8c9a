import type { Schema } from 'avsc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { avroFile } from './avroFile.ts';
import { fields, load, rowsOf } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

const PERSON: Schema = {
  type: 'record',
  name: 'Person',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'name', type: ['null', 'string'] },
    { name: 'born', type: ['null', { type: 'int', logicalType: 'date' }] },
    { name: 'seen', type: { type: 'long', logicalType: 'timestamp-micros' } },
    { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 } },
    { name: 'tags', type: { type: 'array', items: 'string' } },
    { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['A', 'B'] } },
    {
      name: 'home',
      type: ['null', { type: 'record', name: 'Home', fields: [{ name: 'city', type: 'string' }] }],
    },
    { name: 'scores', type: { type: 'map', values: 'double' } },
  ],
} as unknown as Schema;

const ADA = {
  id: 7,
  name: 'Ada',
  born: 19_753,
  seen: 1_706_700_000_000_001,
  price: Buffer.from([0xff, 0x85]),
  tags: ['x', 'y'],
  kind: 'B',
  home: { city: 'London' },
  scores: { maths: 1 },
};

describe('load jobs of Avro', () => {
  let stub: StubProcess;

  beforeAll(async () => {
    stub = await startStubProcess();
    await stub.client().createDataset('ds');
  });
  afterAll(() => stub.remove());

  const schemaOf = async (table: string): Promise<string[]> => {
    const { body } = await stub.call('GET', `/projects/${PROJECT}/datasets/ds/tables/${table}`);
    return (body['schema'] as { fields: { name: string; type: string; mode: string }[] }).fields.map(
      ({ name, type, mode }) => `${name}:${type}:${mode}`,
    );
  };

  it.each(['null', 'deflate', 'snappy'] as const)(
    'takes schema and logical types from the file, codec %s',
    async (codec) => {
      await stub.putObject('gs://b/people.avro', await avroFile(PERSON, [ADA], codec));
      const table = `people_${codec}`;
      await load(stub, `ds.${table}`, {
        sourceFormat: 'AVRO',
        useAvroLogicalTypes: true,
        sourceUris: ['gs://b/people.avro'],
      });
      expect(await schemaOf(table)).toEqual([
        'id:INTEGER:REQUIRED',
        'name:STRING:NULLABLE',
        'born:DATE:NULLABLE',
        'seen:TIMESTAMP:REQUIRED',
        'price:NUMERIC:REQUIRED',
        'tags:STRING:REPEATED',
        'kind:STRING:REQUIRED',
        'home:RECORD:NULLABLE',
        'scores:RECORD:REPEATED',
      ]);
      expect(await rowsOf(stub, `ds.${table}`)).toEqual([
        ['7', 'Ada', '2024-01-31', '1706700000000001', '-1.23', ['x', 'y'], 'B', ['London'], [['maths', '1.0']]],
      ]);
    },
  );

  it('keeps raw types where logical types are not asked for', async () => {
    await stub.putObject('gs://b/raw.avro', await avroFile(PERSON, [ADA]));
    await load(stub, 'ds.raw', { sourceFormat: 'AVRO', sourceUris: ['gs://b/raw.avro'] });
    expect((await schemaOf('raw')).slice(2, 5)).toEqual([
      'born:INTEGER:NULLABLE',
      'seen:INTEGER:REQUIRED',
      'price:BYTES:REQUIRED',
    ]);
  });

  it('refuses a file that is no Avro, or broken, by name', async () => {
    const good = await avroFile(PERSON, [ADA]);
    await stub.putObject('gs://b/broken/1.avro', good);
    await stub.putObject('gs://b/broken/0.avro', 'no Avro at all');
    const job = await load(stub, 'ds.broken', { sourceFormat: 'AVRO', sourceUris: ['gs://b/broken/*.avro'] });
    expect(job.status?.errorResult).toMatchObject({ reason: 'invalid', location: 'gs://b/broken/0.avro' });
    expect(job.status?.errorResult?.message).toContain('The Apache Avro library failed to parse the header');
  });

  it('refuses a file whose packed block was changed', async () => {
    const broken = await avroFile(PERSON, [ADA], 'snappy');
    const name = broken.indexOf('Ada', broken.indexOf('avro.schema') + 11);
    broken.write('Eva', name);
    await stub.putObject('gs://b/changed.avro', broken);
    const job = await load(stub, 'ds.changed', { sourceFormat: 'AVRO', sourceUris: ['gs://b/changed.avro'] });
    expect(job.status?.errorResult).toMatchObject({ reason: 'invalid', location: 'gs://b/changed.avro' });
    expect(job.status?.errorResult?.message).toContain('snappy codec decompression error');
  });

  it('refuses types that differ from the table, and adds fields if allowed', async () => {
    await stub
      .client()
      .dataset('ds')
      .createTable('typed', { schema: { fields: fields('id:STRING') } });
    await stub
      .client()
      .dataset('ds')
      .createTable('narrow', { schema: { fields: fields('id:INTEGER') } });
    const schema: Schema = {
      type: 'record',
      name: 'R',
      fields: [
        { name: 'id', type: 'long' },
        { name: 'n', type: ['null', 'int'] },
      ],
    } as unknown as Schema;
    await stub.putObject('gs://b/r.avro', await avroFile(schema, [{ id: 1, n: 2 }]));
    const options = { sourceFormat: 'AVRO', sourceUris: ['gs://b/r.avro'] };
    expect((await load(stub, 'ds.typed', options)).status?.errorResult?.message).toBe(
      `Provided Schema does not match Table ${PROJECT}:ds.typed. Field id has changed type from STRING to INTEGER`,
    );
    expect((await load(stub, 'ds.narrow', options)).status?.errorResult?.message).toBe(
      `Provided Schema does not match Table ${PROJECT}:ds.narrow. Cannot add fields (field: n)`,
    );
    await load(stub, 'ds.narrow', { ...options, schemaUpdateOptions: ['ALLOW_FIELD_ADDITION'] });
    expect(await rowsOf(stub, 'ds.narrow')).toEqual([['1', '2']]);
  });
});
