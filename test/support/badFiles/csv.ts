import { gzipSync } from 'node:zlib';
import type { BadFile } from './badFile.ts';
import { csvRow } from './goodFile.ts';

type Kind = Pick<BadFile, 'kind' | 'text'> & Partial<BadFile>;

const csv = (name: string, content: string | Buffer, { kind, text, ...more }: Kind): BadFile => ({
  name: `CSV: ${name}`,
  format: 'CSV',
  extension: '.csv',
  bytes: () => Buffer.from(content as string),
  kind,
  isNamed: true,
  text,
  ...more,
});

/** A good row, and one that is not. */
const after = (row: string): string => `${csvRow(1)}\n${row}\n`;
const AT = csvRow(1).length + 1;

const broken = (text: string): Kind => ({
  kind: 'corrupted',
  text: `Error detected while parsing row starting at position: ${AT}. Error: ${text}`,
});
const unfit = (text: string): Kind => ({ kind: 'invalidSchema', text });

export const badCsv: readonly BadFile[] = [
  csv('a quote that is not closed', after(csvRow(2, { name: '"Ada' })), broken('Missing close quote character (").')),
  csv(
    'text after a quote',
    after(csvRow(2, { name: '"A"da' })),
    broken('Data between close quote character (") and field separator.'),
  ),
  csv('a line break in quotes', after(csvRow(2, { name: '"A\nda"' })), broken('Missing close quote character (").')),
  csv('a NUL character', after(csvRow(2, { name: 'A\0da' })), broken('Bad character (ASCII 0) encountered.')),
  csv('UTF-16', Buffer.from(`${csvRow(1)}\n`, 'utf16le'), {
    kind: 'corrupted',
    text: 'Error: Bad character (ASCII 0) encountered.',
  }),
  csv('gzip, cut', '', {
    kind: 'corrupted',
    text: 'Failed to decompress the gzip data',
    extension: '.csv.gz',
    bytes: () => gzipSync(after(csvRow(2))).subarray(0, -20),
  }),
  csv(
    'a column too many',
    after(`${csvRow(2)},x`),
    unfit(`Too many values in row starting at position: ${AT}. Found 9 column(s) while expected 8.`),
  ),
  csv(
    'a column too few',
    after(csvRow(2).replace(/,[^,]*$/, '')),
    unfit(`CSV table references column position 7, but line starting at position:${AT} contains only 7 columns.`),
  ),
  csv(
    'another delimiter',
    `${csvRow(1).replaceAll(',', ';')}\n`,
    unfit('CSV table references column position 1, but line starting at position:0 contains only 1 columns.'),
  ),
  csv(
    'a header that is not skipped',
    `id,name,qty,price,ok,day,at,raw\n${csvRow(1)}\n`,
    unfit("Could not parse 'id' as INT64 for field id (position 0) starting at location 0"),
  ),
  csv(
    'a byte order mark within the file',
    after(csvRow('\uFEFF2')),
    unfit("Could not parse '\uFEFF2' as INT64 for field id (position 0)"),
  ),
  csv(
    'text for a number',
    after(csvRow(2, { qty: 'x' })),
    unfit(`Could not parse 'x' as INT64 for field qty (position 2) starting at location ${AT}`),
  ),
  csv(
    'a number beyond NUMERIC',
    after(csvRow(2, { price: `1${'0'.repeat(29)}` })),
    unfit('as NUMERIC for field price (position 3)'),
  ),
  csv(
    'a day with slashes',
    after(csvRow(2, { day: '2026/01/31' })),
    unfit("Could not parse '2026/01/31' as DATE for field day (position 5)"),
  ),
  csv(
    'a moment beyond the year 9999',
    after(csvRow(2, { at: '10000-01-01 00:00:00' })),
    unfit("Could not parse '10000-01-01 00:00:00' as TIMESTAMP for field at (position 6)"),
  ),
  csv(
    'no value for a required column',
    after(csvRow('')),
    unfit('Required column value for column index: 0 is missing in row starting at position'),
  ),
  csv('rows of another partition', after(csvRow(2, { day: '2026-02-01' })), {
    ...unfit('Some rows belong to different partitions rather than destination partition'),
    partition: '20260131',
    isNamed: false,
  }),
];
