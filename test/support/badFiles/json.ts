import { gzipSync } from 'node:zlib';
import type { BadFile } from './badFile.ts';
import { csvRow, jsonRow } from './goodFile.ts';

type Kind = Pick<BadFile, 'kind' | 'text'> & Partial<BadFile>;

const json = (name: string, content: string | Buffer, { kind, text, ...more }: Kind): BadFile => ({
  name: `JSON: ${name}`,
  format: 'NEWLINE_DELIMITED_JSON',
  extension: '.json',
  bytes: () => Buffer.from(content as string),
  kind,
  isNamed: true,
  text,
  ...more,
});

/** A good row, and one that is not. */
const after = (row: string): string => `${jsonRow(1)}\n${row}\n`;

const broken = (text: string): Kind => ({ kind: 'corrupted', text });
const unfit = (text: string): Kind => ({ kind: 'invalidSchema', text });

const packed =
  (cut: (whole: Buffer) => Buffer): (() => Buffer) =>
  () =>
    cut(gzipSync(after(jsonRow(2))));

export const badJson: readonly BadFile[] = [
  json('cut within a string', after(jsonRow(2)).slice(0, -30), broken('Closing quote expected in string')),
  json('cut within an object', `${jsonRow(1)}\n{"id":2,`, broken('Parser terminated before end of string')),
  json('more after the object', after(`${jsonRow(2)}}`), broken('Unexpected token')),
  json(
    'one array of all rows',
    `[${jsonRow(1)},${jsonRow(2)}]\n`,
    broken('Start of array encountered without start of object'),
  ),
  json(
    'an object over several lines',
    JSON.stringify(JSON.parse(jsonRow(1)), null, 2),
    broken('Parser terminated before end of string'),
  ),
  json('single quotes', "{'id':1}\n", broken('Unexpected token')),
  json('a page of HTML', '<html><body>503</body></html>\n', broken('Unexpected token')),
  json('rows of CSV', `${csvRow(1)}\n`, broken('Unexpected token')),
  json('a comma too many', after('{"id":2,}'), broken('Unexpected token')),
  json('a bare NaN', after('{"id":2,"qty":NaN}'), broken('Unexpected token')),
  json('UTF-16', Buffer.from(`\uFEFF${jsonRow(1)}\n`, 'utf16le'), broken('Unexpected token')),
  json('a byte order mark within the file', after(`\uFEFF${jsonRow(2)}`), broken('Unexpected token')),
  json('gzip, cut', '', {
    ...broken('Failed to decompress the gzip data'),
    extension: '.json.gz',
    bytes: packed((whole) => whole.subarray(0, whole.length - 20)),
  }),
  json('gzip, overwritten', '', {
    ...broken('Failed to decompress the gzip data'),
    extension: '.json.gz',
    bytes: packed((whole) => whole.fill(0xff, whole.length - 8, whole.length - 4)),
  }),
  json('the same key twice', after('{"id":2,"name":"x","name":"y"}'), unfit('Multiple definition of field: name')),
  json(
    'keys that differ in case only',
    after('{"id":2,"name":"x","Name":"y"}'),
    unfit('Multiple definition of field: name'),
  ),
  json(
    'a key twice in a record',
    after('{"id":2,"home":{"city":"x","city":"y"}}'),
    unfit('Multiple definition of field: home.city'),
  ),
  json('a field that no column takes', after(jsonRow(2, { more: 1 })), unfit('No such field: more.')),
  json(
    'text for a number',
    after(jsonRow(2, { qty: 'x' })),
    unfit('Could not convert value to integer. Field: qty; Value: x'),
  ),
  json(
    'a fraction for a whole number',
    after(jsonRow(2, { qty: 1.5 })),
    unfit('Could not convert value to integer. Field: qty; Value: 1.5'),
  ),
  json(
    'a number beyond 64 bits',
    after('{"id":2,"qty":9223372036854775808}'),
    unfit('Could not convert value to integer. Field: qty'),
  ),
  json(
    'a number beyond NUMERIC',
    after(jsonRow(2, { price: `1${'0'.repeat(29)}` })),
    unfit('Could not convert value to numeric. Field: price'),
  ),
  json(
    'a number for text',
    after(jsonRow(2, { name: 3 })),
    unfit('Could not convert value to string. Field: name; Value: 3'),
  ),
  json('a day that is none', after(jsonRow(2, { day: '2026-02-30' })), unfit("Invalid date: '2026-02-30' Field: day")),
  json(
    'a moment that is none',
    after(jsonRow(2, { at: 'yesterday' })),
    unfit("Could not parse 'yesterday' as a timestamp."),
  ),
  json(
    'bytes that are no base64',
    after(jsonRow(2, { raw: '%%' })),
    unfit('Could not decode base64 string to bytes. Field: raw'),
  ),
  json(
    'one value for a list',
    after(jsonRow(2, { tags: 'x' })),
    unfit('Repeated field must be imported as a JSON array. Field: tags.'),
  ),
  json(
    'a list for one value',
    after(jsonRow(2, { name: ['x'] })),
    unfit('Array specified for non-repeated field: name.'),
  ),
  json(
    'NULL within a list',
    after(jsonRow(2, { tags: [null] })),
    unfit('Only optional fields can be set to NULL. Field: tags'),
  ),
  json(
    'an object for one value',
    after(jsonRow(2, { name: { a: 1 } })),
    unfit('JSON object specified for non-record field: name'),
  ),
  json(
    'one value for a record',
    after(jsonRow(2, { home: 'x' })),
    unfit('Could not convert non-record value to record. Field: home'),
  ),
  json('a required field that is missing', after('{"name":"x"}'), unfit('Missing required field: id.')),
  json(
    'a required field that is NULL',
    after('{"id":null}'),
    unfit('Only optional fields can be set to NULL. Field: id'),
  ),
  json('rows of another partition', after(jsonRow(2, { day: '2026-02-01' })), {
    ...unfit('Some rows belong to different partitions rather than destination partition'),
    partition: '20260131',
    isNamed: false,
  }),
];
