import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ActionContext } from '../../../functions/src/action/actionKind.ts';
import type { InsertRow } from '../../../functions/src/bigquery/tables.ts';
import { Failure } from '../../../functions/src/failure/failure.ts';
import { type StubProcess, startStubProcess } from '../stubProcess.ts';
import { type ActionWorld, actionWorld } from './actionWorld.ts';

let stub: StubProcess;
let world: ActionWorld;

beforeAll(async () => {
  stub = await startStubProcess();
  world = await actionWorld(stub);
});
afterAll(() => stub.remove());

const schema = [
  { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
  { name: 'name', type: 'STRING' },
];

let step = 0;
/** A context in which each call for an insert is seen, and answered as the test wants. */
function watched(before: (rows: readonly InsertRow[]) => void = () => {}) {
  const calls: (readonly InsertRow[])[] = [];
  const { deps } = world.context;
  const tables = {
    ...deps.tables,
    async insert(...[table, rows]: Parameters<typeof deps.tables.insert>) {
      calls.push(rows);
      before(rows);
      await deps.tables.insert(table, rows);
    },
  };
  const context: ActionContext = { ...world.context, deps: { ...deps, tables }, idempotencyKey: `42_${++step}` };
  return { calls, context };
}

beforeEach(async () => {
  for (const name of ['t', 'made', 'template', 'types', 'copy']) {
    await world.client.dataset('ds').table(name).delete({ ignoreNotFound: true });
  }
  await world.client.dataset('ds').createTable('t', { schema });
  await world.client.dataset('ds').createTable('template', { schema });
});

const rows = (table: string) => world.sql(`SELECT * FROM ds.${table} ORDER BY id`);
const idsOf = (calls: readonly (readonly InsertRow[])[]) => calls.flat().map(({ insertId }) => insertId);

it('an insert of more rows than an invocation can stream fails for good before the first', async () => {
  const { calls, context } = watched();
  const SQL = 'SELECT x AS id FROM UNNEST(GENERATE_ARRAY(1, 100001)) AS x';
  await expect(world.act('insert', { SQL, Dest: 'ds.t' }, { context })).rejects.toMatchObject({
    kind: 'permanent',
    message: 'the query has 100001 rows, and bqtail reads at most 100000: take the action query with Dest and Append',
  });
  expect(calls).toEqual([]);
});

describe('an insert of Data', () => {
  it.each([
    [{ id: 1, name: '$1' }, [{ id: 1, name: 'a' }]],
    [
      [{ id: 1 }, { id: 2 }],
      [
        { id: 1, name: null },
        { id: 2, name: null },
      ],
    ],
    ['$Data.rows', [{ id: 7, name: 'from a call' }]],
    [[], []],
  ])('%j streams its rows', async (Data, found) => {
    const variables = { 1: 'a', Data: { rows: [{ id: 7, name: 'from a call' }] } };
    const { context } = watched();
    await world.act('insert', { Data, Dest: 'ds.t' }, { variables, context });
    expect(await rows('t')).toEqual(found);
  });

  it('makes the table like its template', async () => {
    await world.act('insert', { Data: { id: 1 }, Dest: 'ds.made', Template: 'ds.template' }, watched());
    expect(await rows('made')).toEqual([{ id: 1, name: null }]);
  });

  it.each(['text', 3, ['text']])('%j, which is no row, fails for good', async (Data) => {
    await expect(world.act('insert', { Data, Dest: 'ds.t' }, watched())).rejects.toMatchObject({ kind: 'permanent' });
  });

  it('that BigQuery refuses says which row and why, takes none of them, and fails for good', async () => {
    const Data = [{ id: 1 }, { id: 'x' }, { id: 3, colour: 'red' }];
    const failed = world.act('insert', { Data, Dest: 'ds.t' }, watched());
    await expect(failed).rejects.toMatchObject({ kind: 'permanent', reason: 'invalid' });
    await expect(failed).rejects.toThrow(/^BigQuery refused 2 of the rows.*row 2: .*row 3: .*colour/i);
    expect(await rows('t')).toEqual([]);
  });

  it.each([
    ['ds.none', 'notFound'],
    ['ds.t$$20260131', 'invalid'],
  ])('into %s fails for good', async (Dest, reason) => {
    const failed = world.act('insert', { Data: { id: 1 }, Dest }, watched());
    await expect(failed).rejects.toMatchObject({ kind: 'permanent', reason });
  });

  it('waits for a table that is new to the streaming API', async () => {
    let early = 2;
    const { context, calls } = watched(() => {
      if (early-- > 0) throw new Failure({ kind: 'permanent', reason: 'notFound', message: 'Not found: Table' });
    });
    await world.act('insert', { Data: { id: 1 }, Dest: 'ds.t' }, { context });
    expect(calls).toHaveLength(3);
    expect(await rows('t')).toHaveLength(1);
  });
});

describe('an insert of a query’s rows', () => {
  it('streams them, a repetition with the same insert IDs though the query would give others now', async () => {
    await world.sql("INSERT INTO ds.template (id, name) VALUES (1, 'a'), (2, 'b')");
    const { context, calls } = watched();
    const request = { SQL: "SELECT * FROM ds.template WHERE name != '$1' ORDER BY id", Dest: 'ds.t' };
    await world.act('insert', request, { context, variables: { 1: 'x y' } });
    await world.sql("INSERT INTO ds.template (id, name) VALUES (0, 'c')");
    await world.act('insert', request, { context, variables: { 1: 'x y' } });
    const [first, again] = calls;
    expect(first?.map(({ json }) => json)).toEqual([
      { id: '1', name: 'a' },
      { id: '2', name: 'b' },
    ]);
    expect(again).toEqual(first);
    expect(new Set(idsOf(calls)).size).toBe(2);
    expect(await rows('t')).toEqual([
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ]);
  });

  it('keeps to what BigQuery takes in a call', async () => {
    const { context, calls } = watched();
    await world.act(
      'insert',
      { SQL: 'SELECT n AS id FROM UNNEST(GENERATE_ARRAY(1, 2300)) AS n', Dest: 'ds.t' },
      { context },
    );
    expect(calls.map((call) => call.length)).toEqual([500, 500, 500, 500, 300]);
    expect(new Set(idsOf(calls)).size).toBe(2300);
    expect(await world.sql('SELECT COUNT(*) AS n, COUNT(DISTINCT id) AS ids FROM ds.t')).toEqual([
      { n: 2300, ids: 2300 },
    ]);
  });

  it('keeps values of every type', async () => {
    const select = `SELECT 9007199254740993 AS id, 1.5 AS f, NUMERIC '12.345678901' AS n, TRUE AS b, 'ü' AS s, b'\\x00\\xff' AS y,
      TIMESTAMP '2026-01-31 23:59:59.123456+00' AS ts, DATE '2026-01-31' AS d, DATETIME '2026-01-31 23:59:59.5' AS dt,
      TIME '23:59:59' AS t, [1, 2] AS r, STRUCT(1 AS a, [STRUCT('x' AS b)] AS c) AS st, CAST(NULL AS STRING) AS nothing,
      JSON '{"a":1}' AS j`;
    await world.sql(`CREATE TABLE ds.types AS ${select}`);
    await world.sql('CREATE TABLE ds.copy LIKE ds.types');
    await world.act('insert', { SQL: 'SELECT * FROM ds.types', Dest: 'ds.copy' }, watched());
    const texts = await world.sql(
      'SELECT TO_JSON_STRING(one) AS row FROM ds.copy AS one UNION ALL SELECT TO_JSON_STRING(one) FROM ds.types AS one',
    );
    expect(texts).toHaveLength(2);
    expect(texts[0]).toEqual(texts[1]);
  });

  it('fails as the query does', async () => {
    const failed = world.act('insert', { SQL: 'SELECT * FROM ds.none', Dest: 'ds.t' }, watched());
    await expect(failed).rejects.toMatchObject({ kind: 'permanent', reason: 'notFound' });
  });
});
