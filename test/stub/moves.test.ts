import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import type { MoveSpec } from '../../functions/src/model/moveSpec.ts';
import type { TableField, TableLayout, TableName } from '../../functions/src/model/table.ts';
import { expectedRows, projected } from './moves/expectedRows.ts';
import type { Feature, Joined, Row } from './moves/feature.ts';
import { CITIES, featuresOf } from './moves/features.ts';
import { type MoveWorld, sorted, startMoveWorld } from './moves/moveWorld.ts';
import { DAY, fields, flat, nestedShape, type Shape } from './moves/shapes.ts';

let world: MoveWorld;
let cities: TableName;

beforeAll(async () => {
  world = await startMoveWorld();
  cities = world.name();
  await world.create(cities, { fields: fields('code,land'), rows: CITIES });
});
afterAll(() => world.remove());

interface Target {
  name: string;
  layout: TableLayout;
  /** What the destination's name ends with. */
  decorator: string;
  writeDisposition: string;
  /** The rows that stay. */
  stays: (row: Row) => boolean;
  methods: readonly MoveSpec['method'][];
}

const BY_INGESTION: TableLayout = { timePartitioning: { type: 'DAY' } };
const BY_COLUMN: TableLayout = { timePartitioning: { type: 'DAY', field: 'day' }, clustering: { fields: ['id'] } };
const ALL = ['COPY', 'QUERY', 'DML'] as const;
const decorator = `$${DAY.replaceAll('-', '')}`;
const otherDays = (row: Row): boolean => row['day'] !== DAY;

const TARGETS: readonly Target[] = [
  { name: 'appended', layout: {}, decorator: '', writeDisposition: 'WRITE_APPEND', stays: () => true, methods: ALL },
  {
    name: 'put in their place',
    layout: {},
    decorator: '',
    writeDisposition: 'WRITE_TRUNCATE',
    stays: () => false,
    methods: ALL,
  },
  {
    name: 'appended to a partition by ingestion time',
    layout: BY_INGESTION,
    decorator,
    writeDisposition: 'WRITE_APPEND',
    stays: () => true,
    methods: ['COPY', 'QUERY'],
  },
  {
    name: 'put in the place of a partition by ingestion time',
    layout: BY_INGESTION,
    decorator,
    writeDisposition: 'WRITE_TRUNCATE',
    stays: otherDays,
    methods: ['COPY', 'QUERY'],
  },
  {
    name: 'put in the place of a partition by column',
    layout: BY_COLUMN,
    decorator,
    writeDisposition: 'WRITE_TRUNCATE',
    stays: otherDays,
    methods: ['COPY', 'QUERY'],
  },
];

interface Combination {
  shape: Shape;
  target: Target;
  method: MoveSpec['method'];
}

const COMBINATIONS = [flat, nestedShape].flatMap((shape) =>
  TARGETS.flatMap((target) => target.methods.map((method): Combination => ({ shape, target, method }))),
);

/** With COPY a query does what a copy job cannot do, the same one as with QUERY. */
const BY_COPY = ['nothing', 'dedupe', 'new columns of the files', 'all together'];

const NO_TABLE: TableName = { projectId: '', datasetId: '', tableId: '' };

const namesFor = ({ shape, method }: Combination): string[] =>
  featuresOf(shape, NO_TABLE)
    .map(({ name }) => name)
    .filter((name) => method !== 'COPY' || BY_COPY.includes(name));

// A move waits for its jobs most of the time: several are made beside each other, in tables of their own.
describe.concurrent.each(COMBINATIONS)('$shape.name rows, $target.name by $method', (combination) => {
  it.for(namesFor(combination))('%s', async (name, { onTestFinished }) => {
    const feature = featuresOf(combination.shape, cities).find((one) => one.name === name);
    if (feature === undefined) throw new Error(`no feature ${name}`);
    await moveAndCompare(combination, { feature, onTestFinished });
  });
});

