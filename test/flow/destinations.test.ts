import type { Schema } from 'avsc';
import { describe, expect, it } from 'vitest';
import { avroFile } from '../stub/avroFile.ts';
import { createOwnWorld, type OwnWorld } from './ownWorld.ts';

const lines = (...records: object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

const rule = (dest: string, isAsync = true): string => `
When: { Prefix: /data/ }
Async: ${isAsync}
Dest: { Table: TABLE, ${dest} }
OnSuccess: [ { Action: delete } ]
`;

/** No file, task or temporary table is left. */
async function expectDone(world: OwnWorld): Promise<void> {
  expect(await world.temporaryTables()).toEqual([]);
  expect(await world.objects()).toEqual([]);
}

const ORDERS = {
  schema: {
    fields: [
      { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
      { name: 'order', type: 'STRING' },
      { name: 'info', type: 'RECORD', fields: [{ name: 'key', type: 'STRING' }] },
      { name: 'tags', type: 'STRING', mode: 'REPEATED' },
      { name: 'total', type: 'FLOAT' },
      { name: 'customer', type: 'STRING' },
    ],
  },
};

describe.each([
  ['async', true],
  ['sync', false],
] as const)('in %s mode', (_, isAsync) => {
  it('keeps the newest whole row of each key, transformed, with a side input joined to it', async () => {
    const world = await createOwnWorld({
      metadata: ORDERS,
      rules: rule(
        `Transient: { Dataset: TEMP }, UniqueColumns: [ ID, info.key ], UniqueOrderBy: 't.total DESC',
         Transform: { total: t.total * 2, customer: 'CONCAT(c.name, " of ", "$Date")' },
         SideInputs: [ { From: 'SELECT "k1" AS key, "Ann" AS name', Alias: c, On: t.info.key = c.key } ]`,
        isAsync,
      ),
    });
    const file = await world.upload(
      'data/a.json',
      lines(
        { id: 1, order: 'old', info: { key: 'k1' }, tags: ['x'], total: 1 },
        { id: 1, order: 'new', info: { key: 'k1' }, tags: ['y', 'z'], total: 2 },
        { id: 2, order: 'only', total: 3 },
        { id: 2, order: 'only', total: 3 },
      ),
    );
    await world.ingest(file);
    const day = file.created.slice(0, 10).replaceAll('-', '');
    expect(await world.rows()).toEqual([
      { id: 1, order: 'new', info: { key: 'k1' }, tags: ['y', 'z'], total: 4, customer: `Ann of ${day}` },
      { id: 2, order: 'only', info: null, tags: [], total: 6, customer: null },
    ]);
    await expectDone(world);
  });

  it('never lets the destination see anything of a load that fails', async () => {
    const world = await createOwnWorld({ rules: rule('Override: true, Transient: { Dataset: TEMP }', isAsync) });
    await world.ingest(await world.upload('data/a.json', lines({ id: 1 }, { id: 2 })));
    const answer = await world.ingest(await world.upload('data/b.json', lines({ id: 3 }, { id: 'bad' })));
    expect(answer).toMatchObject({ status: 'error' });
    expect(await world.ids()).toEqual([1, 2]);
    expect(await world.temporaryTables()).toEqual([]);
  });

  it('replaces the rows with Override, and keeps the columns as they are', async () => {
    const world = await createOwnWorld({
      rules: rule('Override: true, Transient: { Dataset: TEMP, Criteria: t.id > 1 }', isAsync),
    });
    await world.ingest(await world.upload('data/a.json', lines({ id: 1 }, { id: 2 })));
    expect(await world.ids()).toEqual([2]);
    await world.ingest(await world.upload('data/b.json', lines({ id: 3 }, { id: 4 })));
    expect(await world.ids()).toEqual([3, 4]);
    const [{ schema }] = await world.dataset.table(world.table).getMetadata();
    expect(schema.fields).toMatchObject([{ name: 'id', type: 'INTEGER', mode: 'REQUIRED' }, { name: 'name' }]);
    await expectDone(world);
  });
});

const PARTITIONED = {
  schema: {
    fields: [
      { name: 'id', type: 'INTEGER' },
      { name: 'at', type: 'TIMESTAMP' },
    ],
  },
  timePartitioning: { type: 'DAY', field: 'at' },
  clustering: { fields: ['id'] },
};

it.each([
  ['without a temporary table', ''],
  ['through one', 'Transient: { Dataset: TEMP },'],
])('replaces one partition, %s', async (_, transient) => {
  const world = await createOwnWorld({
    metadata: PARTITIONED,
    rules: rule(`${transient} Override: true, Pattern: /data/(\\d+), Partition: $1`),
  });
  const at = (day: string) => `2026-01-${day}T10:00:00Z`;
  await world.ingest(await world.upload('data/20260130.json', lines({ id: 1, at: at('30') })));
  await world.ingest(await world.upload('data/20260131.json', lines({ id: 2, at: at('31') }, { id: 3, at: at('31') })));
  expect(await world.ids()).toEqual([1, 2, 3]);
  await world.ingest(await world.upload('data/20260131-again.json', lines({ id: 4, at: at('31') })));
  expect(await world.ids()).toEqual([1, 4]);
});

it('copies into a partitioned, clustered destination, which costs nothing', async () => {
  const world = await createOwnWorld({ metadata: PARTITIONED, rules: rule('Transient: { Dataset: TEMP }') });
  const file = await world.upload('data/a.json', lines({ id: 1, at: '2026-01-31T00:00:00Z' }));
  await world.ingest(file);
  expect((await world.process(file))?.steps.map(({ action }) => action)).toEqual(['load', 'copy', 'delete']);
  expect(await world.ids()).toEqual([1]);
});

describe('Schema.Template', () => {
  const withTemplate = (transient: string) => rule(`${transient} Schema: { Template: TABLE_template }`);

  it.each([
    ['without a temporary table', ''],
    ['through one', 'Transient: { Dataset: TEMP },'],
  ])('makes a missing destination like it, %s: columns, partitioning, clustering, no expiry', async (_, transient) => {
    const world = await createOwnWorld({ rules: withTemplate(transient).replace('Table: TABLE', 'Table: TABLE_new') });
    const expirationTime = String(Date.now() + 3_600_000);
    await world.dataset.createTable(`${world.table}_template`, { ...PARTITIONED, expirationTime });
    await world.ingest(await world.upload('data/a.json', lines({ id: 7, at: '2026-01-31T00:00:00Z' })));
    expect(await world.rows(`${world.table}_new`)).toMatchObject([{ id: 7 }]);
    const [made] = await world.dataset.table(`${world.table}_new`).getMetadata();
    expect(made).toMatchObject({ timePartitioning: { type: 'DAY', field: 'at' }, clustering: { fields: ['id'] } });
    expect(made.expirationTime).toBeUndefined();
  });

  it.each([
    ['without a temporary table', ''],
    ['through one', 'Transient: { Dataset: TEMP },'],
  ])('adds its columns to a destination, and says what cannot be changed, %s', async (_, transient) => {
    const world = await createOwnWorld({ rules: withTemplate(transient) });
    const fields = [
      { name: 'id', type: 'INTEGER' },
      { name: 'name', type: 'INTEGER' },
      { name: 'extra', type: 'RECORD', fields: [{ name: 'x', type: 'STRING' }] },
    ];
    await world.dataset.createTable(`${world.table}_template`, { schema: { fields } });
    const file = await world.upload('data/a.json', lines({ id: 1, name: 'n', extra: { x: 'y' } }));
    const answers = [await world.deliver(file), ...(await world.settle())];
    expect(await world.rows()).toEqual([{ id: 1, name: 'n', extra: { x: 'y' } }]);
    const told = answers.find(({ message }) =>
      message.includes('column name is STRING there and INTEGER in the template'),
    );
    expect(told?.severity).toBe('WARNING');
  });

  it('that does not exist fails the process, and the file stays', async () => {
    const world = await createOwnWorld({ rules: withTemplate('Transient: { Dataset: TEMP },') });
    const file = await world.upload('data/a.json', lines({ id: 1 }));
    const answer = await world.ingest(file);
    expect(answer).toMatchObject({ status: 'error', error: { kind: 'permanent', reason: 'notFound' } });
    expect(answer.message).toContain(`Dest.Schema.Template demo-bqtail.bqtail.${world.table}_template does not exist`);
    expect(await world.exists(file)).toBe(true);
  });
});

it.each([
  ['without a temporary table', ''],
  ['through one', 'Transient: { Dataset: TEMP },'],
])('adds the new columns of Avro files with AllowFieldAddition, %s', async (_, transient) => {
  const world = await createOwnWorld({ rules: rule(`${transient} AllowFieldAddition: true`) });
  const type = (name: string) => ({ name, type: ['null', 'string'] });
  const schema: Schema = {
    type: 'record',
    name: 'r',
    fields: [{ name: 'id', type: 'long' }, type('name'), type('city')],
  };
  const record = { id: 1, name: 'n', city: 'Ulm' };
  await world.ingest(await world.upload('data/a.avro', await avroFile(schema, [record])));
  expect(await world.rows()).toEqual([{ id: 1, name: 'n', city: 'Ulm' }]);
});

it('infers the columns with Schema.Autodetect, and makes the destination of them', async () => {
  const world = await createOwnWorld({
    rules: rule('Transient: { Dataset: TEMP }, Schema: { Autodetect: true }').replace('TABLE', 'TABLE_new'),
  });
  await world.ingest(await world.upload('data/a.json', lines({ id: 1, price: 1.5, at: '2026-01-31T00:00:00Z' })));
  expect(await world.rows(`${world.table}_new`)).toMatchObject([{ id: 1, price: 1.5 }]);
  await expectDone(world);
});

it('splits rows over tables by nested cluster columns, counts what matches none, and warns of it', async () => {
  const world = await createOwnWorld({
    metadata: ORDERS,
    rules: rule(`Transient: { Dataset: TEMP }, UniqueColumns: [ id ], Schema: { Template: TABLE, Split: {
      ClusterColumns: [ id, info.key ],
      Mapping: [ { When: 'info.key = "a"', Then: TABLE_a }, { When: 't.info.key = "b"', Then: TABLE_b } ] } }`),
  });
  const file = await world.upload(
    'data/a.json',
    lines(...['a', 'b', 'a', 'c'].map((key, id) => ({ id, info: { key } })), { id: 0, info: { key: 'a' } }, { id: 9 }),
  );
  const answer = await world.ingest(file);
  const keys = async (suffix: string) =>
    (await world.rows(`${world.table}_${suffix}`)).map((row) => Object.values(row)[0]);
  expect(await keys('a')).toEqual([0, 2]);
  expect(await keys('b')).toEqual([1]);
  expect(answer).toMatchObject({ status: 'ok', severity: 'WARNING' });
  expect(answer.message).toContain('2 rows match no condition of Schema.Split');
  await expectDone(world);
});

it('sets the expiry of the destination', async () => {
  const world = await createOwnWorld({ rules: rule('Expiry: 3days') });
  await world.ingest(await world.upload('data/a.json', lines({ id: 1 })));
  const [{ expirationTime }] = await world.dataset.table(world.table).getMetadata();
  const days = (Number(expirationTime) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(2.9);
  expect(days).toBeLessThan(3.1);
});

it('runs the jobs in the project that the balancer chooses, by the load jobs last counted', async () => {
  const world = await createOwnWorld({
    rules: rule(
      'Transient: { Dataset: TEMP, Balancer: { Strategy: fallback, MaxLoadJobs: 5, ProjectIDs: [ demo-bqtail, demo-bqtail-bq ] } }',
    ),
  });
  world.deps.journal = { ...world.deps.journal, loadJobs: async () => ({ 'demo-bqtail': 5 }) };
  const file = await world.upload('data/a.json', lines({ id: 1 }));
  await world.ingest(file);
  const jobs = (await world.process(file))?.steps.flatMap(({ job }) => (job ? [job.projectId] : []));
  expect(jobs).toEqual(['demo-bqtail-bq', 'demo-bqtail-bq']);
  expect(await world.ids()).toEqual([1]);
});

it('takes a path that looks like SQL as the text that it is, and refuses it where the rule has no quotes', async () => {
  const dest = (sql: string) =>
    `Transient: { Dataset: TEMP }, Pattern: '/data/(.*)\\.json', Transform: { name: "${sql}" }`;
  const name = "data/', (SELECT 1), '.json";
  const world = await createOwnWorld({ rules: rule(dest("'$1'")) });
  await world.ingest(await world.upload(name, lines({ id: 1 })));
  expect(await world.rows()).toEqual([{ id: 1, name: "', (SELECT 1), '" }]);

  const bare = await createOwnWorld({ rules: rule(dest('$1')) });
  const hostile = await bare.upload(name, lines({ id: 2 }));
  const answer = await bare.ingest(hostile);
  expect(answer).toMatchObject({ status: 'error', error: { kind: 'permanent' } });
  expect(answer.message).toContain('cannot go into SQL');
  expect(await bare.exists(hostile)).toBe(true);
  expect(await bare.ids()).toEqual([]);
});
