import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PROJECT, type StubProcess, startStubProcess } from '../stubProcess.ts';
import { type ActionWorld, actionWorld } from './actionWorld.ts';

let stub: StubProcess;
let world: ActionWorld;

beforeAll(async () => {
  stub = await startStubProcess();
  world = await actionWorld(stub);
});
afterAll(() => stub.remove());

const DAYS = { timePartitioning: { type: 'DAY', field: 'day' } };
const schema = [
  { name: 'id', type: 'INTEGER' },
  { name: 'day', type: 'DATE' },
];

/** Each test has the partitions listed anew. */
let step = 0;
const act = (request: object, variables = {}) =>
  world.act('copy', request, { variables, context: { ...world.context, idempotencyKey: `42_${++step}` } });

beforeEach(async () => {
  for (const name of ['t', 'made', 'template', 'plain', 'from_20260131', 'from_20260201']) {
    await world.client.dataset('ds').table(name).delete({ ignoreNotFound: true });
  }
  await world.client.dataset('ds').createTable('t', { schema, ...DAYS });
  await world.client.dataset('ds').createTable('template', { schema, ...DAYS, clustering: { fields: ['id'] } });
  await world.client.dataset('ds').createTable('plain', { schema });
  await world.sql("INSERT INTO ds.t (id, day) VALUES (1, '2026-01-31'), (2, '2026-01-31'), (3, '2026-02-01')");
});

const ids = async (table: string) => (await world.sql(`SELECT id FROM ds.${table} ORDER BY id`)).map(({ id }) => id);
const metadata = async (table: string) => (await world.client.dataset('ds').table(table).getMetadata())[0];

