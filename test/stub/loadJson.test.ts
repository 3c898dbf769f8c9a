import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fields, load, ndjson, rowsOf, runJob } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

const FORMAT = { sourceFormat: 'NEWLINE_DELIMITED_JSON' };
const PREFIX = 'Error while reading data, error message: ';
const FORMATS = 'Required format is YYYY-MM-DD HH:MM[:SS[.SSSSSS]] or YYYY/MM/DD HH:MM[:SS[.SSSSSS]]';

describe('load jobs of newline-delimited JSON', () => {
  let stub: StubProcess;

  beforeAll(async () => {
    stub = await startStubProcess();
    await stub.client().createDataset('ds');
  });
  afterAll(() => stub.remove());

  it('makes the table, tells what was loaded, and leaves rows in order', async () => {
    await stub.putObject('gs://b/people.json', ndjson({ id: 1, name: 'Ada' }, { id: 2, name: null }));
    const job = await load(stub, 'ds.people', {
      ...FORMAT,
      sourceUris: ['gs://b/people.json'],
      schema: { fields: fields('id:INTEGER,name:STRING') },
    });
    expect(job.status).toEqual({ state: 'DONE' });
    expect(job.statistics?.load).toEqual({
      inputFiles: '1',
      inputFileBytes: '43',
      outputRows: '2',
      outputBytes: '43',
      badRecords: '0',
    });
    expect(await rowsOf(stub, 'ds.people')).toEqual([
      ['1', 'Ada'],
      ['2', null],
    ]);
  });

  it('keeps every digit of every type', async () => {
    const schema =
      'i:INT64,f:FLOAT64,n:NUMERIC,bn:BIGNUMERIC,s:STRING,b:BYTES,bo:BOOL,d:DATE,t:TIME,dt:DATETIME,ts:TIMESTAMP,g:GEOGRAPHY,j:JSON';
    await stub.putObject(
      'gs://b/types.json',
      '{"i":9007199254740993,"f":1.5,"n":12345678901234567890123456789.123456789,"bn":"12345678901234567890.123456789012345678","s":"ü\\u0000","b":"AP8=","bo":true,"d":"2024-02-29","t":"23:59:59.999999","dt":"2024-02-29T12:00:00.5","ts":"2024-02-29 12:00:00.000001+02:00","g":"POINT(1 2)","j":{"a":[1,"x",null]}}\n' +
        '{"i":"-9223372036854775808","f":"-Infinity","n":"-0.0000000005","bn":1.5,"s":"","b":"","bo":"yes","d":"0001-01-01","t":"00:00:00","dt":"9999-12-31 23:59:59.999999","ts":"1969-12-31T23:59:59.999999Z","g":null,"j":"text"}\n',
    );
    await load(stub, 'ds.types', { ...FORMAT, sourceUris: ['gs://b/types.json'], schema: { fields: fields(schema) } });
    expect(await rowsOf(stub, 'ds.types')).toEqual([
      [
        '9007199254740993',
        '1.5',
        '12345678901234567890123456789.123456789',
        '12345678901234567890.123456789012345678',
        'ü\u0000',
        'AP8=',
        'true',
        '2024-02-29',
        '23:59:59.999999',
        '2024-02-29T12:00:00.500000',
        '1709200800000001',
        'POINT(1 2)',
        '{"a":[1,"x",null]}',
      ],
      [
        '-9223372036854775808',
        '-Infinity',
        '-0.000000001',
        '1.5',
        '',
        '',
        'true',
        '0001-01-01',
        '00:00:00',
        '9999-12-31T23:59:59.999999',
        '-1',
        null,
        '"text"',
      ],
    ]);
  });

  it('takes moments with zones and as seconds', async () => {
    const rows = [
      '2020-07-01 00:00:00 America/Los_Angeles',
      '2020-01-01',
      '2020/11/11 00:00:06',
      1_534_680_695,
      '1.5',
      -0.000001,
    ].map((ts) => ({ ts }));
    await stub.putObject('gs://b/moments.json', ndjson(...rows));
    await load(stub, 'ds.moments', {
      ...FORMAT,
      sourceUris: ['gs://b/moments.json'],
      schema: { fields: fields('ts:TIMESTAMP') },
    });
    expect(await rowsOf(stub, 'ds.moments')).toEqual([
      ['1593586800000000'],
      ['1577836800000000'],
      ['1605052806000000'],
      ['1534680695000000'],
      ['1500000'],
      ['-1'],
    ]);
  });

  it('takes nested and repeated fields, and names in any case', async () => {
    const schema = {
      fields: [
        { name: 'id', type: 'INTEGER' },
        {
          name: 'Items',
          type: 'RECORD',
          mode: 'REPEATED',
          fields: [
            { name: 'sku', type: 'STRING' },
            { name: 'tags', type: 'BYTES', mode: 'REPEATED' },
          ],
        },
      ],
    };
    await stub.putObject(
      'gs://b/nested.json',
      ndjson({ ID: 1, items: [{ SKU: 'a', tags: ['AA=='] }, { sku: null }] }, { id: 2 }),
    );
    await load(stub, 'ds.nested', { ...FORMAT, sourceUris: ['gs://b/nested.json'], schema });
    expect(await rowsOf(stub, 'ds.nested')).toEqual([
      [
        '1',
        [
          ['a', ['AA==']],
          [null, []],
        ],
      ],
      ['2', []],
    ]);
  });

  it('reads gzip, a byte order mark, Windows line ends and a last line without end', async () => {
    await stub.putObject('gs://b/packed.json.gz', gzipSync('\uFEFF{"id":1}\r\n\r\n{"id":2}'));
    await load(stub, 'ds.packed', {
      ...FORMAT,
      sourceUris: ['gs://b/packed.json.gz'],
      schema: { fields: fields('id:INTEGER') },
    });
    expect(await rowsOf(stub, 'ds.packed')).toEqual([['1'], ['2']]);
  });

  it('reads all objects that a wildcard names', async () => {
    await stub.putObject('gs://b/many/1.json', ndjson({ id: 1 }));
    await stub.putObject('gs://b/many/deep/2.json', ndjson({ id: 2 }));
    await stub.putObject('gs://b/many/3.txt', 'no JSON');
    const job = await load(stub, 'ds.many', {
      ...FORMAT,
      sourceUris: ['gs://b/many/*.json'],
      schema: { fields: fields('id:INTEGER') },
    });
    expect(job.statistics?.load?.inputFiles).toBe('2');
    expect(await rowsOf(stub, 'ds.many')).toEqual([['1'], ['2']]);
  });

  describe('bad input', () => {
    it.each([
      ['{"id":1,"name":3}', 'Could not convert value to string. Field: name; Value: 3'],
      ['{"id":"x"}', 'Could not convert value to integer. Field: id; Value: x'],
      ['{"id":1,"nam":"x"}', 'No such field: nam.'],
      ['{"id":1,"name":"x', 'Closing quote expected in string'],
      ['{"id":1,"name":"x"}wwww', 'Unexpected token'],
      ['{"id":null}', 'Only optional fields can be set to NULL. Field: id; Value: NULL'],
      ['{"name":"x"}', 'Missing required field: id.'],
      ['{"id":1,"tags":"x"}', 'Repeated field must be imported as a JSON array. Field: tags.'],
      ['{"id":[1]}', 'Array specified for non-repeated field: id.'],
      ['[1]', 'Start of array encountered without start of object.'],
      ['{"id":1,"name":"x","name":"y"}', 'Multiple definition of field: name'],
      ['{"id":1,"name":"x","NAME":"y"}', 'Multiple definition of field: name'],
      ['{"id":1,"rs":[{"a":"x:\\u003a","a":"y"}]}', 'Multiple definition of field: rs.a'],
      ['{"id":1,"rs":[{"a":"x"},{"a":"y","A":"z"}]}', 'Multiple definition of field: rs.a'],
      [
        '{"id":1,"seen":"yesterday"}',
        `Could not parse 'yesterday' as a timestamp. ${FORMATS} Field: seen; Value: yesterday`,
      ],
      ['{"id":1,"day":"2026-02-30"}', "Invalid date: '2026-02-30' Field: day; Value: 2026-02-30"],
      [
        '{"id":1,"at":"2026-02-30 25:00:00"}',
        'Invalid datetime string "2026-02-30 25:00:00" Field: at; Value: 2026-02-30 25:00:00',
      ],
      ['{"id":1,"raw":"%%"}', 'Could not decode base64 string to bytes. Field: raw; Value: %%'],
      [
        '{"id":1,"short":"abcd"}',
        'STRING(3) has maximum length 3 but got a value with length 4. Field: short; Value: abcd',
      ],
    ])('%s is refused in three entries', async (bad, detail) => {
      const uri = 'gs://b/bad/one.json';
      await stub.putObject(uri, `{"id":7}\n${bad}\n`);
      const schema = {
        fields: [
          ...fields(
            'id:INTEGER:REQUIRED,name:STRING,tags:STRING:REPEATED,seen:TIMESTAMP,day:DATE,at:DATETIME,raw:BYTES',
          ),
          { name: 'rs', type: 'RECORD', mode: 'REPEATED', fields: fields('a:STRING') },
          { name: 'short', type: 'STRING', maxLength: '3' },
        ],
      };
      const job = await load(stub, 'ds.bad', { ...FORMAT, sourceUris: [uri], schema });
      const counts = 'Rows: 2; errors: 1';
      expect(job.status?.errors).toEqual([
        {
          reason: 'invalid',
          location: uri,
          message: `${PREFIX}JSON table encountered too many errors, giving up. ${counts}. Please look into the errors[] collection for more details.`,
        },
        {
          reason: 'invalid',
          message: `${PREFIX}JSON processing encountered too many errors, giving up. ${counts}; max bad: 0; error percent: 0`,
        },
        {
          reason: 'invalid',
          location: uri,
          message: `${PREFIX}JSON parsing error in row starting at position 9: ${detail}`,
        },
      ]);
      expect(job.status?.errorResult).toEqual(job.status?.errors?.[0]);
      // All or nothing: not even the table was made.
      expect((await stub.call('GET', `/projects/${PROJECT}/datasets/ds/tables/bad`)).status).toBe(404);
    });

    it('takes a key twice where no column has it, and blames no file for one within a JSON value', async () => {
      const schema = { fields: fields('id:INTEGER,j:JSON') };
      const options = { ...FORMAT, sourceUris: ['gs://b/twice.json'], schema, ignoreUnknownValues: true };
      await stub.putObject('gs://b/twice.json', '{"id":1,"x":1,"x":2,"j":{"a":1,"b":{"a":2}}}\n');
      expect((await load(stub, 'ds.twice', options)).status?.errorResult).toBeUndefined();
      expect(await rowsOf(stub, 'ds.twice')).toEqual([['1', '{"a":1,"b":{"a":2}}']]);
      await stub.putObject('gs://b/twice.json', '{"id":1,"j":{"a":1,"a":2}}\n');
      expect((await load(stub, 'ds.twice', options)).status?.errors).toEqual([
        {
          reason: 'notImplemented',
          message: 'not supported by the local BigQuery stub: a JSON value that has the key a twice',
        },
      ]);
    });

    it('blames no file for a BIGNUMERIC that only BigQuery can hold', async () => {
      const schema = { fields: fields('big:BIGNUMERIC') };
      const options = { ...FORMAT, sourceUris: ['gs://b/big.json'], schema };
      await stub.putObject('gs://b/big.json', `{"big":"${'9'.repeat(38)}"}\n`);
      expect((await load(stub, 'ds.big', options)).status?.errors).toEqual([
        { reason: 'notImplemented', message: expect.stringContaining('a BIGNUMERIC with more than 20 digits') },
      ]);
      await stub.putObject('gs://b/big.json', `{"big":"${'9'.repeat(39)}"}\n`);
      expect((await load(stub, 'ds.big', options)).status?.errorResult?.reason).toBe('invalid');
    });

    it('names several bad files at once, and loads none of the good', async () => {
      await stub.putObject('gs://b/mixed/1.json', ndjson({ id: 1 }));
      await stub.putObject('gs://b/mixed/2.json', '{"id":"a"}\n');
      await stub.putObject('gs://b/mixed/3.json', '{"id":"b"}\n');
      const job = await load(stub, 'ds.mixed', {
        ...FORMAT,
        sourceUris: ['gs://b/mixed/*'],
        schema: { fields: fields('id:INTEGER') },
      });
      expect(job.status?.errors?.slice(2).map(({ location }) => location)).toEqual([
        'gs://b/mixed/2.json',
        'gs://b/mixed/3.json',
      ]);
      expect((await stub.call('GET', `/projects/${PROJECT}/datasets/ds/tables/mixed`)).status).toBe(404);
    });

    it('leaves out up to maxBadRecords rows, and says which', async () => {
      await stub.putObject('gs://b/some.json', '{"id":1}\n{"id":"a"}\nnope\n{"id":2}\n');
      const options = { ...FORMAT, sourceUris: ['gs://b/some.json'], schema: { fields: fields('id:INTEGER') } };
      const good = await load(stub, 'ds.some', { ...options, maxBadRecords: 2 });
      expect(good.status?.errorResult).toBeUndefined();
      expect(good.status?.errors).toHaveLength(2);
      expect(good.statistics?.load).toMatchObject({ outputRows: '2', badRecords: '2' });
      expect(await rowsOf(stub, 'ds.some')).toEqual([['1'], ['2']]);
      const bad = await load(stub, 'ds.some', { ...options, maxBadRecords: 1 });
      expect(bad.status?.errorResult?.message).toContain('errors: 2');
      expect(await rowsOf(stub, 'ds.some')).toHaveLength(2);
    });

    it('refuses broken gzip by name, whatever number of bad records is allowed', async () => {
      await stub.putObject('gs://b/broken.json.gz', gzipSync('{"id":1}').subarray(0, 15));
      const job = await load(stub, 'ds.broken', {
        ...FORMAT,
        sourceUris: ['gs://b/broken.json.gz'],
        schema: { fields: fields('id:INTEGER') },
        maxBadRecords: 100,
      });
      expect(job.status?.errorResult).toMatchObject({ reason: 'invalid', location: 'gs://b/broken.json.gz' });
    });

    it('names every object that is not there', async () => {
      await stub.putObject('gs://b/here.json', ndjson({ id: 1 }));
      const sourceUris = ['gs://b/gone1.json', 'gs://b/here.json', 'gs://b/gone2.json'];
      const job = await load(stub, 'ds.gone', { ...FORMAT, sourceUris, schema: { fields: fields('id:INTEGER') } });
      expect(job.status?.errors).toEqual([
        { reason: 'notFound', message: 'Not found: URI gs://b/gone1.json' },
        { reason: 'notFound', message: 'Not found: URI gs://b/gone2.json' },
      ]);
    });

    it('ignores unknown values if asked to', async () => {
      await stub.putObject('gs://b/unknown.json', ndjson({ id: 1, x: { y: 1 } }));
      const job = await load(stub, 'ds.unknown', {
        ...FORMAT,
        sourceUris: ['gs://b/unknown.json'],
        schema: { fields: fields('id:INTEGER') },
        ignoreUnknownValues: true,
      });
      expect(job.statistics?.load).toMatchObject({ outputRows: '1', badRecords: '0' });
    });

    it('refuses a job without schema, and ORC', async () => {
      await stub.putObject('gs://b/plain.json', ndjson({ id: 1 }));
      const without = await load(stub, 'ds.nothing', { ...FORMAT, sourceUris: ['gs://b/plain.json'] });
      expect(without.status?.errorResult).toEqual({
        reason: 'invalid',
        message: 'No schema specified on job or table.',
      });
      const orc = await load(stub, 'ds.nothing', { sourceFormat: 'ORC', sourceUris: ['gs://b/plain.json'] });
      expect(orc.status?.errorResult).toEqual({
        reason: 'notImplemented',
        message: 'not supported by the local BigQuery stub: loading ORC',
      });
    });
  });

  it('detects a schema: numbers, texts, moments, records, lists', async () => {
    await stub.putObject(
      'gs://b/auto.json',
      ndjson(
        { i: 1, f: 1, s: 'x', d: '2024-01-31', ts: '2024-01-31T00:00:00Z', l: [1], r: { a: true } },
        { f: 1.5, r: { b: null } },
      ),
    );
    await load(stub, 'ds.auto', { ...FORMAT, sourceUris: ['gs://b/auto.json'], autodetect: true });
    const { body } = await stub.call('GET', `/projects/${PROJECT}/datasets/ds/tables/auto`);
    expect(body['schema']).toEqual({
      fields: [
        { name: 'i', type: 'INTEGER', mode: 'NULLABLE' },
        { name: 'f', type: 'FLOAT', mode: 'NULLABLE' },
        { name: 's', type: 'STRING', mode: 'NULLABLE' },
        { name: 'd', type: 'DATE', mode: 'NULLABLE' },
        { name: 'ts', type: 'TIMESTAMP', mode: 'NULLABLE' },
        { name: 'l', type: 'INTEGER', mode: 'REPEATED' },
        {
          name: 'r',
          type: 'RECORD',
          mode: 'NULLABLE',
          fields: [
            { name: 'a', type: 'BOOLEAN', mode: 'NULLABLE' },
            { name: 'b', type: 'STRING', mode: 'NULLABLE' },
          ],
        },
      ],
    });
  });

  it('loads into a table of another project', async () => {
    await stub.client('demo-other').createDataset('ds');
    await stub.putObject('gs://b/other.json', ndjson({ id: 1 }));
    const job = await runJob(stub, {
      load: {
        ...FORMAT,
        sourceUris: ['gs://b/other.json'],
        schema: { fields: fields('id:INTEGER') },
        destinationTable: { projectId: 'demo-other', datasetId: 'ds', tableId: 'there' },
      },
    });
    expect(job.jobReference?.projectId).toBe(PROJECT);
    expect(await rowsOf(stub, 'demo-other.ds.there')).toEqual([['1']]);
  });
});
