import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fields, rowsOf } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

const TYPED = {
  fields: [
    ...fields('id:INTEGER:REQUIRED,s:STRING,i:INTEGER,f:FLOAT,b:BOOLEAN,d:DATE,raw:BYTES'),
    { name: 'r', type: 'RECORD', fields: fields('a:STRING') },
    { name: 'rs', type: 'RECORD', mode: 'REPEATED', fields: fields('v:FLOAT,l:INTEGER:REPEATED') },
  ],
};

describe('rows of tables', () => {
  let stub: StubProcess;

  beforeAll(async () => {
    stub = await startStubProcess();
    await stub.client().createDataset('ds');
  });
  afterAll(() => stub.remove());

  const table = (id: string) => stub.client().dataset('ds').table(id);
  const path = (id: string, query: string) => `/projects/${PROJECT}/datasets/ds/tables/${id}/data?${query}`;

  it('are paged', async () => {
    await table('paged').create({ schema: { fields: fields('n:INTEGER') } });
    await table('paged').insert(Array.from({ length: 25 }, (_, n) => ({ n })));
    const seen: unknown[] = [];
    let token = '';
    let pages = 0;
    do {
      const { body } = await stub.call('GET', path('paged', `maxResults=10&pageToken=${token}`));
      expect(body['totalRows']).toBe('25');
      seen.push(...(body['rows'] as { f: { v: string }[] }[]).map(({ f }) => Number(f[0]?.v)));
      token = String(body['pageToken'] ?? '');
      pages += 1;
    } while (token !== '');
    expect(pages).toBe(3);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => n));
    const { body } = await stub.call('GET', path('paged', 'startIndex=23'));
    expect(body['rows']).toEqual([{ f: [{ v: '23' }] }, { f: [{ v: '24' }] }]);
  });

  it('show selected fields only, of records too', async () => {
    const record = { name: 'r', type: 'RECORD', fields: fields('x:STRING,y:STRING') };
    await table('wide').create({ schema: { fields: [...fields('a:INTEGER,b:INTEGER'), record] } });
    await table('wide').insert([{ a: 1, b: 2, r: { x: 'x', y: 'y' } }]);
    const { body } = await stub.call('GET', path('wide', 'selectedFields=b,r.y'));
    expect(body['rows']).toEqual([{ f: [{ v: '2' }, { v: { f: [{ v: 'y' }] } }] }]);
  });

  it('write timestamps as asked', async () => {
    await table('times').create({ schema: { fields: fields('ts:TIMESTAMP') } });
    await table('times').insert([{ ts: '2024-01-31T12:00:00.5Z' }]);
    const value = async (query: string) => (await stub.call('GET', path('times', query))).body['rows'];
    expect(await value('')).toEqual([{ f: [{ v: '1706702400.500000' }] }]);
    expect(await value('formatOptions.useInt64Timestamp=true')).toEqual([{ f: [{ v: '1706702400500000' }] }]);
    expect(await value('formatOptions.timestampOutputFormat=ISO8601_STRING')).toEqual([
      { f: [{ v: '2024-01-31T12:00:00.500000Z' }] },
    ]);
  });

  it('write timestamps in one format only', async () => {
    await table('formats').create({ schema: { fields: fields('ts:TIMESTAMP') } });
    const answer = async (format: string) =>
      (
        await stub.call(
          'GET',
          path('formats', `formatOptions.useInt64Timestamp=true&formatOptions.timestampOutputFormat=${format}`),
        )
      ).body;
    for (const format of ['FLOAT64', 'ISO8601_STRING']) {
      expect(await answer(format)).toMatchObject({
        error: { code: 400, message: 'Cannot specify both use_int64_timestamp and timestamp_output_format.' },
      });
    }
    for (const format of ['INT64', 'TIMESTAMP_OUTPUT_FORMAT_UNSPECIFIED']) {
      expect(await answer(format)).toMatchObject({ totalRows: '0' });
    }
    expect(await answer('SECONDS')).toMatchObject({
      error: { message: 'Invalid value for timestampOutputFormat: SECONDS is not a valid value' },
    });
  });

  it.each([
    ['a boolean for a text', { s: true }, 's', 'Conversion from bool to std::string is unsupported.'],
    ['a text for a number', { i: 'x' }, 'i', 'Cannot convert value to integer (bad value): x'],
    ['a fraction for a whole number', { i: 1.5 }, 'i', 'Cannot convert value to integer (bad value): 1.5'],
    ['a text for a FLOAT', { f: 'x' }, 'f', 'Cannot convert value to floating point (bad value): x'],
    ['a text for a boolean', { b: 'maybe' }, 'b', 'Cannot convert value to boolean (bad value): maybe'],
    ['a text for a record', { r: 'x' }, 'r', 'This field: r is not a record.'],
    ['a list for one value', { s: ['x'] }, 's', 'Array specified for non-repeated field: s.'],
    ['a day that is none', { d: '2026-02-30' }, 'd', "Invalid date: '2026-02-30'"],
    ['bytes that are no base64', { raw: '%' }, 'raw', 'Could not decode base64 string to bytes.'],
    [
      'a text for a FLOAT in a list',
      { rs: [{ v: 1 }, { v: 'x' }] },
      'rs[1].v',
      'Cannot convert value to floating point (bad value): x',
    ],
    [
      'a text in a list within a list',
      { rs: [{ l: [1, 'x'] }] },
      'rs[0].l[1]',
      'Cannot convert value to integer (bad value): x',
    ],
    ['a list for one value in a list', { rs: [{ v: [1] }] }, 'rs[0].v', 'Array specified for non-repeated field: v.'],
    ['a field that is not there, in a record', { r: { b: 'x' } }, 'r.b', 'no such field: b.'],
    ['no value for a required field', { id: null, s: 'x' }, '', 'Missing required field: Msg_0_CLOUD_QUERY_TABLE.id.'],
  ])('are refused for %s', async (_what, json, location, message) => {
    await table('typed')
      .create({ schema: TYPED })
      .catch(() => undefined);
    const path = `/projects/${PROJECT}/datasets/ds/tables/typed/insertAll`;
    const { body } = await stub.call('POST', path, { rows: [{ json: { id: 1, ...json } }] });
    expect(body['insertErrors']).toEqual([
      { index: 0, errors: [{ reason: 'invalid', location, debugInfo: '', message }] },
    ]);
  });

  it('are refused without values', async () => {
    await table('empty').create({ schema: { fields: fields('s:STRING') } });
    const path = `/projects/${PROJECT}/datasets/ds/tables/empty/insertAll`;
    const { body } = await stub.call('POST', path, { rows: [{ insertId: 'a' }] });
    expect(body['insertErrors']).toEqual([
      { index: 0, errors: [{ reason: 'invalid', location: '', debugInfo: '', message: '' }] },
    ]);
    expect(await rowsOf(stub, 'ds.empty')).toEqual([]);
  });

  it('take a number for a text', async () => {
    await table('numbers').create({ schema: { fields: fields('s:STRING') } });
    await table('numbers').insert([{ s: 7 }]);
    expect(await rowsOf(stub, 'ds.numbers')).toEqual([['7']]);
  });

  it('come back through the client as they went in', async () => {
    const client = stub.client();
    await table('client').create({
      schema: {
        fields: [
          ...fields('i:INTEGER,f:FLOAT,s:STRING,b:BYTES,d:DATE,t:TIME,dt:DATETIME,ts:TIMESTAMP,j:JSON'),
          { name: 'l', type: 'STRING', mode: 'REPEATED' },
        ],
      },
    });
    const row = {
      i: 7,
      f: 1.5,
      s: 'x',
      b: Buffer.from([0, 255]),
      d: client.date('2024-02-29'),
      t: client.time('01:02:03'),
      dt: client.datetime('2024-02-29T01:02:03'),
      ts: client.timestamp('2024-02-29T01:02:03.000Z'),
      j: '{"a":1}',
      l: ['a', 'b'],
    };
    await table('client').insert([row]);
    expect((await table('client').getRows())[0]).toEqual([row]);
  });

  it('are refused one by one, and the others with them', async () => {
    await table('strict').create({ schema: { fields: fields('id:INTEGER:REQUIRED,s:STRING') } });
    const path = `/projects/${PROJECT}/datasets/ds/tables/strict/insertAll`;
    const rows = [{ json: { id: 1 } }, { json: { id: 'x' } }, { json: { id: 2, nope: 1 } }];
    const { status, body } = await stub.call('POST', path, { rows });
    expect(status).toBe(200);
    expect(body['insertErrors']).toEqual([
      { index: 0, errors: [{ reason: 'stopped', location: '', debugInfo: '', message: '' }] },
      {
        index: 1,
        errors: [
          {
            reason: 'invalid',
            location: 'id',
            debugInfo: '',
            message: 'Cannot convert value to integer (bad value): x',
          },
        ],
      },
      { index: 2, errors: [{ reason: 'invalid', location: 'nope', debugInfo: '', message: 'no such field: nope.' }] },
    ]);
    expect(await rowsOf(stub, 'ds.strict')).toEqual([]);
    await stub.call('POST', path, { rows, skipInvalidRows: true, ignoreUnknownValues: true });
    expect(await rowsOf(stub, 'ds.strict')).toEqual([
      ['1', null],
      ['2', null],
    ]);
  });

  it('with the same insert ID are one', async () => {
    await table('once').create({ schema: { fields: fields('id:INTEGER') } });
    const path = `/projects/${PROJECT}/datasets/ds/tables/once/insertAll`;
    for (const id of [1, 2])
      await stub.call('POST', path, { rows: [{ insertId: 'same', json: { id } }, { json: { id: 9 } }] });
    expect(await rowsOf(stub, 'ds.once')).toEqual([['1'], ['9'], ['9']]);
  });
});
