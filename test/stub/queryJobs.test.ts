import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fields, rowsOf, runJob } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

let stub: StubProcess;
beforeAll(async () => {
  stub = await startStubProcess();
  const dataset = stub.client().dataset('ds');
  await dataset.create();
  await dataset.createTable('people', { schema: { fields: fields('id:INTEGER,name,team') } });
  const people = [
    { id: 1, name: 'Ada', team: 'a' },
    { id: 2, name: 'Grace', team: 'b' },
    { id: 3, name: 'Edsger', team: 'a' },
  ];
  await dataset.table('people').insert(people);
});
afterAll(() => stub.remove());

const query = async (sql: string, options: object = {}) => (await stub.client().query({ query: sql, ...options }))[0];
const destinationTable = (tableId: string) => ({ projectId: PROJECT, datasetId: 'ds', tableId });
const queryJob = (sql: string, options: object = {}) =>
  runJob(stub, { query: { query: sql, useLegacySql: false, ...options } });

describe('the official client', () => {
  it('queries with named and positional parameters, and a default dataset', async () => {
    const options = { defaultDataset: { projectId: PROJECT, datasetId: 'ds' } };
    expect(await query('SELECT name FROM people WHERE id = @id', { ...options, params: { id: 2 } })).toEqual([
      { name: 'Grace' },
    ]);
    expect(await query('SELECT name FROM people WHERE team = ? AND id > ?', { ...options, params: ['a', 1] })).toEqual([
      { name: 'Edsger' },
    ]);
  });

  it('gets results page by page', async () => {
    const [job] = await stub.client().createQueryJob({ query: 'SELECT id FROM ds.people ORDER BY id' });
    const [first, next] = await job.getQueryResults({ maxResults: 2, autoPaginate: false });
    expect(first).toEqual([{ id: 1 }, { id: 2 }]);
    const [second] = await job.getQueryResults({ ...next, autoPaginate: false });
    expect(second).toEqual([{ id: 3 }]);
  });

  it('dry-runs a query: no job is run, a wrong one is refused', async () => {
    const [job] = await stub.client().createQueryJob({ query: 'SELECT id FROM ds.people', dryRun: true });
    expect(job.metadata.statistics.query.schema.fields).toMatchObject([{ name: 'id', type: 'INTEGER' }]);
    await expect(
      stub.client().createQueryJob({ query: 'SELECT nothing FROM ds.people', dryRun: true }),
    ).rejects.toMatchObject({ code: 400 });
  });
});

describe('a query with a destination', () => {
  it('appends, truncates, or demands an empty table', async () => {
    const sql = 'SELECT id FROM ds.people WHERE id = 1';
    await queryJob(sql, { destinationTable: destinationTable('out') });
    await queryJob(sql, { destinationTable: destinationTable('out'), writeDisposition: 'WRITE_APPEND' });
    expect(await rowsOf(stub, 'ds.out')).toEqual([['1'], ['1']]);
    const empty = await queryJob(sql, { destinationTable: destinationTable('out'), writeDisposition: 'WRITE_EMPTY' });
    expect(empty.status?.errorResult).toMatchObject({ reason: 'duplicate' });
    await queryJob(sql, { destinationTable: destinationTable('out'), writeDisposition: 'WRITE_TRUNCATE' });
    expect(await rowsOf(stub, 'ds.out')).toEqual([['1']]);
  });

  it('replaces one partition and leaves the others', async () => {
    const partitioned = {
      schema: { fields: fields('d:DATE,n:INTEGER') },
      timePartitioning: { type: 'DAY', field: 'd' },
    };
    await stub.client().dataset('ds').createTable('parts', partitioned);
    await query("INSERT INTO ds.parts (d, n) VALUES (DATE '2026-01-30', 1), (DATE '2026-01-31', 2)");
    const job = await queryJob("SELECT DATE '2026-01-31' AS d, 3 AS n", {
      destinationTable: destinationTable('parts$20260131'),
      writeDisposition: 'WRITE_TRUNCATE',
    });
    expect(job.status).toEqual({ state: 'DONE' });
    expect(await query('SELECT n FROM ds.parts ORDER BY n')).toEqual([{ n: 1 }, { n: 3 }]);
    expect(
      await query(
        "SELECT partition_id, total_rows FROM ds.INFORMATION_SCHEMA.PARTITIONS WHERE table_name = 'parts' ORDER BY 1",
      ),
    ).toEqual([
      { partition_id: '20260130', total_rows: 1 },
      { partition_id: '20260131', total_rows: 1 },
    ]);
  });
});

