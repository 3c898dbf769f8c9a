import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSession, type Session } from '../../../../emulators/bigquery/engine/session.ts';
import { plainLines } from '../../../../emulators/bigquery/load/plain/plainLines.ts';
import { scanRow } from '../../../../emulators/bigquery/load/plain/scanRow.ts';
import { rowsSql } from '../../../../emulators/bigquery/load/rowsSql.ts';
import { runLoadTask } from '../../../../emulators/bigquery/load/runLoadTask.ts';
import type { LoadTask, LoadTaskResult } from '../../../../emulators/bigquery/load/task/loadTask.ts';
import { canonicalFields, type Field } from '../../../../emulators/bigquery/schema/field.ts';

/** What rows may have for each type: values that are plain, and others: unusual, or bad. */
const VALUES: Record<string, { plain: string[]; other: string[] }> = {
  STRING: {
    plain: ['"a"', '""', '"ü€😀"', '"a\\nb\\"\\/\\\\"', '"x:y{}[],"', '"\u2028\u007f"', '"12"', 'null'],
    other: ['"\\u00e9"', '"\\ud800"', '"\\u003a:"', '"a\tb"', '"\\x"', '"open', '3', 'true', '["a"]', '{"a":1}', 'nul'],
  },
  INTEGER: {
    plain: ['0', '-7', '42', '999999999999999', '-999999999999999', '"12"', '"-3"', '"0"'],
    other: [
      ...['-0', '007', '"007"', '"-0"', '" 12 "', '1.0', '1e3', '1.5', '9007199254740993', '"9007199254740993"', '-'],
      ...['9223372036854775807', '9223372036854775808', '"x"', '""', 'true', '[1]', '+1', '0x1'],
    ],
  },
  FLOAT: {
    plain: ['0', '-1', '0.1', '-0.5', '0.0', '123456.789', '3.141592653589793', '0.30000000000000004', '-12.250'],
    other: [
      ...['-0', '-0.0', '1e10', '1E-7', '1e400', '0.123456789012345678901', '12345678901234567890', '1.', '.5', '-.5'],
      ...['"1.5"', '"NaN"', '"-inf"', '"x"', 'NaN', '00.5', '1.5.5'],
    ],
  },
  NUMERIC: {
    plain: ['0', '-12', '123456789012345', '"1.50"', '"0.123456789"', '"-0.5"', '"12345678901234567890.123456789"'],
    other: [
      ...[
        '1.5',
        '-0.1',
        '1e3',
        '"1e3"',
        '"-0.0"',
        '"007.5"',
        '"0.1234567891"',
        '"0.0000000005"',
        '1234567890123456789',
      ],
      ...['"99999999999999999999999999999"', '"999999999999999999999999999999"', '".5"', '"5."', '" 1 "', '"x"'],
    ],
  },
  BIGNUMERIC: {
    plain: ['7', '"1.123456789012345678"', '"-12345678901234567890"', '"0.10"'],
    other: ['1.25', '"1e2"', '"00.1"', '"x"'],
  },
  BOOLEAN: { plain: ['true', 'false'], other: ['"true"', '"no"', '1', '0', '"maybe"', 'True', 'truefalse'] },
  DATE: {
    plain: ['"2026-01-31"', '"2024-02-29"', '"2000-02-29"', '"1000-01-01"', '"9999-12-31"'],
    other: [
      '"2026-02-29"',
      '"1900-02-29"',
      '"2026-13-01"',
      '"2026-00-10"',
      '"2026-04-31"',
      '"2026-1-5"',
      '"0999-01-01"',
    ].concat(['"0000-01-01"', '"2026-01-31 "', '"2026/01/31"', '"20260131"', '"2026-01-31T00:00:00"', '20260131']),
  },
  TIME: {
    plain: ['"00:00:00"', '"23:59:59"', '"07:05:09.5"', '"07:05:09.123456"'],
    other: ['"24:00:00"', '"23:59:60"', '"7:05:09"', '"07:05"', '"07:05:09."', '"07:05:09.1234567"', '"07:05:09Z"'],
  },
  DATETIME: {
    plain: [
      '"2026-01-31T12:00:00"',
      '"2026-01-31 12:00:00"',
      '"1969-12-31T23:59:59.999999"',
      '"2024-02-29 00:00:00.1"',
    ],
    other: ['"2026-01-31"', '"2026-01-31T12:00"', '"2026-01-31t12:00:00"', '"2026-01-31  12:00:00"', '"x"', '1'].concat(
      ['"2026-01-31T12:00:00Z"', '"2026-02-30T12:00:00"', '"2026-01-31T12:00:00.1234567"', '"2026/01/31 12:00:00"'],
    ),
  },
  TIMESTAMP: {
    plain: [
      '"2026-01-31T12:00:00Z"',
      '"2026-01-31 12:00:00 UTC"',
      '"2026-01-31 12:00:00"',
      '"2026-01-31T12:00:00.123456Z"',
    ]
      .concat(['"1969-12-31 23:59:59.5+05:30"', '"2026-01-31T23:00:00-14:00"', '"9999-12-31T23:59:59.999999Z"'])
      .concat(['"1000-01-01T00:00:00+00:00"', '"2024-02-29T00:00:00+14:00"']),
    other: ['"2026-01-31"', '"2026-01-31T12:00Z"', '"2026-01-31T12:00:00z"', '"2026-01-31T12:00:00UTC"', '1769860800.5']
      .concat(['"2026-01-31T12:00:00+02"', '"2026-01-31T12:00:00+0200"', '"2026-01-31T12:00:00+15:00"', '1769860800'])
      .concat(['"2026-01-31T12:00:00+05:60"', '"2026-01-31 12:00:00 Europe/Berlin"', '"2026-01-31T12:00:00.1234567Z"'])
      .concat([
        '"2026-01-31T24:00:00Z"',
        '"2026-02-30T00:00:00Z"',
        '"yesterday"',
        '"1769860800"',
        '"0001-01-01T00:00:00Z"',
      ]),
  },
  BYTES: { plain: [], other: ['"AP8="', '""', '"%%"', '1'] },
  GEOGRAPHY: { plain: ['"POINT(1 2)"'], other: ['1'] },
  JSON: {
    plain: [
      '{"b":1,"a":[true,null,{"c":"x"}]}',
      '[]',
      '{}',
      '"text"',
      '-12',
      'true',
      '[[[1]]]',
      '{"a":{"a":1},"b":{"a":2}}',
    ],
    other: [
      '1.0',
      '1.5',
      '{"2":1,"1":2}',
      '{"a":12345678901234567890}',
      '[1,]',
      '{"a"}',
      '{a:1}',
      '[1',
      '[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]',
    ],
  },
};

