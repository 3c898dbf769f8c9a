import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { TableField } from '../../../functions/src/model/table.ts';
import { findSuspects } from '../../../functions/src/recovery/findSuspects.ts';
import { fitsColumns } from '../../../functions/src/recovery/fitsColumns.ts';
import { parseRow } from '../../../functions/src/recovery/parseRow.ts';
import { memoryObjects } from './memoryObjects.ts';

const COLUMNS: TableField[] = [
  { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
  { name: 'name', type: 'STRING' },
  { name: 'amount', type: 'FLOAT64' },
  { name: 'paid', type: 'BOOL' },
  { name: 'at', type: 'TIMESTAMP' },
  { name: 'tags', type: 'STRING', mode: 'REPEATED' },
  { name: 'extra', type: 'JSON' },
  { name: 'buyer', type: 'RECORD', fields: [{ name: 'key', type: 'STRING', mode: 'REQUIRED' }] },
  { name: 'items', type: 'STRUCT', mode: 'REPEATED', fields: [{ name: 'sku', type: 'STRING' }] },
];

describe('a row', () => {
  it.each([
    '{"id": 1}',
    '{"ID": "1", "Name": null}',
    '{"id": 1, "amount": "1.5", "paid": "yes"}',
    '{"id": 1, "amount": 1e3, "paid": 0, "at": 17}',
    '{"id": 1, "amount": "NaN", "tags": [], "items": null}',
    '{"id": 1, "tags": ["a"], "extra": {"any": [1]}, "buyer": {"key": "k"}, "items": [{}, {"sku": "s"}]}',
  ])('fits: %s', (row) => {
    expect(fitsColumns(parseRow(row) ?? {}, COLUMNS)).toBe(true);
  });

  it.each([
    '{}',
    '{"id": null}',
    '{"id": true}',
    '{"id": 1.5}',
    '{"id": "x"}',
    '{"id": [1]}',
    '{"id": 1, "unknown": null}',
    '{"id": 1, "name": 3}',
    '{"id": 1, "name": {"a": 1}}',
    '{"id": 1, "amount": ""}',
    '{"id": 1, "amount": "x"}',
    '{"id": 1, "amount": true}',
    '{"id": 1, "paid": "maybe"}',
    '{"id": 1, "tags": "a"}',
    '{"id": 1, "tags": [null]}',
    '{"id": 1, "buyer": {}}',
    '{"id": 1, "buyer": "k"}',
    '{"id": 1, "buyer": [{"key": "k"}]}',
    '{"id": 1, "items": [{"sku": "s", "count": 1}]}',
  ])('does not: %s', (row) => {
    expect(fitsColumns(parseRow(row) ?? {}, COLUMNS)).toBe(false);
  });
});

describe('a file is suspicious', () => {
  const objects = memoryObjects();
  const upload = (name: string, content: string | Uint8Array): SourceFile => {
    const place = { bucket: 'b', name };
    return { ...place, generation: objects.put(place, content), size: content.length, created: '' };
  };
  const isSuspect = async (file: SourceFile, sourceFormat: string): Promise<boolean> => {
    const expected = { sourceFormat, columns: COLUMNS, ignoreUnknownValues: false };
    return (await findSuspects([file], expected, objects)).size > 0;
  };

  it.each<[string, string, string | Uint8Array, boolean]>([
    ['good', 'NEWLINE_DELIMITED_JSON', '{"id": 1}\r\n\n', false],
    ['no JSON', 'NEWLINE_DELIMITED_JSON', '{"id": 1', true],
    ['an array', 'NEWLINE_DELIMITED_JSON', '[{"id": 1}]', true],
    ['empty', 'NEWLINE_DELIMITED_JSON', '', false],
    ['good', 'CSV', 'id,name\n1,a\n', false],
    ['packed', 'CSV', gzipSync('id,name\n'), false],
    ['cut short', 'CSV', gzipSync('id,name\n').subarray(0, -4), true],
    ['no gzip at all', 'CSV', Buffer.concat([gzipSync('').subarray(0, 10), Buffer.alloc(90, 255)]), true],
    ['with zero bytes', 'CSV', 'id\u0000,name', true],
    ['good', 'AVRO', 'Obj\u0001…', false],
    ['something else', 'AVRO', '{"id": 1}', true],
    ['good', 'PARQUET', 'PAR1…PAR1', false],
    ['empty', 'PARQUET', '', true],
    ['good', 'ORC', 'ORC…', false],
  ])('that is %s: %s', async (name, format, content, expected) => {
    expect(await isSuspect(upload(name, content), format)).toBe(expected);
  });

  it('that is gone or was overwritten', async () => {
    const file = upload('x', '{"id": 1}');
    upload('x', '{"id": 1}');
    expect(await isSuspect(file, 'NEWLINE_DELIMITED_JSON')).toBe(true);
    expect(await isSuspect({ ...file, name: 'gone' }, 'NEWLINE_DELIMITED_JSON')).toBe(true);
  });

  it('only for what it is, where the files say themselves which columns there are, or unknown fields are ignored', async () => {
    const files = [upload('y', '{"unknown": 1}'), upload('z', '{"unknown')];
    const expected = { sourceFormat: 'NEWLINE_DELIMITED_JSON', columns: COLUMNS, ignoreUnknownValues: true };
    for (const changed of [expected, { ...expected, columns: [], ignoreUnknownValues: false }]) {
      expect([...(await findSuspects(files, changed, objects))]).toEqual([['gs://b/z', 'corrupted']]);
    }
  });

  it('and is said where it belongs', async () => {
    const files = [upload('p', '{"id": "many"}'), upload('q', '{"id'), { ...upload('r', '{}'), name: 'gone' }];
    const expected = { sourceFormat: 'NEWLINE_DELIMITED_JSON', columns: COLUMNS, ignoreUnknownValues: false };
    expect([...(await findSuspects(files, expected, objects)).values()]).toEqual([
      'invalidSchema',
      'corrupted',
      'missing',
    ]);
  });

  it('and none is where there is too much to look at', async () => {
    const file = { ...upload('w', '{"id'), size: 300 * 2 ** 20 };
    expect(await isSuspect(file, 'NEWLINE_DELIMITED_JSON')).toBe(false);
  });

  it('and none is where it unpacks to more than one may look at', async () => {
    async function* endless(): AsyncGenerator<Buffer> {
      const chunk = Buffer.alloc(8 * 2 ** 20, 'x');
      for (let chunks = 0; chunks < 65; chunks++) yield chunk;
      throw new Error('it was read on');
    }
    const bomb = { ...objects, stream: endless };
    const expected = { sourceFormat: 'CSV', columns: [], ignoreUnknownValues: false };
    expect((await findSuspects([upload('u', 'x')], expected, bomb)).size).toBe(0);
  });

  it.each(['CSV', 'NEWLINE_DELIMITED_JSON'])(
    'and none is where %s files unpack to more than 2 GiB together',
    async (sourceFormat) => {
      const opened: string[] = [];
      const half = Buffer.alloc(2 ** 29 + 1);
      async function* unpacking({ name }: { name: string }): AsyncGenerator<Buffer> {
        opened.push(name);
        yield name === 'bad' ? Buffer.from('\u0000\n') : half;
      }
      const files = ['bad', ...Array.from({ length: 16 }, (_, index) => `big${index}`)].map((name) =>
        upload(name, 'x'),
      );
      const expected = { sourceFormat, columns: [], ignoreUnknownValues: false };
      expect((await findSuspects(files, expected, { ...objects, stream: unpacking })).size).toBe(0);
      expect(opened).not.toContain('big15');
    },
  );

  it('and an error of Cloud Storage is none of the file’s', async () => {
    const file = upload('v', '{"id": 1}');
    const failing = { ...objects, stat: () => Promise.reject(new Error('503')) };
    const expected = { sourceFormat: 'CSV', columns: [], ignoreUnknownValues: false };
    await expect(findSuspects([file], expected, failing)).rejects.toThrow('503');
  });
});
