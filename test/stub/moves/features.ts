import type { TableName } from '../../../functions/src/model/table.ts';
import type { Feature, Row, Side } from './feature.ts';
import { fields, type Shape } from './shapes.ts';

/** The table that the side inputs join: one key twice, one that nothing has, and one that is NULL. */
export const CITIES: readonly Row[] = [
  { code: 'Ulm', land: 'DE' },
  { code: 'Ulm', land: 'DE too' },
  { code: 'Bern', land: 'CH' },
  { code: null, land: 'none' },
];

const byCity = (row: Row, side: Row): boolean => row['city'] !== null && row['city'] === side['code'];

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** NULL comes first in ascending order. */
const compareNumbers = (a: unknown, b: unknown): number =>
  (numberOf(a) ?? Number.NEGATIVE_INFINITY) - (numberOf(b) ?? Number.NEGATIVE_INFINITY) || 0;

const newest = {
  sql: 't.amount DESC',
  compare: (a: Row, b: Row) => (a['amount'] === b['amount'] ? 0 : compareNumbers(b['amount'], a['amount'])),
};

const expensive = {
  sql: 't.amount > 1 -- no NULLs',
  holds: ({ amount }: Row) => (numberOf(amount) ?? 0) > 1,
};

const doubled = {
  sql: 't.amount * 2',
  value: ({ row }: { row: Row }) => {
    const amount = numberOf(row['amount']);
    return amount === null ? null : amount * 2;
  },
};

const land = (alias: string, quoted = alias) => ({
  sql: `COALESCE(${quoted}.land, "nowhere")`,
  value: ({ sides }: { sides: Readonly<Record<string, Row | null>> }) => sides[alias]?.['land'] ?? 'nowhere',
});

const notes = fields('land');

function sidesOf(cities: TableName): Record<'left' | 'inner' | 'subquery', Side> {
  const table = { table: cities, alias: 'c', on: 't.city = c.code' };
  const from = 'SELECT "Rom" AS code, "IT" AS land # one row\n';
  return {
    left: { input: { ...table, inner: false }, rows: CITIES, on: byCity },
    inner: { input: { ...table, inner: true }, rows: CITIES, on: byCity },
    subquery: {
      input: { from, alias: 'order', on: 't.city = `order`.code', inner: false },
      rows: [{ code: 'Rom', land: 'IT' }],
      on: byCity,
    },
  };
}

const split: NonNullable<Feature['split']> = {
  targets: [
    { suffix: '_a', when: 't.id = 1', holds: ({ row }) => row['id'] === 1 },
    { suffix: '_b', when: 't.id > 2', holds: ({ row }) => (numberOf(row['id']) ?? 0) > 2 },
    { suffix: '_a', when: 't.city = "Rom"', holds: ({ row }) => row['city'] === 'Rom' },
  ],
};

/** Everything that a rule can ask for while rows move, alone and together. */
export function featuresOf({ unique, cluster }: Shape, cities: TableName): Feature[] {
  const { left, inner, subquery } = sidesOf(cities);
  return [
    { name: 'nothing' },
    { name: 'dedupe', unique },
    { name: 'dedupe with an order', unique: { ...unique, order: newest } },
    { name: 'criteria', criteria: expensive },
    { name: 'criteria and dedupe', criteria: expensive, unique },
    { name: 'a replaced column', transform: { amount: doubled } },
    {
      name: 'an added column',
      allowFieldAddition: true,
      transform: { extra: { sql: 'CONCAT(t.note, "!")', value: ({ row }) => `${row['note']}!` } },
    },
    { name: 'a side input, left', sides: [left], transform: { land: land('c') }, onlyDestination: notes },
    { name: 'a side input, inner', sides: [inner], transform: { land: land('c') }, onlyDestination: notes },
    { name: 'a subquery', sides: [subquery], transform: { land: land('order', '`order`') }, onlyDestination: notes },
    {
      name: 'two side inputs and dedupe',
      unique,
      sides: [left, subquery],
      transform: { land: land('order', '`order`') },
      onlyDestination: notes,
    },
    {
      name: 'columns that one side has',
      onlySource: ['note'],
      onlyDestination: fields('more:DATE,list:INTEGER:REPEATED'),
    },
    { name: 'new columns of the files', onlySource: ['city'], allowFieldAddition: true },
    { name: 'a split', split },
    { name: 'a clustered split', split: { ...split, clusterColumns: cluster, timeColumn: 'DAY' } },
    {
      name: 'all together',
      criteria: expensive,
      unique: { ...unique, order: newest },
      transform: { amount: doubled, land: land('c') },
      sides: [inner],
      split: { ...split, clusterColumns: cluster },
      onlySource: ['note'],
      onlyDestination: [...notes, ...fields('more:TIMESTAMP')],
    },
  ];
}
