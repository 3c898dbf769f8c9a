import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fields, rowsOf } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

describe('tables', () => {
  let stub: StubProcess;

  beforeAll(async () => {
    stub = await startStubProcess();
    await stub.client().createDataset('ds');
  });
  afterAll(() => stub.remove());

  const dataset = () => stub.client().dataset('ds');
  const metadataOf = async (id: string) => (await dataset().table(id).getMetadata())[0];

  it('are made with schema, partitioning and clustering, and told canonically', async () => {
    await dataset().createTable('made', {
      description: 'about',
      labels: { a: 'b' },
      timePartitioning: { type: 'DAY', field: 'd', expirationMs: '86400000000', requirePartitionFilter: true },
      clustering: { fields: ['id'] },
      schema: {
        fields: [
          { name: 'id', type: 'int64', mode: 'required', description: 'the key' },
          { name: 'd', type: 'DATE' },
          { name: 'r', type: 'STRUCT', mode: 'REPEATED', fields: [{ name: 'ok', type: 'BOOL' }] },
        ],
      },
    });
    expect(await metadataOf('made')).toMatchObject({
      kind: 'bigquery#table',
      id: `${PROJECT}:ds.made`,
      type: 'TABLE',
      location: 'US',
      description: 'about',
      labels: { a: 'b' },
      numRows: '0',
      numBytes: '0',
      timePartitioning: { type: 'DAY', field: 'd', expirationMs: '86400000000', requirePartitionFilter: true },
      clustering: { fields: ['id'] },
      schema: {
        fields: [
          { name: 'id', type: 'INTEGER', mode: 'REQUIRED', description: 'the key' },
          { name: 'd', type: 'DATE' },
          { name: 'r', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'ok', type: 'BOOLEAN' }] },
        ],
      },
    });
    expect((await dataset().getTables())[0].map(({ id }) => id)).toContain('made');
  });

  it('give their schema back as it came: no mode that nobody said, and lengths as texts', async () => {
    const schema = {
      fields: [
        { name: 'id', type: 'INTEGER' },
        { name: 'said', type: 'STRING', mode: 'NULLABLE' },
        { name: 'n', type: 'NUMERIC', precision: '10', scale: '2' },
        { name: 'r', type: 'RECORD', fields: [{ name: 'short', type: 'STRING', maxLength: '3' }] },
      ],
    };
    await dataset().createTable('as_it_came', { schema });
    expect((await metadataOf('as_it_came')).schema).toEqual(schema);
    await stub.call('POST', `/projects/${PROJECT}/datasets/ds/tables`, {
      tableReference: { tableId: 'numbers' },
      schema: { fields: [{ name: 'short', type: 'STRING', maxLength: 3 }] },
    });
    expect((await metadataOf('numbers')).schema.fields).toEqual([{ name: 'short', type: 'STRING', maxLength: '3' }]);
  });

  it('tell no sizes in the BASIC view, and only the fields that are asked for', async () => {
    const table = dataset().table('viewed_basically');
    await table.create({ description: 'about', schema: { fields: fields('a:INTEGER,b:STRING') } });
    const get = async (query: string) =>
      (await stub.call('GET', `/projects/${PROJECT}/datasets/ds/tables/viewed_basically?${query}`)).body;
    expect(await get('view=BASIC')).toMatchObject({ description: 'about', schema: { fields: [{}, {}] } });
    for (const told of ['numRows', 'lastModifiedTime']) {
      expect(await get('view=BASIC')).not.toHaveProperty(told);
      for (const view of ['', 'view=STORAGE_STATS', 'view=FULL']) expect(await get(view)).toHaveProperty(told);
    }
    expect(await get('selectedFields=b')).toMatchObject({ schema: { fields: [{ name: 'b' }] } });
    expect(await get('view=ALL')).toMatchObject({ error: { code: 400, message: expect.stringContaining('view') } });
  });

  it('lose a label or a tag, and with the last one all of them', async () => {
    const table = dataset().table('labelled');
    await table.create({ labels: { a: '1', b: '2' }, schema: { fields: fields('a:INTEGER') } });
    await table.setMetadata({ labels: { a: null } } as object);
    expect((await metadataOf('labelled')).labels).toEqual({ b: '2' });
    await table.setMetadata({ labels: { b: null }, resourceTags: { 'demo/a': '1', 'demo/b': '2' } } as object);
    expect(await metadataOf('labelled')).not.toHaveProperty('labels');
    await table.setMetadata({ resourceTags: { 'demo/a': null } } as object);
    expect((await metadataOf('labelled')).resourceTags).toEqual({ 'demo/b': '2' });
    await table.setMetadata({ resourceTags: { 'demo/b': null } } as object);
    expect(await metadataOf('labelled')).not.toHaveProperty('resourceTags');
  });

  it.each([
    ['externalDataConfiguration', { sourceUris: ['gs://b/a.csv'], sourceFormat: 'CSV' }],
    ['materializedView', { query: 'SELECT 1 AS one' }],
    ['snapshotDefinition', { baseTableReference: { projectId: PROJECT, datasetId: 'ds', tableId: 'made' } }],
  ])('are refused, not made empty, with %s', async (what, definition) => {
    const path = `/projects/${PROJECT}/datasets/ds/tables`;
    const refusal = {
      status: 400,
      body: { error: { errors: [{ reason: 'notImplemented', message: expect.stringContaining(what) }] } },
    };
    const body = { tableReference: { tableId: 'external' }, [what]: definition };
    expect(await stub.call('POST', path, body)).toMatchObject(refusal);
    expect((await stub.call('GET', `${path}/external`)).status).toBe(404);
    expect(await stub.call('PATCH', `${path}/made`, { [what]: definition })).toMatchObject(refusal);
  });

  it('have no routines, models and row access policies beside them, and say so', async () => {
    for (const [method, path] of [
      ['GET', 'models'],
      ['POST', 'routines'],
      ['GET', 'routines/f'],
      ['GET', 'tables/made/rowAccessPolicies'],
    ] as const) {
      const answer = await stub.call(method, `/projects/${PROJECT}/datasets/ds/${path}`);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ error: { errors: [{ reason: 'notImplemented' }] } });
    }
  });

  it.each([
    ['an unknown type', [{ name: 'a', type: 'NUMBER' }]],
    ['a name twice', fields('a:STRING,A:STRING')],
    ['a record without fields', [{ name: 'a', type: 'RECORD' }]],
    ['a name with a dot', [{ name: 'a.b', type: 'STRING' }]],
  ])('are refused for %s', async (_what, wrong) => {
    await expect(dataset().createTable('refused', { schema: { fields: wrong } })).rejects.toMatchObject({
      code: 400,
      errors: [{ reason: 'invalid' }],
    });
  });

  it('are refused twice, and for a partitioning column that is not there', async () => {
    await dataset().createTable('twice', { schema: { fields: fields('a:STRING') } });
    await expect(dataset().createTable('twice', {})).rejects.toMatchObject({
      code: 409,
      errors: [{ reason: 'duplicate', message: `Already Exists: Table ${PROJECT}:ds.twice` }],
    });
    const timePartitioning = { type: 'DAY', field: 'nope' };
    await expect(
      dataset().createTable('bad', { schema: { fields: fields('a:STRING') }, timePartitioning }),
    ).rejects.toMatchObject({ code: 400 });
  });

  it('get fields added and relaxed by patch, nested ones too, and lose none', async () => {
    const table = dataset().table('patched');
    const record = (inner: string) => ({ name: 'r', type: 'RECORD', fields: fields(inner) });
    await table.create({ schema: { fields: [...fields('id:INTEGER:REQUIRED'), record('a:STRING')] } });
    await table.insert([{ id: 1, r: { a: 'x' } }]);
    await table.setMetadata({ schema: { fields: [...fields('id:INTEGER,n:NUMERIC'), record('a:STRING,b:STRING')] } });
    expect((await metadataOf('patched')).schema.fields.map(({ name }: { name: string }) => name)).toEqual([
      'id',
      'r',
      'n',
    ]);
    expect(await rowsOf(stub, 'ds.patched')).toEqual([['1', ['x', null], null]]);
    await expect(table.setMetadata({ schema: { fields: fields('id:INTEGER') } })).rejects.toMatchObject({
      message: expect.stringContaining(`Provided Schema does not match Table ${PROJECT}:ds.patched`),
    });
    await expect(
      table.setMetadata({ schema: { fields: [...fields('id:STRING,n:NUMERIC'), record('a:STRING,b:STRING')] } }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('Field id has changed type from INTEGER to STRING'),
    });
  });

  it('change etag and time with every change, and refuse who knows an older version', async () => {
    const table = dataset().table('versions');
    await table.create({ schema: { fields: fields('a:INTEGER') } });
    const before = await metadataOf('versions');
    await table.insert([{ a: 1 }]);
    const after = await metadataOf('versions');
    expect(after.etag).not.toBe(before.etag);
    expect(Number(after.lastModifiedTime)).toBeGreaterThanOrEqual(Number(before.lastModifiedTime));
    expect(after).toMatchObject({ numRows: '1', numBytes: '8' });
    const response = await fetch(`${stub.url}/projects/${PROJECT}/datasets/ds/tables/versions`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'if-match': before.etag },
      body: '{"description":"x"}',
    });
    expect(response.status).toBe(412);
  });

  it('measure what BigQuery would bill', async () => {
    const table = dataset().table('bytes');
    await table.create({
      schema: {
        fields: [
          ...fields('i:INTEGER,s:STRING,b:BYTES,n:NUMERIC,bo:BOOLEAN'),
          { name: 'l', type: 'INTEGER', mode: 'REPEATED' },
        ],
      },
    });
    await table.insert([{ i: 1, s: 'ü', b: Buffer.from([1, 2, 3]), n: '1', bo: true, l: [1, 2] }, { i: null }]);
    expect((await metadataOf('bytes')).numBytes).toBe(String(8 + (2 + 2) + (2 + 3) + 16 + 1 + 16));
  });

  it('are gone when their time is over', async () => {
    const table = dataset().table('brief');
    await table.create({ schema: { fields: fields('a:INTEGER') }, expirationTime: String(Date.now() + 300) });
    while ((await table.exists())[0]) await sleep(20);
    await table.create({ schema: { fields: fields('b:STRING') } });
    expect((await metadataOf('brief')).schema.fields).toMatchObject([{ name: 'b' }]);
    await expect(dataset().createTable('past', { expirationTime: String(Date.now() - 1000) })).rejects.toMatchObject({
      code: 400,
    });
  });

  it('lose the partitions whose time is over', async () => {
    const table = dataset().table('fading');
    await table.create({
      schema: { fields: fields('d:DATE') },
      timePartitioning: { type: 'DAY', field: 'd', expirationMs: '86400000' },
    });
    const today = new Date().toISOString().slice(0, 10);
    await table.insert([{ d: '2020-01-01' }, { d: today }]);
    while ((await rowsOf(stub, 'ds.fading')).length > 1) await sleep(50);
    expect(await rowsOf(stub, 'ds.fading')).toEqual([[today]]);
  });

  it('take the defaults of their dataset', async () => {
    const [temporary] = await stub.client().createDataset('temporary', { defaultTableExpirationMs: '3600000' });
    await temporary.createTable('t', { schema: { fields: fields('a:INTEGER') } });
    const [{ creationTime, expirationTime }] = await temporary.table('t').getMetadata();
    expect(Number(expirationTime) - Number(creationTime)).toBe(3_600_000);
  });

  it('are removed, whole or a partition', async () => {
    const table = dataset().table('parts');
    await table.create({ schema: { fields: fields('d:DATE') }, timePartitioning: { type: 'DAY', field: 'd' } });
    await table.insert([{ d: '2026-01-30' }, { d: '2026-01-31' }]);
    await stub.call('DELETE', `/projects/${PROJECT}/datasets/ds/tables/parts$20260130`);
    expect(await rowsOf(stub, 'ds.parts')).toEqual([['2026-01-31']]);
    await table.delete();
    await expect(table.getMetadata()).rejects.toMatchObject({
      code: 404,
      message: `Not found: Table ${PROJECT}:ds.parts`,
    });
  });

  it('may be views', async () => {
    await dataset().createTable('viewed', { schema: { fields: fields('a:INTEGER') } });
    await dataset()
      .table('viewed')
      .insert([{ a: 1 }, { a: 2 }]);
    await dataset().createTable('view', {
      view: { query: `SELECT a FROM \`${PROJECT}.ds.viewed\` WHERE a > 1`, useLegacySql: false },
    });
    expect(await metadataOf('view')).toMatchObject({ type: 'VIEW' });
    const [rows] = await stub.client().query(`SELECT * FROM ds.view`);
    expect(rows).toEqual([{ a: 2 }]);
    await expect(dataset().table('view').getRows()).rejects.toMatchObject({ code: 400 });
  });
});
