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
    expect(job.status?.errorResult?.message).toContain('Checksum did not match for Snappy compression');
  });

  describe('cut off', () => {
    const cut = async (codec: 'null' | 'deflate', length: (whole: Buffer) => number): Promise<Buffer> => {
      const whole = await avroFile(PERSON, [ADA, ADA, ADA], codec);
      return whole.subarray(0, length(whole));
    };

    it.each([
      ['no header at all', () => Buffer.from('Obj\u0001nonsense', 'latin1'), 'parse the header'],
      ['the first 120 bytes', () => cut('null', () => 120), 'parse the header'],
      ['a header without its end', () => cut('null', (whole) => whole.indexOf('"fields"')), 'parse the header'],
      ['half a block', () => cut('null', (whole) => whole.length - 30), 'read data'],
      ['half a packed block', () => cut('deflate', (whole) => whole.length - 30), 'read data'],
      ['a block without its end', () => cut('null', (whole) => whole.length - 1), 'read data'],
    ])('%s is an error of that file, and other loads go on', async (_what, bytes, doing) => {
      await stub.putObject('gs://b/cut/0.avro', await bytes());
      await stub.putObject('gs://b/cut/1.avro', await avroFile(PERSON, [ADA]));
      const options = { sourceFormat: 'AVRO', writeDisposition: 'WRITE_TRUNCATE' };
      for (const name of ['0.avro', '*.avro']) {
        const { status } = await load(stub, 'ds.cut', { ...options, sourceUris: [`gs://b/cut/${name}`] });
        expect(status?.errorResult).toMatchObject({ reason: 'invalid', location: 'gs://b/cut/0.avro' });
        expect(status?.errorResult?.message).toContain(`The Apache Avro library failed to ${doing} with the following`);
        expect(status?.errors).toHaveLength(1);
      }
      const good = await load(stub, 'ds.good', { ...options, sourceUris: ['gs://b/cut/1.avro'] });
      expect(good.statistics?.load?.outputRows).toBe('1');
    });

    it('after its header is an empty file, which nobody can tell from one that was never longer', async () => {
      const whole = await avroFile(PERSON, [ADA]);
      const sync = whole.subarray(-16);
      await stub.putObject('gs://b/empty.avro', whole.subarray(0, whole.indexOf(sync) + sync.length));
      const job = await load(stub, 'ds.empty', { sourceFormat: 'AVRO', sourceUris: ['gs://b/empty.avro'] });
      expect(job.status?.errorResult).toBeUndefined();
      expect(job.statistics?.load?.outputRows).toBe('0');
    });
  });

  it('refuses a block whose end was overwritten, and a codec that nobody knows', async () => {
    const good = await avroFile(PERSON, [ADA]);
    const overwritten = Buffer.from(good).fill(0, good.length - 16);
    const unknown = Buffer.from(good.toString('latin1').replace('\u0008null', '\u0008nope'), 'latin1');
    for (const [bytes, message] of [
      [overwritten, 'read data with the following error: Sync mismatch'],
      [unknown, 'parse the header with the following error: Unknown codec in data file: nope'],
    ] as const) {
      await stub.putObject('gs://b/bad.avro', bytes);
      const job = await load(stub, 'ds.bad', { sourceFormat: 'AVRO', sourceUris: ['gs://b/bad.avro'] });
      expect(job.status?.errorResult).toMatchObject({
        reason: 'invalid',
        location: 'gs://b/bad.avro',
        message: expect.stringContaining(message),
      });
    }
  });

  it('blames no file for what the stub does not support', async () => {
    const schema = { type: 'record', name: 'R', fields: [{ name: 'v', type: ['null', 'string', 'long'] }] };
    await stub.putObject('gs://b/union.avro', await avroFile(schema as unknown as Schema, [{ v: 'x' }]));
    const job = await load(stub, 'ds.union', { sourceFormat: 'AVRO', sourceUris: ['gs://b/union.avro'] });
    expect(job.status?.errors).toEqual([
      {
        reason: 'notImplemented',
        message: 'not supported by the local BigQuery stub: Avro unions of several types other than null',
      },
    ]);
  });

  it('adds what the schema calls NULLABLE, though no value of the file may be null', async () => {
    const dataset = stub.client().dataset('ds');
    await dataset.createTable('relaxed', { schema: { fields: fields('id:INTEGER') } });
    const schema = (...names: string[]) =>
      ({ type: 'record', name: 'R', fields: names.map((name) => ({ name, type: 'long' })) }) as unknown as Schema;
    await stub.putObject('gs://b/wide.avro', await avroFile(schema('id', 'n'), [{ id: 1, n: 2 }]));
    const options = {
      sourceFormat: 'AVRO',
      sourceUris: ['gs://b/wide.avro'],
      schemaUpdateOptions: ['ALLOW_FIELD_ADDITION'],
    };
    expect((await load(stub, 'ds.relaxed', options)).status?.errorResult?.message).toContain(
      'Cannot add required fields to an existing schema. (field: n)',
    );
    const job = await load(stub, 'ds.relaxed', { ...options, schema: { fields: fields('id:INTEGER,n:INTEGER') } });
    expect(job.status?.errorResult).toBeUndefined();
    expect(await rowsOf(stub, 'ds.relaxed')).toEqual([['1', '2']]);
    expect(await schemaOf('relaxed')).toEqual(['id:INTEGER:NULLABLE', 'n:INTEGER:NULLABLE']);
  });

  it('relaxes a REQUIRED column that the file lacks only if allowed', async () => {
    const dataset = stub.client().dataset('ds');
    await dataset.createTable('demanding', { schema: { fields: fields('id:INTEGER:REQUIRED,n:INTEGER') } });
    const schema = { type: 'record', name: 'R', fields: [{ name: 'n', type: ['null', 'long'] }] };
    await stub.putObject('gs://b/lacking.avro', await avroFile(schema as unknown as Schema, [{ n: 7 }]));
    const options = { sourceFormat: 'AVRO', sourceUris: ['gs://b/lacking.avro'] };
    expect((await load(stub, 'ds.demanding', options)).status?.errorResult?.message).toBe(
      `Provided Schema does not match Table ${PROJECT}:ds.demanding. Field id is missing in new schema`,
    );
    const job = await load(stub, 'ds.demanding', { ...options, schemaUpdateOptions: ['ALLOW_FIELD_RELAXATION'] });
    expect(job.status?.errorResult).toBeUndefined();
    expect(await rowsOf(stub, 'ds.demanding')).toEqual([[null, '7']]);
    expect(await schemaOf('demanding')).toEqual(['id:INTEGER:NULLABLE', 'n:INTEGER:NULLABLE']);
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