describe('statements', () => {
  it('change rows, and tell how many', async () => {
    await query('CREATE TABLE ds.dml AS SELECT 1 AS id, "x" AS v UNION ALL SELECT 2, "y"');
    const job = await queryJob('UPDATE ds.dml SET v = "z" WHERE id > 1');
    expect(job.statistics?.query?.numDmlAffectedRows).toBe('1');
    await query(`MERGE ds.dml t USING (SELECT 2 AS id, 'm' AS v UNION ALL SELECT 3, 'n') s ON t.id = s.id
      WHEN MATCHED THEN UPDATE SET v = s.v WHEN NOT MATCHED THEN INSERT (id, v) VALUES (s.id, s.v)`);
    await query('DELETE FROM ds.dml WHERE id = 1');
    expect(await query('SELECT * FROM ds.dml ORDER BY id')).toEqual([
      { id: 2, v: 'm' },
      { id: 3, v: 'n' },
    ]);
  });

  it('define tables with partitioning, clustering and options, which the REST API shows', async () => {
    await query(
      'CREATE TABLE ds.ddl (id INT64 NOT NULL, seen TIMESTAMP) PARTITION BY DATE(seen) CLUSTER BY id OPTIONS (description = "made")',
    );
    const [metadata] = await stub.client().dataset('ds').table('ddl').getMetadata();
    expect(metadata).toMatchObject({
      description: 'made',
      timePartitioning: { type: 'DAY', field: 'seen' },
      clustering: { fields: ['id'] },
      schema: {
        fields: [
          { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
          { name: 'seen', type: 'TIMESTAMP' },
        ],
      },
    });
    await query('ALTER TABLE ds.ddl ADD COLUMN more STRING');
    expect((await stub.client().dataset('ds').table('ddl').getMetadata())[0].schema.fields).toHaveLength(3);
    await query('DROP TABLE ds.ddl');
    expect((await stub.client().dataset('ds').table('ddl').exists())[0]).toBe(false);
  });

  it('make scripts, with child jobs that can be listed', async () => {
    const job = await queryJob(
      'DECLARE start INT64 DEFAULT 2; CREATE TABLE ds.script AS SELECT start AS n; INSERT INTO ds.script VALUES (start + 1); SELECT SUM(n) AS s FROM ds.script;',
    );
    expect(job.status).toEqual({ state: 'DONE' });
    const parent = job.jobReference?.jobId ?? '';
    const { body } = await stub.call('GET', `/projects/${PROJECT}/jobs?parentJobId=${parent}`);
    expect((body['jobs'] as unknown[]).length).toBeGreaterThanOrEqual(3);
    expect((await stub.client().job(parent).getQueryResults())[0]).toEqual([{ s: 5 }]);
  });

  it('see views, wildcard tables and legacy names', async () => {
    await query('CREATE VIEW ds.v AS SELECT COUNT(*) AS n FROM ds.people');
    expect(await query('SELECT n FROM ds.v')).toEqual([{ n: 3 }]);
    await query('CREATE TABLE ds.day_1 AS SELECT 1 AS n');
    await query('CREATE TABLE ds.day_2 AS SELECT 2 AS n');
    expect(await query('SELECT n, _TABLE_SUFFIX AS s FROM `ds.day_*` ORDER BY n')).toEqual([
      { n: 1, s: '1' },
      { n: 2, s: '2' },
    ]);
    expect(await query(`SELECT id FROM [${PROJECT}:ds.people] WHERE id = 3`, { useLegacySql: true })).toEqual([
      { id: 3 },
    ]);
    expect(
      await query(`SELECT partition_id FROM [${PROJECT}:ds.parts$__PARTITIONS_SUMMARY__] ORDER BY partition_id`, {
        useLegacySql: true,
      }),
    ).toEqual([{ partition_id: '20260130' }, { partition_id: '20260131' }]);
  });

  it.each([
    ['SELECT FROM', /Syntax error: .* at \[1:\d+\]/],
    ['SELECT nothing FROM ds.people', /Unrecognized name: nothing at \[1:8\]/],
    ['SELECT * FROM ds.nowhere', /Not found: Table demo-stub:ds\.nowhere/],
  ])('that are wrong are told with their place: %s', async (sql, message) => {
    await expect(query(sql)).rejects.toThrow(message);
  });
});