const TYPES = Object.keys(VALUES);
const valuesOf = (type: string): { plain: string[]; other: string[] } => VALUES[type] ?? { plain: [], other: [] };

const FIELDS = canonicalFields([
  { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
  ...TYPES.map((type) => ({ name: type.toLowerCase(), type })),
  { name: 'short', type: 'STRING', maxLength: '3' },
  { name: 'money', type: 'NUMERIC', precision: '4', scale: '2' },
  { name: 'tags', type: 'STRING', mode: 'REPEATED' },
  {
    name: 'items',
    type: 'RECORD',
    mode: 'REPEATED',
    fields: [
      { name: 'sku', type: 'STRING', mode: 'REQUIRED' },
      { name: 'at', type: 'TIMESTAMP' },
      { name: 'größe', type: 'RECORD', fields: [{ name: 'n', type: 'INTEGER', mode: 'REPEATED' }] },
    ],
  },
]);

/** Entries of a row by the column that they are of; the last ones are seldom good. */
const usually = (plain: string[], other: string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: plain.length > 0 ? 150 : 0, arbitrary: fc.constantFrom(...plain, 'null') },
    { weight: 1, arbitrary: fc.constantFrom(...other) },
  );

const item = fc
  .record({
    sku: usually(['"sku":"a"', '"sku": "bc"'], ['"SKU":"a"', '"at":null', '"sku":null', '"sku":"a","sku":"b"']),
    more: usually(
      ['"at":"2026-01-31T12:00:00Z"', '"größe":{"n":[1,2]}', '"größe":null,"at":null'],
      ['"größe":{}', '"n":1'],
    ),
  })
  .map(({ sku, more }) => `{${sku},${more === 'null' ? '"at":null' : more}}`);

