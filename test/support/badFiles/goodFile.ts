import type { TableField } from '@google-cloud/bigquery';
import type { Schema } from 'avsc';
import { avroFile } from '../../stub/avroFile.ts';
import type { FileFormat } from './badFile.ts';
import { parquetFile } from './parquetFile.ts';

const FLAT: TableField[] = [
  { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
  { name: 'name', type: 'STRING' },
  { name: 'qty', type: 'INTEGER' },
  { name: 'price', type: 'NUMERIC' },
  { name: 'ok', type: 'BOOLEAN' },
  { name: 'day', type: 'DATE' },
  { name: 'at', type: 'TIMESTAMP' },
  { name: 'raw', type: 'BYTES' },
];

/** The columns of the table that files of a format go to; the first is `id`. */
export const TABLE_FIELDS: Readonly<Record<FileFormat, readonly TableField[]>> = {
  NEWLINE_DELIMITED_JSON: [
    ...FLAT,
    { name: 'tags', type: 'STRING', mode: 'REPEATED' },
    { name: 'home', type: 'RECORD', fields: [{ name: 'city', type: 'STRING' }] },
  ],
  CSV: FLAT,
  AVRO: [
    { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
    { name: 'name', type: 'STRING' },
    { name: 'qty', type: 'INTEGER' },
  ],
  PARQUET: [
    { name: 'id', type: 'INTEGER' },
    { name: 'name', type: 'STRING' },
    { name: 'qty', type: 'INTEGER' },
  ],
};

export const jsonRow = (id: number, more: object = {}): string =>
  JSON.stringify({
    id,
    name: 'Ada',
    qty: 3,
    price: '9.99',
    ok: true,
    day: '2026-01-31',
    at: '2026-01-31T12:00:00Z',
    raw: 'AAEC',
    tags: ['x'],
    home: { city: 'London' },
    ...more,
  });

export const csvRow = (
  id: number | string,
  more: Partial<Record<'name' | 'qty' | 'price' | 'day' | 'at' | 'raw', string>> = {},
): string => {
  const {
    name = 'Ada',
    qty = '3',
    price = '9.99',
    day = '2026-01-31',
    at = '2026-01-31 12:00:00 UTC',
    raw = 'AAEC',
  } = more;
  return [id, name, qty, price, 'true', day, at, raw].join(',');
};

export const PERSON: Schema = {
  type: 'record',
  name: 'Person',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'name', type: ['null', 'string'] },
    { name: 'qty', type: ['null', 'long'] },
  ],
} as unknown as Schema;

export const person = (id: number): object => ({ id, name: 'Ada', qty: 3 });

/** A file of one row, with this ID, that can be loaded. */
export function goodFile(format: FileFormat, id: number): Buffer | Promise<Buffer> {
  switch (format) {
    case 'NEWLINE_DELIMITED_JSON':
      return Buffer.from(`${jsonRow(id)}\n`);
    case 'CSV':
      return Buffer.from(`${csvRow(id)}\n`);
    case 'AVRO':
      return avroFile(PERSON, [person(id)]);
    case 'PARQUET':
      return parquetFile(`SELECT ${id}::BIGINT AS id, 'Ada' AS name, 3::BIGINT AS qty`);
  }
}
