import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MoveSpec } from '../../functions/src/model/moveSpec.ts';
import type { TableField } from '../../functions/src/model/table.ts';
import { type MoveWorld, sorted, startMoveWorld } from './moves/moveWorld.ts';

type Rows = Parameters<MoveWorld['load']>[1];

let world: MoveWorld;

beforeAll(async () => {
  world = await startMoveWorld();
});
afterAll(() => world.remove());
afterEach(() => world.dropMoved());

const specOf = (more: Partial<MoveSpec>): MoveSpec => ({
  source: world.name('_source'),
  alias: 't',
  destination: world.name(),
  writeDisposition: 'WRITE_APPEND',
  allowFieldAddition: false,
  layout: {},
  ...more,
});

/** What is in a table with the same columns after the move. */
async function moved(more: Partial<MoveSpec>, fields: TableField[], rows: Rows): Promise<Rows> {
  const spec = specOf(more);
  await world.create(spec.destination, { fields });
  await world.move(spec, { fields, rows });
  return world.rows(spec.destination);
}

/** Letters, marks and digits of any language and the symbols that flexible column names may have; always the same ones. */
const generated = (): string[] => {
  const symbols = fc.constantFrom(..."aZ_09äß日本ا́½ &%=+:'<>#|-—–");
  const names = fc.string({ unit: symbols, minLength: 1, maxLength: 40 }).map((text) => `n${text}`.trimEnd());
  const [list = []] = fc.sample(
    fc.uniqueArray(names, { minLength: 36, maxLength: 36, selector: (name) => name.toLowerCase() }),
    { numRuns: 1, seed: 42 },
  );
  return list;
};

const NAMES = ['select', 'Group', 'order by', 'größe', '日本', 'a-b', '_x'];

describe('columns with names that need backticks', () => {
  const fields = NAMES.map((name) => ({ name, type: 'STRING' }));
  const row = (more: object = {}) => ({ ...Object.fromEntries(NAMES.map((name) => [name, `of ${name}`])), ...more });

  it.each(['QUERY', 'DML'] as const)('are moved by %s, keys and computed ones too', async (method) => {
    const transform = { 'order by': 'CONCAT(t.`order by`, "!")' };
    const rows = [row(), row(), row({ größe: 'other' })];
    expect(await moved({ method, uniqueColumns: NAMES, transform }, fields, rows)).toEqual(
      sorted([row({ 'order by': 'of order by!' }), row({ größe: 'other', 'order by': 'of order by!' })]),
    );
  });
});

it('any of three dozen generated names is moved, as a key and as what is computed', async () => {
  const names = generated();
  const fields = names.map((name) => ({ name, type: 'STRING' }));
  const row = Object.fromEntries(names.map((name) => [name, `of ${name}`]));
  const [computed = '', ...kept] = names;
  const transform = { [computed]: '"computed"' };
  for (const method of ['QUERY', 'DML'] as const) {
    expect(await moved({ method, uniqueColumns: kept, transform }, fields, [row, row])).toEqual([
      { ...row, [computed]: 'computed' },
    ]);
  }
});

describe('a key of a type that nothing can be partitioned by', () => {
  const info = { name: 'k', type: 'RECORD', fields: [{ name: 'a', type: 'INTEGER' }] };

  it.each<[string, TableField, unknown, unknown]>([
    ['FLOAT', { name: 'k', type: 'FLOAT' }, 1.5, 2.5],
    ['JSON', { name: 'k', type: 'JSON' }, { a: [1] }, { a: [2] }],
    ['RECORD', info, { a: 1 }, { a: 2 }],
    ['REPEATED', { name: 'k', type: 'STRING', mode: 'REPEATED' }, ['x'], ['x', 'y']],
  ])('%s', async (_, key, one, other) => {
    const fields = [key, { name: 'n', type: 'INTEGER' }];
    const rows = [
      { k: one, n: 1 },
      { k: one, n: 2 },
      { k: other, n: 3 },
    ];
    const kept = await moved({ uniqueColumns: ['K'], uniqueOrderBy: 'n DESC' }, fields, rows);
    expect(kept.map(({ n }) => n).toSorted()).toEqual([2, 3]);
  });
});

it('the same rows in another order leave the same rows', async () => {
  const fields = [
    { name: 'id', type: 'INTEGER' },
    { name: 'seen', type: 'TIMESTAMP' },
    { name: 'text', type: 'STRING' },
  ];
  const rows = Array.from({ length: 30 }, (_, n) => ({
    id: n % 3,
    seen: '2026-01-31T00:00:00Z',
    text: `${(n * 7) % 30}`,
  }));
  const unique = { uniqueColumns: ['id'], uniqueOrderBy: 'seen DESC -- all the same' };
  const kept = await moved(unique, fields, rows);
  expect(kept).toHaveLength(3);
  expect(await moved(unique, fields, rows.toReversed())).toEqual(kept);
});

describe('REQUIRED columns', () => {
  const fields = [
    { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
    { name: 'text', type: 'STRING', mode: 'NULLABLE' },
  ];

  it.each<[string, Partial<MoveSpec>]>([
    ['a copy', {}],
    ['a query', { uniqueColumns: ['id'] }],
    ['a query in their place', { uniqueColumns: ['id'], writeDisposition: 'WRITE_TRUNCATE' }],
    ['DML', { method: 'DML' }],
  ])('stay REQUIRED with %s', async (_, more) => {
    const spec = specOf(more);
    await world.create(spec.destination, { fields });
    await world.move(spec, { fields, rows: [{ id: 1, text: 'a' }] });
    expect(await world.rows(spec.destination)).toEqual([{ id: 1, text: 'a' }]);
    expect((await world.tables.find(spec.destination))?.fields).toMatchObject(fields);
  });
});

describe('a destination that is missing', () => {
  const fields = [
    { name: 'id', type: 'INTEGER' },
    { name: 'day', type: 'DATE' },
  ];
  const byDay = { type: 'DAY', field: 'day' };
  const clustering = { fields: ['id'] };
  const ends = { ...byDay, expirationMs: '315360000000' };

  it.each<[string, Partial<MoveSpec>, string]>([
    ['a copy', { layout: { timePartitioning: byDay, clustering } }, 'copy'],
    ['a query', { layout: { timePartitioning: byDay, clustering }, uniqueColumns: ['id'] }, 'query'],
    ['a query, where partitions expire', { layout: { timePartitioning: ends, clustering } }, 'query'],
  ])('gets the layout of the rule by %s', async (_, more, action) => {
    const spec = specOf(more);
    const rows = [{ id: 1, day: '2026-01-31' }];
    const { jobs } = await world.move(spec, { fields, rows });
    expect(jobs.map((job) => job.action)).toEqual([action]);
    expect(await world.rows(spec.destination)).toEqual(rows);
    expect(await world.tables.find(spec.destination)).toMatchObject({ fields, ...spec.layout });
  });
});