const columns = fc.record({
  ...Object.fromEntries(
    TYPES.map((type) => [
      type,
      usually(valuesOf(type).plain, valuesOf(type).other).map((value) => `"${type.toLowerCase()}":${value}`),
    ]),
  ),
  id: usually(['"id":1', '"id" : 2'], ['"id":null', '"ID":1', '"id":1,"id":2', '"i\\u0064":1', '"other":1', '']),
  short: usually(
    ['"short":"abc"', '"short":""'],
    ['"short":"abcd"', '"short":"üüü"', '"short":"\\nab"', '"short":"€"'],
  ),
  money: fc.constantFrom('"money":"99.99"', '"money":null', '"money":"1.005"', '"money":"100"', ''),
  tags: usually(
    ['"tags":[]', '"tags":["a", "b"]', '"tags":[ "a" ]'],
    ['"tags":null', '"tags":"a"', '"tags":[null]', '"tags":["a",]', ''],
  ),
  items: fc.array(item, { maxLength: 2 }).map((items) => `"items":[${items.join(',')}]`),
});

/** A row that begins with a brace and a space. Most have no column that is seldom plain. */
const row = fc
  .tuple(columns, fc.boolean(), fc.subarray(TYPES), fc.constantFrom(',', ', ', ' ,\t'))
  .map(([entries, isReversed, types, comma]) => {
    const { BYTES: _bytes, money, ...usual } = entries as Record<string, string>;
    const kept = Object.entries({ ...usual, ...(types.length % 5 === 0 ? { money } : {}) })
      .filter(([name]) => types.includes(name) || !TYPES.includes(name))
      .map(([, entry]) => (entry === 'null' ? '' : (entry ?? '')))
      .filter((entry) => entry !== '');
    return `{ ${(isReversed ? kept.reverse() : kept).join(comma)}}`;
  });

