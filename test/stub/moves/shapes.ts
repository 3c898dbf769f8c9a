import type { TableField } from '../../../functions/src/model/table.ts';
import * as loadJob from '../loadJob.ts';
import type { Row } from './feature.ts';

/** `name:TYPE:MODE`, separated by commas. */
export const fields = (text: string): TableField[] => loadJob.fields(text) as TableField[];

export const DAY = '2026-01-31';

/** A schema, what a temporary table holds, and what is in the destination before. */
export interface Shape {
  name: string;
  fields: TableField[];
  rows: Row[];
  before: Row[];
  /** What makes a row unique, spelt otherwise than the table does. */
  unique: { columns: string[]; key: (row: Row) => unknown[] };
  cluster: string[];
}

const IDS = [1, 2, null, 3, 1, 2, null, 1] as const;
const CITIES = ['Ulm', 'Rom', null] as const;

/** Rows with doubles, ties, NULL keys, and two that are the same altogether. */
const flatRows = (): Row[] =>
  Array.from({ length: 24 }, (_, index) => ({
    id: IDS[index % IDS.length] ?? null,
    city: CITIES[index % CITIES.length] ?? null,
    amount: index % 5 === 4 ? null : (index % 5) * 1.25,
    day: DAY,
    note: `note ${index % 20}`,
  }));

const FLAT = fields('id:INTEGER,city,amount:FLOAT,day:DATE,note');

const ITEM: TableField = {
  name: 'items',
  type: 'RECORD',
  mode: 'REPEATED',
  fields: fields('sku,count:INTEGER'),
};
const INFO: TableField = { name: 'info', type: 'RECORD', mode: 'NULLABLE', fields: fields('key,level:INTEGER') };
const NESTED = [...FLAT, INFO, ...fields('tags:STRING:REPEATED'), ITEM];

const KEYS = ['a', null, 'b'] as const;

const nested = (row: Row, index: number): Row => ({
  ...row,
  info: index % 7 === 6 ? null : { key: KEYS[index % KEYS.length] ?? null, level: index % 2 },
  tags: index % 4 === 3 ? [] : [`t${index % 4}`, 'all'],
  items: index % 3 === 2 ? [] : [{ sku: `s${index % 3}`, count: index % 4 }],
});

const before = (day: string): Row[] => [
  { id: 901, city: 'Ulm', amount: 1, day, note: 'before' },
  { id: 902, city: null, amount: null, day, note: 'before' },
];

const infoKey = (row: Row): unknown => (row['info'] as { key: unknown } | null)?.key ?? null;

export const flat: Shape = {
  name: 'flat',
  fields: FLAT,
  rows: flatRows(),
  before: [...before('2026-01-30'), ...before(DAY)],
  unique: { columns: ['ID'], key: ({ id }) => [id] },
  cluster: ['id', 'city'],
};

export const nestedShape: Shape = {
  name: 'nested',
  fields: NESTED,
  rows: flatRows().map(nested),
  before: flat.before.map(nested),
  unique: { columns: ['id', 'Info.KEY'], key: (row) => [row['id'], infoKey(row)] },
  cluster: ['info.key', 'id'],
};