describe('a copy', () => {
  it('replaces the rows of its destination, or appends to them', async () => {
    const request = { Source: 'ds.$1', Dest: 'ds.made' };
    expect(await act(request, { 1: 't' })).toMatchObject([{ state: 'DONE', error: undefined }]);
    await act({ Source: 'ds.t', Dest: 'ds.made' });
    expect(await ids('made')).toEqual([1, 2, 3]);
    await act({ Source: 'ds.t', Dest: 'ds.made', Append: true });
    expect(await ids('made')).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('takes one partition, by either way to write it', async () => {
    await act({ Source: 'ds.t$$20260131', Dest: 'ds.made' });
    expect(await ids('made')).toEqual([1, 2]);
    await act({ Source: `ds.t\${DollarSign}20260201`, Dest: 'ds.made', Append: true });
    expect(await ids('made')).toEqual([1, 2, 3]);
  });

  it('makes its destination like the template', async () => {
    await world.sql('INSERT INTO ds.template (id, day) SELECT id, day FROM ds.t');
    const request = { Source: 'ds.template', Dest: 'ds.made', Template: 'ds.template', Append: true };
    expect(await act(request)).toMatchObject([{ error: undefined }]);
    expect(await metadata('made')).toMatchObject({ ...DAYS, clustering: { fields: ['id'] } });
    expect(await ids('made')).toEqual([1, 2, 3]);
  });

  it('fails where the template is laid out otherwise than the source', async () => {
    const [state] = await act({ Source: 'ds.t', Dest: 'ds.made', Template: 'ds.template', Append: true });
    expect(state?.error?.message).toBe(
      'Failed to copy table: incompatible clustering fields: none instead of clustering(id).',
    );
    expect(await ids('made')).toEqual([]);
  });

  it('ends as BigQuery says', async () => {
    expect(await act({ Source: 'ds.none', Dest: 'ds.made' })).toMatchObject([{ error: { reason: 'notFound' } }]);
  });

  it('has no partitions to speak of without MultiPartition', async () => {
    const failed = act({ Source: 'ds.t$DollarSign$PartitionID', Dest: 'ds.made' });
    await expect(failed).rejects.toMatchObject({
      kind: 'permanent',
      message: expect.stringContaining('MultiPartition'),
    });
  });
});

describe('a copy of partitions', () => {
  it.each([
    ['ds.t', 'ds.made'],
    ['ds.t$DollarSign$PartitionID', 'ds.made$$$PartitionID'],
    [`ds.t\${DollarSign}\${PartitionID}`, 'ds.made'],
  ])('from %s to %s takes a job for each, and a second run changes nothing', async (Source, Dest) => {
    const request = { Source, Dest, MultiPartition: true, Template: 'ds.template' };
    expect(await act(request)).toMatchObject([
      { rows: 2, error: undefined },
      { rows: 1, error: undefined },
    ]);
    expect(await ids('made')).toEqual([1, 2, 3]);
    await act(request);
    expect(await ids('made')).toEqual([1, 2, 3]);
    expect(await metadata('made')).toMatchObject(DAYS);
  });

  it('may go to a table each', async () => {
    await act({ Source: 'ds.t', Dest: 'ds.from_$PartitionID', MultiPartition: true });
    expect([await ids('from_20260131'), await ids('from_20260201')]).toEqual([[1, 2], [3]]);
  });

  it('may go to one place together: the first replaces, the rest append', async () => {
    await world.client.dataset('ds').createTable('made', { schema, timePartitioning: { type: 'DAY' } });
    const request = { Source: 'ds.t', Dest: 'ds.made$$20260131', MultiPartition: true };
    for (let times = 0; times < 2; times++) {
      expect((await act(request)).map(({ error }) => error)).toEqual([undefined, undefined]);
      expect(await ids('made')).toEqual([1, 2, 3]);
    }
  });

  it('takes those that PartitionSQL gives, no value of a path changing what it does', async () => {
    const PartitionSQL = "SELECT FORMAT_DATE('%Y%m%d', DATE '$1') AS partition_id";
    const request = { Source: 'ds.t', Dest: 'ds.made', Template: 'ds.template', MultiPartition: true, PartitionSQL };
    await act(request, { 1: '2026-02-01' });
    expect(await ids('made')).toEqual([3]);
    await expect(act(request, { 1: "' UNION ALL SELECT '20260131" })).rejects.toMatchObject({ kind: 'permanent' });
  });

  it('asks once for its partitions, so that it stays the same when it is repeated', async () => {
    const request = { Source: 'ds.t', Dest: 'ds.made', MultiPartition: true, Template: 'ds.template' };
    const repeated = { context: { ...world.context, idempotencyKey: '42_same' } };
    expect(await world.act('copy', request, repeated)).toHaveLength(2);
    await world.sql("INSERT INTO ds.t (id, day) VALUES (4, '2026-03-01')");
    expect(await world.act('copy', request, repeated)).toHaveLength(2);
  });

  it.each([
    [{ Source: 'ds.none' }, 'does not exist'],
    [{ Source: 'ds.plain' }, 'has no partitions'],
    [{ Source: 'ds.t_$PartitionID' }, 'needs PartitionSQL'],
    [{ Source: 'ds.t', PartitionSQL: 'SELECT 1.5 AS partition_id' }, 'a partition is digits'],
    [
      { Source: 'ds.t', PartitionSQL: 'SELECT n FROM UNNEST(GENERATE_ARRAY(1, 2000)) AS n' },
      'more than 1000 partitions',
    ],
    [{ Source: 'ds.t', PartitionSQL: 'SELEKT' }, 'SELEKT'],
  ])('with %j fails for good: %s', async (request, message) => {
    await expect(act({ Dest: 'ds.made', MultiPartition: true, ...request })).rejects.toMatchObject({
      kind: 'permanent',
      message: expect.stringContaining(message),
    });
  });
});

describe('what PartitionSQL may name', () => {
  const made = async (PartitionSQL: string, Source = 'ds.t') => {
    await act({ Source, Dest: 'ds.made', Template: 'ds.template2', MultiPartition: true, PartitionSQL }, OWN);
    return ids('made');
  };
  const OWN = { ProjectID: PROJECT, EventID: '42' };

  beforeEach(async () => {
    await world.client.dataset('ds').table('template2').delete({ ignoreNotFound: true });
    await world.client.dataset('ds').createTable('template2', { schema, ...DAYS });
  });

  it('is the table of Source, in legacy SQL', async () => {
    const table = `[\${Source.ProjectID}:\${Source.DatasetID}.\${Source.TableID}$__PARTITIONS_SUMMARY__]`;
    expect(await made(`SELECT partition_id FROM ${table} WHERE partition_id < '20260201'`)).toEqual([1, 2]);
  });

  it('is the table of Source, in GoogleSQL', async () => {
    const sql = `SELECT partition_id FROM \`\${Source.ProjectID}.$Source.DatasetID\`.INFORMATION_SCHEMA.PARTITIONS WHERE table_name = '\${Source.TableID}' AND partition_id > '20260131'`;
    expect(await made(sql, `ds.t\${DollarSign}\${PartitionID}`)).toEqual([3]);
  });
});
