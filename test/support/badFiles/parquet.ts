import type { BadFile } from './badFile.ts';
import { jsonRow } from './goodFile.ts';
import { parquetFile } from './parquetFile.ts';

const parquet = (name: string, bytes: BadFile['bytes'], text: string, more: Partial<BadFile> = {}): BadFile => ({
  name: `Parquet: ${name}`,
  format: 'PARQUET',
  extension: '.parquet',
  bytes,
  kind: 'corrupted',
  isNamed: true,
  text,
  ...more,
});

const NO_PARQUET = 'Input file is not in Parquet format.';

const changed =
  (change: (whole: Buffer) => Buffer): BadFile['bytes'] =>
  async () =>
    change(await parquetFile("SELECT i AS id, 'name ' || i AS name, i AS qty FROM range(2000) AS rows(i)"));

export const badParquet: readonly BadFile[] = [
  parquet('rows of JSON', () => Buffer.from(`${jsonRow(1)}\n`), NO_PARQUET),
  parquet(
    'cut',
    changed((whole) => whole.subarray(0, -40)),
    NO_PARQUET,
  ),
  parquet(
    'a page that is overwritten',
    changed((whole) => whole.fill(0xff, 4, 300)),
    'Failed to read the Parquet data',
  ),
  parquet(
    'a column of another type',
    () => parquetFile('SELECT 1::BIGINT AS id, 2::BIGINT AS name, 3::BIGINT AS qty'),
    'Field name has changed type from STRING to INTEGER',
    { kind: 'invalidSchema', isNamed: false },
  ),
];
