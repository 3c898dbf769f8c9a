import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Configuration, fields, load, rowsOf, runJob, tableReference } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

const DAYS_LAYOUT = { timePartitioning: { type: 'DAY', field: 'd' }, clustering: { fields: ['n'] } };

describe('copy and extract jobs', () => {
  let stub: StubProcess;
  let lastTable = 0;

  beforeAll(async () => {
    stub = await startStubProcess();
    const [dataset] = await stub.client().createDataset('ds');
    const [days] = await dataset.createTable('days', {
      schema: { fields: fields('d:DATE,n:INTEGER') },
      ...DAYS_LAYOUT,
      description: 'about days',
    });
    await days.insert([
      { d: '2026-01-30', n: 1 },
      { d: '2026-01-31', n: 2 },
    ]);
    const [types] = await dataset.createTable('types', {
      schema: {
        fields: [
          ...fields(
            'i:INTEGER:REQUIRED,f:FLOAT,n:NUMERIC,s:STRING,b:BYTES,bo:BOOLEAN,d:DATE,t:TIME,dt:DATETIME,ts:TIMESTAMP',
          ),
          { name: 'l', type: 'STRING', mode: 'REPEATED' },
          { name: 'r', type: 'RECORD', fields: fields('a:INTEGER,b:STRING') },
        ],
      },
    });
    await types.insert([
      {
        i: '9007199254740993',
        f: 1.5,
        n: '-12345678901234567890.123456789',
        s: 'x "y", z',
        b: Buffer.from([0, 255]),
        bo: true,
        d: '2024-02-29',
        t: '01:02:03.5',
        dt: '2024-02-29T01:02:03',
        ts: '2024-02-29T01:02:03.000001Z',
        l: ['a', 'b'],
        r: { a: 1, b: null },
      },
      { i: 2 },
    ]);
  });
  afterAll(() => stub.remove());

  const copy = (from: string | string[], to: string, options: Configuration['copy'] = {}) =>
    runJob(stub, {
      copy: { sourceTables: [from].flat().map(tableReference), destinationTable: tableReference(to), ...options },
    });
  const metadataOf = async (id: string) => (await stub.client().dataset('ds').table(id).getMetadata())[0];

  it('copies a table with its partitioning, clustering and description', async () => {
    const job = await copy('ds.days', 'ds.copied');
    expect(job.statistics?.copy).toEqual({ copiedRows: '2', copiedLogicalBytes: '32' });
    expect(await metadataOf('copied')).toMatchObject({
      timePartitioning: { type: 'DAY', field: 'd' },
      clustering: { fields: ['n'] },
      description: 'about days',
    });
    expect(await rowsOf(stub, 'ds.copied')).toEqual(await rowsOf(stub, 'ds.days'));
  });

  it('copies through the client', async () => {
    const dataset = stub.client().dataset('ds');
    const [job] = await dataset.table('days').createCopyJob(dataset.table('client_copy'));
    await job.promise();
    expect(await rowsOf(stub, 'ds.client_copy')).toHaveLength(2);
  });

  it('demands an empty table unless told to append or to replace', async () => {
    await copy('ds.days', 'ds.target');
    expect((await copy('ds.days', 'ds.target')).status?.errorResult).toEqual({
      reason: 'duplicate',
      message: `Already Exists: Table ${PROJECT}:ds.target`,
    });
    await copy('ds.days', 'ds.target', { writeDisposition: 'WRITE_APPEND' });
    expect(await rowsOf(stub, 'ds.target')).toHaveLength(4);
    const wider = { ...DAYS_LAYOUT, schema: { fields: fields('n:INTEGER,d:DATE,more:STRING') } };
    await stub.client().dataset('ds').createTable('wider', wider);
    await copy('ds.wider', 'ds.target', { writeDisposition: 'WRITE_TRUNCATE' });
    expect((await metadataOf('target')).schema.fields.map(({ name }: { name: string }) => name)).toEqual([
      'n',
      'd',
      'more',
    ]);
  });

  it("replacing takes the source's keys along, and leaves layout, description and labels", async () => {
    const dataset = stub.client().dataset('ds');
    const keys = { primaryKey: { columns: ['n'] } };
    const schema = { fields: fields('d:DATE,n:INTEGER') };
    await dataset.createTable('keyed', { ...DAYS_LAYOUT, schema, tableConstraints: keys } as object);
    await dataset.createTable('described', { ...DAYS_LAYOUT, schema, description: 'mine', labels: { team: 'a' } });
    await copy('ds.keyed', 'ds.described', { writeDisposition: 'WRITE_TRUNCATE' });
    expect(await metadataOf('described')).toMatchObject({
      ...DAYS_LAYOUT,
      description: 'mine',
      labels: { team: 'a' },
      tableConstraints: keys,
    });
    await copy('ds.days', 'ds.described', { writeDisposition: 'WRITE_TRUNCATE' });
    expect(await metadataOf('described')).toMatchObject({ description: 'mine' });
    expect((await metadataOf('described')).tableConstraints).toBeUndefined();
  });

  it.each([
    ['plain', { ...DAYS_LAYOUT }, 'Failed to copy Non partitioned table to Column partitioned table: not supported.'],
    ['plain', { clustering: { fields: ['n'] } }, 'incompatible clustering fields'],
    [
      'days',
      {},
      'Incompatible table partitioning specification. Expects partitioning specification none, but input partitioning specification is interval(type:day,field:d) clustering(n)',
    ],
  ])('copies %s only to a table of its layout, not %o', async (source, layout, message) => {
    const dataset = stub.client().dataset('ds');
    const schema = { fields: fields('d:DATE,n:INTEGER') };
    await dataset.createTable('plain', { schema }).catch(() => undefined);
    const [target] = await dataset.createTable(`laid_out_${lastTable++}`, { ...layout, schema });
    for (const writeDisposition of ['WRITE_APPEND', 'WRITE_TRUNCATE']) {
      const job = await copy(`ds.${source}`, `ds.${target.id}`, { writeDisposition });
      expect(job.status?.errorResult).toMatchObject({ reason: 'invalid', message: expect.stringContaining(message) });
    }
  });

  it('copies a table without partitions to one partitioned by arrival', async () => {
    const dataset = stub.client().dataset('ds');
    const schema = { fields: fields('n:INTEGER') };
    const [from] = await dataset.createTable('unpartitioned', { schema });
    await from.insert([{ n: 1 }]);
    await dataset.createTable('by_arrival', { schema, timePartitioning: { type: 'DAY' } });
    await copy('ds.unpartitioned', 'ds.by_arrival$20260131', { writeDisposition: 'WRITE_TRUNCATE' });
    expect(await rowsOf(stub, 'ds.by_arrival$20260131')).toEqual([['1']]);
  });

  it('makes no table that it must not make', async () => {
    const job = await copy('ds.days', 'ds.never', { createDisposition: 'CREATE_NEVER' });
    expect(job.status?.errorResult).toEqual({ reason: 'notFound', message: `Not found: Table ${PROJECT}:ds.never` });
  });

  it('copies several tables into one, and partitions', async () => {
    await copy(['ds.days', 'ds.days'], 'ds.several');
    expect(await rowsOf(stub, 'ds.several')).toHaveLength(4);
    await copy('ds.days$20260131', 'ds.several$20260131', { writeDisposition: 'WRITE_TRUNCATE' });
    expect(await rowsOf(stub, 'ds.several')).toHaveLength(3);
    expect(await rowsOf(stub, 'ds.several$20260131')).toEqual([['2026-01-31', '2']]);
  });

  it('keeps the partitions of tables partitioned by arrival', async () => {
    await stub.client().query('CREATE TABLE ds.arrived (n INT64) PARTITION BY _PARTITIONDATE');
    await stub
      .client()
      .query(
        'INSERT INTO ds.arrived (_PARTITIONTIME, n) VALUES (TIMESTAMP "2026-01-30", 1), (TIMESTAMP "2026-01-31", 2)',
      );
    await copy('ds.arrived', 'ds.arrived_copy');
    expect(await rowsOf(stub, 'ds.arrived_copy$20260130')).toEqual([['1']]);
    await copy('ds.arrived$20260130', 'ds.arrived_copy$20260201');
    expect(await rowsOf(stub, 'ds.arrived_copy$20260201')).toEqual([['1']]);
  });

  it('refuses sources that do not fit, and those that are not there', async () => {
    await stub
      .client()
      .dataset('ds')
      .createTable('other', { ...DAYS_LAYOUT, schema: { fields: fields('d:DATE,n:STRING') } });
    expect((await copy('ds.days', 'ds.other', { writeDisposition: 'WRITE_APPEND' })).status?.errorResult?.message).toBe(
      `Provided Schema does not match Table ${PROJECT}:ds.other. Field n has changed type from STRING to INTEGER`,
    );
    expect((await copy('ds.none', 'ds.x')).status?.errorResult).toEqual({
      reason: 'notFound',
      message: `Not found: Table ${PROJECT}:ds.none`,
    });
    expect((await copy('ds.days', 'ds.snap', { operationType: 'SNAPSHOT' })).status?.errorResult?.message).toContain(
      'not supported by the local BigQuery stub',
    );
  });

  const extract = (table: string, uri: string, options: Configuration['extract'] = {}) =>
    runJob(stub, { extract: { sourceTable: tableReference(table), destinationUris: [uri], ...options } });

  it('writes JSON as BigQuery does, and reads it again', async () => {
    const job = await extract('ds.types', 'gs://out/types-*.json', { destinationFormat: 'NEWLINE_DELIMITED_JSON' });
    expect(job.statistics?.extract?.destinationUriFileCounts).toEqual(['1']);
    const lines = (await stub.getObject('gs://out/types-000000000000.json')).toString().trim().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      i: '9007199254740993',
      f: 1.5,
      n: '-12345678901234567890.123456789',
      s: 'x "y", z',
      b: 'AP8=',
      bo: true,
      d: '2024-02-29',
      t: '01:02:03.5',
      dt: '2024-02-29T01:02:03',
      ts: '2024-02-29 01:02:03.000001 UTC',
      l: ['a', 'b'],
      r: { a: '1' },
    });
    const { schema } = await metadataOf('types');
    await load(stub, 'ds.types_again', {
      sourceFormat: 'NEWLINE_DELIMITED_JSON',
      sourceUris: ['gs://out/types-*.json'],
      schema,
    });
    expect(await rowsOf(stub, 'ds.types_again')).toEqual(await rowsOf(stub, 'ds.types'));
  });

  it.each([
    ['AVRO', { compression: 'DEFLATE', useAvroLogicalTypes: true }],
    ['AVRO', { compression: 'SNAPPY', useAvroLogicalTypes: true }],
    ['PARQUET', { compression: 'SNAPPY' }],
  ])('writes %s, %o, and reads it again', async (format, options) => {
    const uri = `gs://out/types.${options.compression}.${format}`;
    const written = await extract('ds.types', uri, { destinationFormat: format, ...options });
    expect(written.status).toEqual({ state: 'DONE' });
    const table = `ds.types_${format}_${options.compression}`;
    const job = await load(stub, table, {
      sourceFormat: format,
      sourceUris: [uri],
      useAvroLogicalTypes: true,
      parquetOptions: { enableListInference: true },
    });
    expect(job.status?.errorResult).toBeUndefined();
    const [original, again] = [await rowsOf(stub, 'ds.types'), await rowsOf(stub, table)];
    // Avro has no type for DATETIME: it is a text.
    const comparable = (rows: unknown[][]) =>
      rows.map((row) => row.filter((_value, index) => format !== 'AVRO' || index !== 8));
    expect(comparable(again)).toEqual(comparable(original));
  });

  it('writes CSV with header and quotes, packed, one partition', async () => {
    await extract('ds.days$20260131', 'gs://out/days.csv');
    expect((await stub.getObject('gs://out/days.csv')).toString()).toBe('d,n\n2026-01-31,2\n');
    await stub.client().query('CREATE TABLE ds.texts AS SELECT "a;b" AS s, "" AS e, CAST(NULL AS STRING) AS n');
    await extract('ds.texts', 'gs://out/texts.csv.gz', {
      compression: 'GZIP',
      printHeader: false,
      fieldDelimiter: ';',
    });
    expect(gunzipSync(await stub.getObject('gs://out/texts.csv.gz')).toString()).toBe('"a;b";"";\n');
    expect((await extract('ds.types', 'gs://out/nested.csv')).status?.errorResult?.message).toBe(
      'Operation cannot be performed on a nested schema. Field: l',
    );
  });

  it('refuses a file that is no Parquet by name', async () => {
    await stub.putObject('gs://out/no.parquet', 'nothing of the kind');
    const job = await load(stub, 'ds.parquet', { sourceFormat: 'PARQUET', sourceUris: ['gs://out/no.parquet'] });
    expect(job.status?.errorResult).toMatchObject({ reason: 'invalid', location: 'gs://out/no.parquet' });
    expect(job.status?.errorResult?.message).toContain('Input file is not in Parquet format.');
  });
});