async function moveAndCompare(
  { shape, target, method }: Combination,
  { feature, onTestFinished }: { feature: Feature; onTestFinished: TestContext['onTestFinished'] },
): Promise<void> {
  const columns = [
    ...shape.fields.filter(({ name }) => !feature.onlySource?.includes(name)),
    ...(feature.onlyDestination ?? []),
  ];
  const destination = world.name();
  const suffixes = feature.split ? ['_a', '_b'] : [''];
  const tables = suffixes.map((suffix) => ({
    suffix,
    table: { ...destination, tableId: `${destination.tableId}${suffix}` },
  }));
  for (const { table } of tables) await createDestination(table, { columns, target, before: shape.before });
  const decorated = (suffix: string): TableName => ({
    ...destination,
    tableId: `${destination.tableId}${suffix}${target.decorator}`,
  });
  const spec = specOf(feature, { destination: decorated(''), method, decorated });
  // The tables of hundreds of moves are more than the stub's memory holds.
  const own = [spec.source, ...(spec.split ? [spec.split.clustered] : []), ...tables.map(({ table }) => table)];
  onTestFinished(async () => void (await Promise.all(own.map((table) => world.tables.drop(table)))));
  const moving = world.move({ ...spec, writeDisposition: target.writeDisposition }, shape);
  if (method === 'DML' && 'extra' in (feature.transform ?? {})) {
    await expect(moving).rejects.toThrow('CopyMethod DML cannot add the column extra');
    return;
  }
  const { jobs, unmatched } = await moving;
  expect(jobs.map(({ action }) => action)).toEqual(jobs.map(() => actionOf(feature, { target, method })));

  const moved = expectedRows(feature, shape.rows);
  for (const { suffix, table } of tables) {
    const holding = moved.filter((joined) => goesTo(feature, { joined, suffix }));
    const grown = [...columns, ...grownColumns(feature, shape)];
    const stayed = shape.before.filter(target.stays).map((row) => projected({ name: '' }, { row, sides: {} }, columns));
    const came = holding.map((joined) => projected(feature, joined, grown));
    const nothing = Object.fromEntries(grown.map(({ name, mode }) => [name, mode === 'REPEATED' ? [] : null]));
    expect(await world.rows(table)).toEqual(sorted([...stayed.map((row) => ({ ...nothing, ...row })), ...came]));
    if (target.layout === BY_INGESTION) await expectInPartition(table, holding.length, target);
  }
  const left = moved.filter((joined) => suffixes.every((suffix) => !goesTo(feature, { joined, suffix })));
  expect(unmatched).toBe(feature.split ? left.length : undefined);
}

/** Existing rows are in the partitions that their `day` names. */
async function createDestination(
  table: TableName,
  { columns, target, before }: { columns: readonly TableField[]; target: Target; before: readonly Row[] },
): Promise<void> {
  const known = before.map((row) =>
    Object.fromEntries(columns.filter(({ name }) => name in row).map(({ name }) => [name, row[name]])),
  );
  await world.create(table, { fields: columns, layout: target.layout });
  const isDecorated = target.layout === BY_INGESTION;
  for (const [day, rows] of Map.groupBy(known, (row) =>
    isDecorated ? `$${String(row['day']).replaceAll('-', '')}` : '',
  )) {
    await world.load({ ...table, tableId: `${table.tableId}${day}` }, rows);
  }
}

interface Given {
  destination: TableName;
  method: MoveSpec['method'];
  decorated: (suffix: string) => TableName;
}

function specOf(feature: Feature, { destination, method, decorated }: Given): MoveSpec {
  const { criteria, unique, transform, sides, split } = feature;
  return {
    source: world.name('_source'),
    alias: 't',
    destination,
    ...(method ? { method } : {}),
    writeDisposition: 'WRITE_APPEND',
    allowFieldAddition: feature.allowFieldAddition ?? false,
    layout: {},
    ...(criteria ? { criteria: criteria.sql } : {}),
    ...(unique ? { uniqueColumns: unique.columns } : {}),
    ...(unique?.order ? { uniqueOrderBy: unique.order.sql } : {}),
    ...(transform
      ? { transform: Object.fromEntries(Object.entries(transform).map(([column, { sql }]) => [column, sql])) }
      : {}),
    ...(sides ? { sideInputs: sides.map(({ input }) => input) } : {}),
    ...(split
      ? {
          split: {
            clustered: world.name('_split'),
            ...(split.timeColumn ? { timeColumn: split.timeColumn } : {}),
            ...(split.clusterColumns ? { clusterColumns: split.clusterColumns } : {}),
            mapping: split.targets.map(({ suffix, when }) => ({ when, destination: decorated(suffix) })),
          },
        }
      : {}),
  };
}

/** Only rows that stay as they are can be copied, and a copy knows partitions by ingestion time alone. */
function actionOf({ name }: Feature, { target, method }: Pick<Combination, 'target' | 'method'>): string {
  return name === 'nothing' && method === 'COPY' && target.layout !== BY_COLUMN ? 'copy' : 'query';
}

const goesTo = ({ split }: Feature, { joined, suffix }: { joined: Joined; suffix: string }): boolean =>
  split === undefined || split.targets.some((target) => target.suffix === suffix && target.holds(joined));

/** The columns that a move may add. */
function grownColumns({ allowFieldAddition, onlySource = [], transform = {} }: Feature, shape: Shape): TableField[] {
  if (!allowFieldAddition) return [];
  const known = shape.fields.map(({ name }) => name);
  const added = Object.keys(transform).filter((name) => !known.includes(name));
  return [...shape.fields.filter(({ name }) => onlySource.includes(name)), ...added.flatMap((name) => fields(name))];
}

async function expectInPartition(table: TableName, rows: number, { stays }: Target): Promise<void> {
  const kept = flat.before.filter((row) => row['day'] === DAY && stays(row)).length;
  const sql = `SELECT COUNT(*) AS n FROM ${table.datasetId}.${table.tableId} WHERE _PARTITIONTIME = TIMESTAMP("${DAY}")`;
  expect(await world.query(sql)).toEqual([{ n: rows + kept }]);
}
