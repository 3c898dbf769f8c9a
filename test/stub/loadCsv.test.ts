import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Configuration, fields, load, rowsOf } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

const PREFIX = 'Error while reading data, error message: ';
const URI = 'gs://b/file.csv';

describe('load jobs of CSV', () => {
  let stub: StubProcess;
  let lastTable = 0;

  beforeAll(async () => {
    stub = await startStubProcess();
    await stub.client().createDataset('ds');
  });
  afterAll(() => stub.remove());

  async function loaded(content: string | Buffer, schema: string | undefined, options: Configuration['load'] = {}) {
    lastTable += 1;
    const table = `ds.csv${lastTable}`;
    await stub.putObject(URI, content);
    const job = await load(stub, table, {
      sourceUris: [URI],
      ...(schema ? { schema: { fields: fields(schema) } } : {}),
      ...options,
    });
    return { table, job, rows: job.status?.errorResult ? [] : await rowsOf(stub, table) };
  }

  it('reads all types', async () => {
    const { rows } = await loaded(
      '9007199254740993,1.5,1.123456789,a,AP8=,T,2024-02-29,1:02:03,2024-02-29 12:00:00,2024-02-29T12:00:00Z,"{""a"":1}"\n',
      'i:INTEGER,f:FLOAT,n:NUMERIC,s:STRING,b:BYTES,bo:BOOLEAN,d:DATE,t:TIME,dt:DATETIME,ts:TIMESTAMP,j:JSON',
    );
    expect(rows).toEqual([
      [
        '9007199254740993',
        '1.5',
        '1.123456789',
        'a',
        'AP8=',
        'true',
        '2024-02-29',
        '01:02:03',
        '2024-02-29T12:00:00',
        '1709208000000000',
        '{"a":1}',
      ],
    ]);
  });

  it('skips a header, takes another delimiter and another quote', async () => {
    const { rows } = await loaded("a\tb\n1\t'x\ty'\n", 'a:INTEGER,b:STRING', {
      skipLeadingRows: 1,
      fieldDelimiter: '\\t',
      quote: "'",
    });
    expect(rows).toEqual([['1', 'x\ty']]);
  });

  it('takes quotes, doubled quotes, and line breaks in quotes only if allowed', async () => {
    const content = '1,"say ""hi"", you"\n2,"two\nlines"\n';
    expect((await loaded(content, 'a:INTEGER,b:STRING', { allowQuotedNewlines: true })).rows).toEqual([
      ['1', 'say "hi", you'],
      ['2', 'two\nlines'],
    ]);
    const { job } = await loaded(content, 'a:INTEGER,b:STRING');
    expect(job.status?.errors?.[2]?.message).toBe(
      `${PREFIX}Error detected while parsing row starting at position: 20. Error: Missing close quote character (").`,
    );
  });

  it.each([
    ['CR', '\r'],
    ['LF', '\n'],
    ['CR LF', '\r\n'],
  ])('takes lines that end in %s, the last one with or without', async (_name, end) => {
    for (const last of ['', end]) {
      const content = `a,b${end}1,x${end}${end}2,"y, z"${last}`;
      expect((await loaded(content, 'a:INTEGER,b:STRING', { skipLeadingRows: 1 })).rows).toEqual([
        ['1', 'x'],
        ['2', 'y, z'],
      ]);
    }
    const quoted = `1,"two${end}lines"${end}2,x`;
    expect((await loaded(quoted, 'a:INTEGER,b:STRING', { allowQuotedNewlines: true })).rows).toEqual([
      ['1', `two${end}lines`],
      ['2', 'x'],
    ]);
  });

  it('takes a file of many megabytes whose lines end in CR', async () => {
    const line = `1,${'x'.repeat(1000)}\r`;
    const { job, rows } = await loaded(line.repeat(3000), 'a:INTEGER,b:STRING');
    expect(job.statistics?.load?.outputRows).toBe('3000');
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(1);
  });

  it('refuses lists and records, naming no file', async () => {
    const { job } = await loaded('1,x\n', 'a:INTEGER,tags:STRING:REPEATED');
    expect(job.status?.errors).toEqual([
      { reason: 'invalid', message: 'Cannot load CSV data with a repeated field. Field: tags' },
    ]);
    await stub.putObject(URI, '1\n');
    const nested = [{ name: 'r', type: 'RECORD', fields: fields('a:INTEGER') }];
    const record = await load(stub, 'ds.nested', { sourceUris: [URI], schema: { fields: nested } });
    expect(record.status?.errorResult?.message).toBe('Cannot load CSV data with a nested schema. Field: r');
  });

  it('takes moments with slashes, and dates only with dashes', async () => {
    const { rows } = await loaded('2020/11/11 00:00:06\n2020-11-11 00:00:06\n', 'ts:TIMESTAMP');
    expect(rows).toEqual([['1605052806000000'], ['1605052806000000']]);
    const { job } = await loaded('2020/11/11\n', 'd:DATE');
    expect(job.status?.errors?.[2]?.message).toContain("Could not parse '2020/11/11' as DATE for field d (position 0)");
  });

  it('tells empty texts from NULL', async () => {
    expect((await loaded(',\n"",""\n', 'a:STRING,b:INTEGER')).rows).toEqual([
      [null, null],
      ['', null],
    ]);
    expect((await loaded('\\N,\\N\n,1\n', 'a:STRING,b:INTEGER', { nullMarker: '\\N' })).rows).toEqual([
      [null, null],
      ['', '1'],
    ]);
  });

  it('takes jagged rows only if allowed', async () => {
    expect((await loaded('1\n', 'a:INTEGER,b:STRING', { allowJaggedRows: true })).rows).toEqual([['1', null]]);
    const { job } = await loaded('1\n', 'a:INTEGER,b:STRING');
    expect(job.status?.errors?.[2]).toEqual({
      reason: 'invalid',
      location: URI,
      message: `${PREFIX}CSV table references column position 1, but line starting at position:0 contains only 1 columns.`,
    });
  });

  it('takes surplus values only if they may be ignored', async () => {
    expect((await loaded('1,x,y\n', 'a:INTEGER,b:STRING', { ignoreUnknownValues: true })).rows).toEqual([['1', 'x']]);
    const { job } = await loaded('1,x\n1,x,y\n', 'a:INTEGER,b:STRING');
    expect(job.status?.errors?.[2]?.message).toBe(
      `${PREFIX}Too many values in row starting at position: 4. Found 3 column(s) while expected 2.`,
    );
  });

  it('names value, type, field and place of what it cannot parse', async () => {
    const { job } = await loaded('1\nx\n', 'a:INTEGER');
    expect(job.status?.errors?.map(({ message }) => message)).toEqual([
      `${PREFIX}CSV table encountered too many errors, giving up. Rows: 2; errors: 1. Please look into the errors[] collection for more details.`,
      `${PREFIX}CSV processing encountered too many errors, giving up. Rows: 2; errors: 1; max bad: 0; error percent: 0`,
      `${PREFIX}Could not parse 'x' as INT64 for field a (position 0) starting at location 2 with message 'Unable to parse'`,
    ]);
  });

  it('counts bad records up to the limit', async () => {
    const { job, rows } = await loaded('1\nx\n2\n', 'a:INTEGER', { maxBadRecords: 1 });
    expect(rows).toEqual([['1'], ['2']]);
    expect(job.statistics?.load?.badRecords).toBe('1');
  });

  it('reads ISO-8859-1, UTF-16 and gzip', async () => {
    expect((await loaded(Buffer.from('ü\n', 'latin1'), 'a:STRING', { encoding: 'ISO-8859-1' })).rows).toEqual([['ü']]);
    expect((await loaded(Buffer.from('ü\n', 'utf16le'), 'a:STRING', { encoding: 'UTF-16LE' })).rows).toEqual([['ü']]);
    expect((await loaded(gzipSync('ü\n'), 'a:STRING')).rows).toEqual([['ü']]);
  });

  it('refuses NUL characters unless they may stay', async () => {
    const { job } = await loaded('a\u0000b\n', 'a:STRING');
    expect(job.status?.errors?.[2]?.message).toBe(
      `${PREFIX}Error detected while parsing row starting at position: 0. Error: Bad character (ASCII 0) encountered.`,
    );
    expect((await loaded('a\u0000b\n', 'a:STRING', { preserveAsciiControlCharacters: true })).rows).toEqual([
      ['a\u0000b'],
    ]);
  });

  it('detects header and types', async () => {
    const { table, rows } = await loaded('id,name,born at\n1,Ada,1815-12-10\n2,Alan,1912-06-23\n', undefined, {
      autodetect: true,
    });
    const { body } = await stub.call('GET', `/projects/${PROJECT}/datasets/ds/tables/${table.split('.')[1]}`);
    expect(body['schema']).toEqual({
      fields: [
        { name: 'id', type: 'INTEGER', mode: 'NULLABLE' },
        { name: 'name', type: 'STRING', mode: 'NULLABLE' },
        { name: 'born_at', type: 'DATE', mode: 'NULLABLE' },
      ],
    });
    expect(rows).toEqual([
      ['1', 'Ada', '1815-12-10'],
      ['2', 'Alan', '1912-06-23'],
    ]);
  });

  it('calls columns without a header by type and position', async () => {
    const { table } = await loaded('1,x\n', undefined, { autodetect: true });
    const { body } = await stub.call('GET', `/projects/${PROJECT}/datasets/ds/tables/${table.split('.')[1]}`);
    expect((body['schema'] as { fields: { name: string }[] }).fields.map(({ name }) => name)).toEqual([
      'int64_field_0',
      'string_field_1',
    ]);
  });

  it('says which options it does not have', async () => {
    const { job } = await loaded('1\n', 'a:INTEGER', { timeZone: 'Europe/Berlin' });
    expect(job.status?.errorResult?.message).toBe('not supported by the local BigQuery stub: load option timeZone');
  });
});