/** The same rows, none of them plain: the space stands before the brace, so that all places are the same. */
const looked = (rows: readonly string[]): string[] => rows.map((text) => text.replace(/^\{ /, ' {'));

describe('rows that are taken as they stand', () => {
  let session: Session;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'plain-rows-'));
    session = createSession(await (await DuckDBInstance.create(':memory:')).connect());
    await session.run(`SET TimeZone = 'UTC'`);
  });
  afterAll(() => {
    session.close();
    rmSync(folder, { recursive: true });
  });

  async function loaded(rows: readonly string[], fields: Field[], maxBadRecords: number): Promise<Loaded> {
    const source = path.join(folder, 'source');
    const output = path.join(folder, 'rows');
    writeFileSync(source, rows.map((text, index) => text + (index % 3 === 0 ? '\r\n' : '\n')).join(''));
    const task = {
      format: 'NEWLINE_DELIMITED_JSON',
      files: [{ uri: 'gs://b/source', path: source, bytes: 0 }],
      fields,
      options: { maxBadRecords, ignoreUnknownValues: false } as LoadTask['options'],
      output,
    } as const satisfies LoadTask;
    const result = await runLoadTask(task);
    if (!result.ok) return { result, rows: [] };
    const { longestRow, ...told } = result;
    expect(longestRow).toBeGreaterThanOrEqual(
      Math.max(
        ...readFileSync(output, 'utf8')
          .split('\n')
          .map((line) => line.length),
      ),
    );
    const read = await session.read(rowsSql(output, fields, longestRow));
    return { result: told, rows: read.getRowsJson() };
  }

  const isPlain = (text: string, fields: Field[]): boolean =>
    plainLines(Buffer.from(`${text}\n`), 0, scanRow(fields)).rows === 1;

  it.each(TYPES)('of type %s are those that the exact way takes, and give the same values', async (type) => {
    const fields = canonicalFields([{ name: 'x', type }]);
    const { plain, other } = valuesOf(type);
    const rowOf = (value: string): string => `{ "x":${value}}`;
    expect(plain.filter((value) => !isPlain(rowOf(value), fields))).toEqual([]);
    expect(other.filter((value) => isPlain(rowOf(value), fields))).toEqual([]);
    const rows = [...plain, ...other].map(rowOf);
    const exact = await loaded(looked(rows), fields, rows.length);
    expect(await loaded(rows, fields, rows.length)).toEqual(exact);
    expect(exact.rows.length).toBeGreaterThanOrEqual(plain.length);
  });

  it('are those that the exact way takes, among good and bad rows of all types, with the same errors', async () => {
    const rows = fc.sample(row, { numRuns: 4000, seed: 16 });
    const plain = rows.filter((text) => isPlain(text, FIELDS)).length;
    expect(plain).toBeGreaterThan(1000);
    for (let start = 0; start < rows.length; start += 500) {
      const some = rows.slice(start, start + 500);
      const exact = await loaded(looked(some), FIELDS, some.length);
      expect(exact.rows.length).toBeGreaterThan(100);
      expect(exact.rows.length).toBeLessThan(some.length);
      expect(await loaded(some, FIELDS, some.length)).toEqual(exact);
      expect(await loaded(some, FIELDS, 2)).toEqual(await loaded(looked(some), FIELDS, 2));
    }
  });

  it('are not those with a key twice, of another name, without a column that is needed, or of broken bytes', () => {
    const fields = canonicalFields([
      { name: 'a', type: 'INTEGER', mode: 'REQUIRED' },
      { name: 'l', type: 'STRING', mode: 'REPEATED' },
    ]);
    expect(isPlain('{"a":1,"l":[]}', fields)).toBe(true);
    expect(isPlain('{"l":["x"],"a":1}', fields)).toBe(true);
    for (const text of [
      '{"a":1,"l":[],"a":1}',
      '{"A":1,"l":[]}',
      '{"a":1}',
      '{"l":[]}',
      '{}',
      '{"a":1,"l":[]',
      '{"a":1,"l":[]}}',
      '{"a":1,"l":[],}',
      '{"a":1 "l":[]}',
      '{"a":1,"l":["x" "y"]}',
      '{"a":1,"l":[]} ',
      '\uFEFF{"a":1,"l":[]}',
      '[]',
      '',
    ]) {
      expect([text, isPlain(text, fields)]).toEqual([text, false]);
    }
  });

  it('are looked at where their bytes are no UTF-8', async () => {
    const source = path.join(folder, 'broken');
    const output = path.join(folder, 'mended');
    writeFileSync(source, Buffer.concat([Buffer.from('{"s":"'), Buffer.from([0xff]), Buffer.from('"}\n{"s":"x"}\n')]));
    const fields = canonicalFields([{ name: 's', type: 'STRING' }]);
    const options = { maxBadRecords: 0, ignoreUnknownValues: false } as LoadTask['options'];
    const files = [{ uri: undefined, path: source, bytes: 0 }];
    await runLoadTask({ format: 'NEWLINE_DELIMITED_JSON', files, fields, options, output });
    expect(readFileSync(output, 'utf8')).toBe('{"s":"\uFFFD"}\n{"s":"x"}\n');
  });
});

interface Loaded {
  result: LoadTaskResult | Omit<LoadTaskResult, 'longestRow'>;
  rows: unknown[];
}
