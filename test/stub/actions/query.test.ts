import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type StubProcess, startStubProcess } from '../stubProcess.ts';
import { type ActionWorld, actionWorld } from './actionWorld.ts';

let stub: StubProcess;
let world: ActionWorld;

beforeAll(async () => {
  stub = await startStubProcess();
  world = await actionWorld(stub);
});
afterAll(() => stub.remove());

const columns = [
  { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
  { name: 'name', type: 'STRING' },
];

beforeEach(async () => {
  for (const name of ['t', 'made', 'template', 'parted']) {
    await world.client.dataset('ds').table(name).delete({ ignoreNotFound: true });
  }
  await world.client.dataset('ds').createTable('t', { schema: columns });
  await world.client.dataset('ds').createTable('template', { schema: columns, clustering: { fields: ['id'] } });
  await world.sql("INSERT INTO ds.t (id, name) VALUES (1, 'a'), (2, 'b')");
});

const ids = async (table: string) => (await world.sql(`SELECT id FROM ds.${table} ORDER BY id`)).map(({ id }) => id);
const metadata = async (table: string) => (await world.client.dataset('ds').table(table).getMetadata())[0];

describe('a query with a destination', () => {
  it('makes it, replaces its rows, or appends to them', async () => {
    const request = { SQL: 'SELECT id FROM ds.t', Dest: 'ds.made' };
    expect(await world.act('query', request)).toMatchObject([{ state: 'DONE', error: undefined }]);
    await world.act('query', request);
    expect(await ids('made')).toEqual([1, 2]);
    await world.act('query', { ...request, Append: true });
    expect(await ids('made')).toEqual([1, 1, 2, 2]);
  });

  it('makes it like its template, and keeps that when it replaces the rows', async () => {
    const request = { SQL: 'SELECT id FROM ds.t', Dest: 'ds.made', Template: 'ds.template' };
    for (let times = 0; times < 2; times++) {
      expect(await world.act('query', request)).toMatchObject([{ error: undefined }]);
      expect(await ids('made')).toEqual([1, 2]);
      const { schema, clustering } = await metadata('made');
      expect(schema.fields.map(({ name }: { name: string }) => name)).toEqual(['id', 'name']);
      expect(clustering).toEqual({ fields: ['id'] });
    }
  });

  it('keeps the partitions of a table whose rows it replaces', async () => {
    const timePartitioning = { type: 'DAY', field: 'day' };
    const schema = [
      { name: 'id', type: 'INTEGER' },
      { name: 'day', type: 'DATE' },
    ];
    await world.client.dataset('ds').createTable('parted', { schema, timePartitioning });
    const SQL = "SELECT id, DATE '2026-01-31' AS day FROM ds.t";
    expect(await world.act('query', { SQL, Dest: 'ds.parted' })).toMatchObject([{ error: undefined }]);
    expect((await metadata('parted')).timePartitioning).toMatchObject(timePartitioning);
    expect(await ids('parted')).toEqual([1, 2]);
    const again = { SQL: `${SQL} WHERE id = 1`, Dest: 'ds.parted$$20260131' };
    expect(await world.act('query', again)).toMatchObject([{ error: undefined }]);
    expect(await ids('parted')).toEqual([1]);
  });

  it('fails for good where the template is missing', async () => {
    const request = { SQL: 'SELECT 1 AS id', Dest: 'ds.made', Template: 'ds.none' };
    await expect(world.act('query', request)).rejects.toMatchObject({ kind: 'permanent', reason: 'notFound' });
  });
});

describe('a query without a destination', () => {
  it.each([
    ['DML', "UPDATE ds.t SET name = '$1' WHERE id = 1", ['x', 'b']],
    ['DDL', 'CREATE OR REPLACE TABLE ds.t AS SELECT 7 AS id, "$1" AS name', ['x']],
    ['a script', "DELETE FROM ds.t WHERE id = 1; INSERT INTO ds.t (id, name) VALUES (3, '$1')", ['b', 'x']],
  ])('runs %s', async (_, SQL, names) => {
    expect(await world.act('query', { SQL }, { variables: { 1: 'x' } })).toMatchObject([{ error: undefined }]);
    expect((await world.sql('SELECT name FROM ds.t ORDER BY id')).map(({ name }) => name)).toEqual(names);
  });

  it('finds its tables in DatasetID', async () => {
    expect(await world.act('query', { SQL: 'DELETE FROM t WHERE id = 1', DatasetID: 'ds' })).toMatchObject([
      { error: undefined },
    ]);
    expect(await ids('t')).toEqual([2]);
  });

  it('ends as BigQuery says', async () => {
    expect(await world.act('query', { SQL: 'SELEKT 1' })).toMatchObject([{ error: { reason: 'invalidQuery' } }]);
  });

  it.each(['no dataset', 'a.b.', ''])('fails for good with the DatasetID %j', async (DatasetID) => {
    await expect(world.act('query', { SQL: 'SELECT 1', DatasetID })).rejects.toMatchObject({ kind: 'permanent' });
  });
});

it('a query may lie in an object, and no value that goes into it can change what it does', async () => {
  const request = { SQLURL: 'gs://conf/q.sql', Dest: 'ds.made' };
  await world.act('query', request, { variables: { 1: 'from a path' } });
  expect(await world.sql('SELECT name FROM ds.made')).toEqual([{ name: 'from a path' }]);
  for (const evil of ["'; DROP TABLE ds.t; --", "\\'; DROP TABLE ds.t; --", "'''\n\"; DROP TABLE ds.t; #"]) {
    expect(await world.act('query', request, { variables: { 1: evil } })).toMatchObject([{ error: undefined }]);
    expect(await world.sql('SELECT name FROM ds.made')).toEqual([{ name: evil }]);
  }
  expect(await ids('t')).toEqual([1, 2]);
});

it('a query in legacy SQL says so, and may give a large result', async () => {
  const given = { UseLegacy: true, Dest: 'ds.made' };
  const SQL = 'SELECT table_id AS id FROM [ds.t$$__PARTITIONS_SUMMARY__]';
  expect(await world.act('query', { SQL, ...given })).toMatchObject([{ state: 'DONE', error: undefined }]);
});
