import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fields, rowsOf, runJob, tableReference } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

describe('query jobs', () => {
  let stub: StubProcess;

  beforeAll(async () => {
    stub = await startStubProcess();
    const [dataset] = await stub.client().createDataset('ds');
    const [numbers] = await dataset.createTable('numbers', { schema: { fields: fields('n:INTEGER,word:STRING') } });
    await numbers.insert([
      { n: 1, word: 'one' },
      { n: 2, word: 'two' },
      { n: 3, word: null },
    ]);
  });
  afterAll(() => stub.remove());

  const query = async (sql: string, options: object = {}) => (await stub.client().query({ query: sql, ...options }))[0];
  const metadataOf = async (id: string) => (await stub.client().dataset('ds').table(id).getMetadata())[0];
  const run = (sql: string, options: object = {}) =>
    runJob(stub, { query: { query: sql, useLegacySql: false, ...options } });

  it('have an ID, and are no job where they need not be one', async () => {
    const path = `/projects/${PROJECT}/queries`;
    const body = { query: 'SELECT 1 AS one', useLegacySql: false };
    const asJob = (await stub.call('POST', path, body)).body;
    expect(asJob).toMatchObject({ queryId: expect.any(String), jobReference: { location: 'US' }, jobComplete: true });
    const stateless = (await stub.call('POST', path, { ...body, jobCreationMode: 'JOB_CREATION_OPTIONAL' })).body;
    expect(stateless).toMatchObject({ queryId: expect.any(String), totalRows: '1', rows: [{ f: [{ v: '1' }] }] });
    expect(stateless).not.toHaveProperty('jobReference');
    expect((await stub.call('GET', `/projects/${PROJECT}/jobs/${String(stateless['queryId'])}`)).status).toBe(404);
    const paged = {
      ...body,
      query: 'SELECT n FROM ds.numbers',
      maxResults: 2,
      jobCreationMode: 'JOB_CREATION_OPTIONAL',
    };
    expect((await stub.call('POST', path, paged)).body).toHaveProperty('jobReference');
  });

  it('are not run where their answer cannot be written as asked', async () => {
    await stub
      .client()
      .dataset('ds')
      .createTable('unwritten', { schema: { fields: fields('n:INTEGER') } });
    const formatOptions = { useInt64Timestamp: true, timestampOutputFormat: 'FLOAT64' };
    const insert = { query: 'INSERT INTO ds.unwritten VALUES (1)', useLegacySql: false, formatOptions };
    expect(await stub.call('POST', `/projects/${PROJECT}/queries`, insert)).toMatchObject({
      status: 400,
      body: { error: { message: 'Cannot specify both use_int64_timestamp and timestamp_output_format.' } },
    });
    expect(await rowsOf(stub, 'ds.unwritten')).toEqual([]);
  });

  it.each([
    ['tableDefinitions', { tableDefinitions: { t: { sourceUris: ['gs://b/a.csv'], sourceFormat: 'CSV' } } }],
    ['userDefinedFunctionResources', { userDefinedFunctionResources: [{ inlineCode: 'x' }] }],
  ])('are refused with %s', async (what, options) => {
    const { status, body } = await stub.call('POST', `/projects/${PROJECT}/jobs`, {
      configuration: { query: { query: 'SELECT 1', useLegacySql: false, ...options } },
    });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: { errors: [{ reason: 'notImplemented', message: expect.stringContaining(what) }] },
    });
  });

  it('answer through jobs.query, with default dataset and parameters', async () => {
    expect(
      await query('SELECT n, word FROM numbers WHERE n >= @least ORDER BY n', {
        defaultDataset: { datasetId: 'ds' },
        params: { least: 2 },
      }),
    ).toEqual([
      { n: 2, word: 'two' },
      { n: 3, word: null },
    ]);
    expect(await query('SELECT ? AS a, ? AS b', { params: ['x', [1, 2]] })).toEqual([{ a: 'x', b: [1, 2] }]);
    const typed = {
      params: { s: { a: 1 }, none: null, day: stub.client().date('2024-02-29') },
      types: { s: { a: 'INT64' }, none: 'STRING', day: 'DATE' },
    };
    expect(await query('SELECT @s.a AS a, @none IS NULL AS b, DATE_ADD(@day, INTERVAL 1 DAY) AS c', typed)).toEqual([
      { a: 1, b: true, c: { value: '2024-03-01' } },
    ]);
  });

  it('answer through a job and its pages', async () => {
    const [job] = await stub.client().createQueryJob('SELECT x FROM UNNEST(GENERATE_ARRAY(1, 25)) AS x ORDER BY x');
    const [rows] = await job.getQueryResults();
    expect(rows).toEqual(Array.from({ length: 25 }, (_, index) => ({ x: index + 1 })));
    const [first, next] = await job.getQueryResults({ maxResults: 24, autoPaginate: false });
    expect(first).toHaveLength(24);
    expect((await job.getQueryResults({ ...next, autoPaginate: false }))[0]).toEqual([{ x: 25 }]);
    const page = await stub.call('GET', `/projects/${PROJECT}/queries/${job.id}?maxResults=10`);
    expect(page.body).toMatchObject({ totalRows: '25', jobComplete: true });
    expect(page.body['rows']).toHaveLength(10);
    const last = await stub.call(
      'GET',
      `/projects/${PROJECT}/queries/${job.id}?maxResults=20&pageToken=${page.body['pageToken']}`,
    );
    expect(last.body['rows']).toHaveLength(15);
    expect(last.body['pageToken']).toBeUndefined();
    const [metadata] = await job.getMetadata();
    expect(metadata.statistics.query).toMatchObject({
      statementType: 'SELECT',
      schema: { fields: [{ name: 'x', type: 'INTEGER' }] },
    });
    const { datasetId } = metadata.configuration.query.destinationTable;
    expect((await stub.client().getDatasets())[0].map(({ id }) => id)).not.toContain(datasetId);
  });

  it('do not wait longer than asked', async () => {
    await stub.call('POST', '/_stub/faults', { match: { jobType: 'QUERY' }, fault: { kind: 'slow', latencyMs: 400 } });
    const { body } = await stub.call('POST', `/projects/${PROJECT}/queries`, {
      query: 'SELECT 1',
      useLegacySql: false,
      timeoutMs: 1,
    });
    expect(body).toMatchObject({ jobComplete: false });
    expect(body['rows']).toBeUndefined();
    const { jobId } = body['jobReference'] as { jobId: string };
    const done = await stub.call('GET', `/projects/${PROJECT}/queries/${jobId}?location=US`);
    expect(done.body).toMatchObject({ jobComplete: true, totalRows: '1', rows: [{ f: [{ v: '1' }] }] });
  });

  it('run where their data is', async () => {
    await query('CREATE SCHEMA europe OPTIONS(location="EU"); ');
    const [job] = await stub.client().createQueryJob('CREATE TABLE europe.t AS SELECT 1 AS n');
    await job.promise();
    expect(job.metadata.jobReference).toMatchObject({ location: 'EU' });
    expect(await query('SELECT n FROM europe.t')).toEqual([{ n: 1 }]);
    await expect(query('SELECT n FROM europe.t', { location: 'US' })).rejects.toMatchObject({
      message: `Not found: Dataset ${PROJECT}:europe was not found in location US`,
    });
  });

  it('fail with reason, place and position', async () => {
    await expect(query('SELECT nope FROM ds.numbers')).rejects.toMatchObject({
      code: 400,
      message: 'Unrecognized name: nope at [1:8]',
      errors: [{ reason: 'invalidQuery', location: 'query' }],
    });
    await expect(query('SELECT\n  FROM WHERE')).rejects.toMatchObject({
      message: expect.stringMatching(/^Syntax error: .* at \[2:3\]$/),
    });
    await expect(query('SELECT * FROM ds.none')).rejects.toMatchObject({
      code: 404,
      message: `Not found: Table ${PROJECT}:ds.none was not found in location US`,
      errors: [{ reason: 'notFound' }],
    });
    await expect(query('SELECT * FROM nowhere.none')).rejects.toMatchObject({
      message: `Not found: Dataset ${PROJECT}:nowhere was not found in location US`,
    });
    await expect(query('SELECT CAST("x" AS INT64)')).rejects.toMatchObject({
      message: expect.stringContaining('Bad int64 value: x'),
    });
    await expect(query('SELECT 1 AS a, 2 AS a')).rejects.toMatchObject({
      message: 'Duplicate column names in the result are not supported. Found duplicate(s): a',
    });
  });

  describe('with a destination', () => {
    const into = (table: string, options: object = {}) => ({
      destinationTable: tableReference(`ds.${table}`),
      ...options,
    });

    it('write, append, truncate, or demand an empty table', async () => {
      await run('SELECT n FROM ds.numbers ORDER BY n DESC', into('copy'));
      expect(await rowsOf(stub, 'ds.copy')).toEqual([['3'], ['2'], ['1']]);
      expect((await run('SELECT 4 AS n', into('copy'))).status?.errorResult).toEqual({
        reason: 'duplicate',
        message: `Already Exists: Table ${PROJECT}:ds.copy`,
      });
      await run('SELECT 4 AS n', into('copy', { writeDisposition: 'WRITE_APPEND' }));
      expect(await rowsOf(stub, 'ds.copy')).toHaveLength(4);
      await run('SELECT "x" AS other', into('copy', { writeDisposition: 'WRITE_TRUNCATE' }));
      expect(await rowsOf(stub, 'ds.copy')).toEqual([['x']]);
    });

    it('add fields only if allowed, and never change types', async () => {
      await run('SELECT 1 AS n', into('grow'));
      const append = { writeDisposition: 'WRITE_APPEND' };
      expect((await run('SELECT 2 AS n, "x" AS s', into('grow', append))).status?.errorResult?.message).toBe(
        'Invalid schema update. Cannot add fields (field: s)',
      );
      await run('SELECT 2 AS n, "x" AS s', into('grow', { ...append, schemaUpdateOptions: ['ALLOW_FIELD_ADDITION'] }));
      expect(await rowsOf(stub, 'ds.grow')).toEqual([
        ['1', null],
        ['2', 'x'],
      ]);
      expect((await run('SELECT "x" AS n', into('grow', append))).status?.errorResult?.message).toBe(
        'Invalid schema update. Field n has changed type from INTEGER to STRING',
      );
    });

    it('fill partitions', async () => {
      const options = { timePartitioning: { type: 'DAY', field: 'd' } };
      await run('SELECT DATE "2026-01-30" AS d UNION ALL SELECT DATE "2026-01-31"', into('days', options));
      await run(
        'SELECT DATE "2026-01-31" AS d FROM UNNEST([1, 2]) ',
        into('days$20260131', { writeDisposition: 'WRITE_TRUNCATE' }),
      );
      expect(await rowsOf(stub, 'ds.days$20260131')).toHaveLength(2);
      expect(await rowsOf(stub, 'ds.days')).toHaveLength(3);
    });

    it('take rows for REQUIRED columns, but no NULL', async () => {
      await stub
        .client()
        .dataset('ds')
        .createTable('required', { schema: { fields: fields('n:INTEGER:REQUIRED') } });
      const options = into('required', { writeDisposition: 'WRITE_APPEND' });
      expect((await run('SELECT 1 AS n', options)).status?.errorResult).toBeUndefined();
      const refused = await run('SELECT CAST(NULL AS INT64) AS n', options);
      expect(refused.status?.errorResult).toMatchObject({
        reason: 'invalidQuery',
        message: 'Required field n cannot be null',
      });
      expect(await rowsOf(stub, 'ds.required')).toEqual([['1']]);
    });
  });

  describe('that change data', () => {
    it('count the rows they change', async () => {
      await query('CREATE TABLE ds.dml AS SELECT n, word FROM ds.numbers');
      const statistics = async (sql: string) => (await run(sql)).statistics?.query;
      expect(await statistics('INSERT INTO ds.dml (n, word) VALUES (4, "four"), (5, "five")')).toMatchObject({
        statementType: 'INSERT',
        numDmlAffectedRows: '2',
        dmlStats: { insertedRowCount: '2' },
      });
      expect(await statistics('UPDATE ds.dml SET word = "many" WHERE n > 1')).toMatchObject({
        dmlStats: { updatedRowCount: '4' },
      });
      expect(await statistics('DELETE FROM ds.dml WHERE n = 5')).toMatchObject({ dmlStats: { deletedRowCount: '1' } });
      expect(
        await statistics(
          'MERGE ds.dml AS t USING (SELECT 1 AS n, "uno" AS word UNION ALL SELECT 9, "nine") AS s ON t.n = s.n ' +
            'WHEN MATCHED THEN UPDATE SET word = s.word WHEN NOT MATCHED THEN INSERT ROW WHEN NOT MATCHED BY SOURCE AND t.n = 4 THEN DELETE',
        ),
      ).toMatchObject({
        statementType: 'MERGE',
        numDmlAffectedRows: '3',
        dmlStats: { insertedRowCount: '1', updatedRowCount: '1', deletedRowCount: '1' },
      });
      expect(await query('SELECT n, word FROM ds.dml ORDER BY n')).toEqual([
        { n: 1, word: 'uno' },
        { n: 2, word: 'many' },
        { n: 3, word: 'many' },
        { n: 9, word: 'nine' },
      ]);
      expect(await statistics('TRUNCATE TABLE ds.dml')).toMatchObject({ statementType: 'TRUNCATE_TABLE' });
      expect(await metadataOf('dml')).toMatchObject({ numRows: '0' });
    });
  });

  describe('that define', () => {
    it('make tables with everything that BigQuery knows of them', async () => {
      const job = await run(
        `CREATE TABLE ds.defined (id INT64 NOT NULL OPTIONS(description="the key"), seen TIMESTAMP, r STRUCT<a INT64, b ARRAY<STRING>>)
         PARTITION BY TIMESTAMP_TRUNC(seen, HOUR) CLUSTER BY id
         OPTIONS(description="about", labels=[("team", "x")], partition_expiration_days=30)`,
      );
      expect(job.statistics?.query).toMatchObject({
        statementType: 'CREATE_TABLE',
        ddlOperationPerformed: 'CREATE',
        ddlTargetTable: { projectId: PROJECT, datasetId: 'ds', tableId: 'defined' },
      });
      expect(await metadataOf('defined')).toMatchObject({
        description: 'about',
        labels: { team: 'x' },
        timePartitioning: { type: 'HOUR', field: 'seen', expirationMs: String(30 * 86_400_000) },
        clustering: { fields: ['id'] },
        schema: {
          fields: [
            { name: 'id', type: 'INTEGER', mode: 'REQUIRED', description: 'the key' },
            { name: 'seen', type: 'TIMESTAMP' },
            {
              name: 'r',
              type: 'RECORD',
              fields: [
                { name: 'a', type: 'INTEGER' },
                { name: 'b', type: 'STRING', mode: 'REPEATED' },
              ],
            },
          ],
        },
      });
      await expect(query('CREATE TABLE ds.defined (a INT64)')).rejects.toMatchObject({ code: 409 });
      expect(
        (await run('CREATE TABLE IF NOT EXISTS ds.defined (a INT64)')).statistics?.query?.ddlOperationPerformed,
      ).toBe('SKIP');
      await query('CREATE OR REPLACE TABLE ds.defined AS SELECT 1 AS one');
      expect(await rowsOf(stub, 'ds.defined')).toEqual([['1']]);
    });

    it('make tables like others, and copies', async () => {
      await query('CREATE TABLE ds.like_numbers LIKE ds.numbers');
      await query('CREATE TABLE ds.copy_numbers COPY ds.numbers');
      expect(await rowsOf(stub, 'ds.like_numbers')).toEqual([]);
      expect(await rowsOf(stub, 'ds.copy_numbers')).toHaveLength(3);
    });

    it('alter tables', async () => {
      await query('CREATE TABLE ds.altered (id INT64 NOT NULL, gone STRING)');
      await query('ALTER TABLE ds.altered ADD COLUMN more STRING, DROP COLUMN gone');
      await query('ALTER TABLE ds.altered ALTER COLUMN id DROP NOT NULL');
      await query('ALTER TABLE ds.altered RENAME COLUMN more TO most');
      await query('ALTER TABLE ds.altered SET OPTIONS (description="changed")');
      expect(await metadataOf('altered')).toMatchObject({
        description: 'changed',
        schema: {
          fields: [
            { name: 'id', mode: 'NULLABLE' },
            { name: 'most', type: 'STRING' },
          ],
        },
      });
      await query('ALTER TABLE ds.altered RENAME TO renamed');
      expect((await metadataOf('renamed')).id).toBe(`${PROJECT}:ds.renamed`);
      await expect(metadataOf('altered')).rejects.toMatchObject({ code: 404 });
      await query('INSERT INTO ds.renamed (id, most) VALUES (1, "x")');
      expect(await rowsOf(stub, 'ds.renamed')).toEqual([['1', 'x']]);
    });

    it('make views and datasets, and drop all of it', async () => {
      await query('CREATE SCHEMA made OPTIONS(description="by SQL")');
      await query('CREATE VIEW made.big AS SELECT n FROM ds.numbers WHERE n > 1');
      expect(await query('SELECT COUNT(*) AS c FROM made.big')).toEqual([{ c: 2 }]);
      await expect(query('DROP SCHEMA made')).rejects.toMatchObject({ errors: [{ reason: 'resourceInUse' }] });
      await query('DROP VIEW made.big');
      await query('DROP SCHEMA made');
      await expect(query('DROP TABLE ds.never_there')).rejects.toMatchObject({ code: 404 });
      await query('DROP TABLE IF EXISTS ds.never_there');
    });
  });

  describe('of several statements', () => {
    it('share variables and temporary tables, and answer with the last result', async () => {
      expect(
        await query(`DECLARE least INT64 DEFAULT 2;
          CREATE TEMP TABLE chosen AS SELECT n FROM ds.numbers WHERE n >= least;
          INSERT INTO chosen VALUES (10);
          IF (SELECT COUNT(*) FROM chosen) = 3 THEN SELECT SUM(n) AS total FROM chosen; ELSE SELECT -1 AS total; END IF;`),
      ).toEqual([{ total: 15 }]);
    });

    it('have a job each, listed by their parent', async () => {
      const jobId = randomUUID();
      const job = await runJob(stub, { query: { query: 'SELECT 1 AS a; SELECT 2 AS b;', useLegacySql: false } }, jobId);
      expect(job.statistics).toMatchObject({ numChildJobs: '2', query: { statementType: 'SCRIPT' } });
      const { body } = await stub.call('GET', `/projects/${PROJECT}/jobs?parentJobId=${jobId}`);
      expect(body['jobs']).toHaveLength(2);
    });

    it('undo a transaction that is rolled back, and keep one that is committed', async () => {
      await query('CREATE TABLE ds.account (n INT64)');
      await query('BEGIN TRANSACTION; INSERT INTO ds.account VALUES (1); ROLLBACK TRANSACTION;');
      expect(await rowsOf(stub, 'ds.account')).toEqual([]);
      await query('BEGIN TRANSACTION; INSERT INTO ds.account VALUES (2); COMMIT TRANSACTION;');
      expect(await rowsOf(stub, 'ds.account')).toEqual([['2']]);
      await expect(
        query('BEGIN TRANSACTION; INSERT INTO ds.account VALUES (3); SELECT ERROR("no");'),
      ).rejects.toMatchObject({ code: 400 });
      expect(await rowsOf(stub, 'ds.account')).toEqual([['2']]);
    });
  });

  it('tell what they would do, dry', async () => {
    const [job] = await stub.client().createQueryJob({ query: 'SELECT n FROM ds.numbers', dryRun: true });
    expect(job.metadata).toMatchObject({
      status: { state: 'DONE' },
      statistics: {
        totalBytesProcessed: '0',
        query: { statementType: 'SELECT', schema: { fields: [{ name: 'n', type: 'INTEGER' }] } },
      },
    });
    await stub.client().createQueryJob({ query: 'DROP TABLE ds.numbers', dryRun: true });
    expect(await rowsOf(stub, 'ds.numbers')).toHaveLength(3);
    await expect(
      stub.client().createQueryJob({ query: 'SELECT nope FROM ds.numbers', dryRun: true }),
    ).rejects.toMatchObject({
      code: 400,
      errors: [{ reason: 'invalidQuery' }],
    });
  });

  describe('about the catalog', () => {
    beforeAll(async () => {
      await query(`CREATE TABLE ds.log (d DATE, s STRING) PARTITION BY d OPTIONS(description="the log");
        INSERT INTO ds.log VALUES (DATE "2026-01-30", "a"), (DATE "2026-01-31", "b"), (DATE "2026-01-31", "c");`);
    });

    it('read INFORMATION_SCHEMA', async () => {
      expect(await query('SELECT table_type FROM ds.INFORMATION_SCHEMA.TABLES WHERE table_name = "log"')).toEqual([
        { table_type: 'BASE TABLE' },
      ]);
      expect(
        await query(
          'SELECT column_name, data_type, is_partitioning_column FROM ds.INFORMATION_SCHEMA.COLUMNS WHERE table_name = "log" ORDER BY ordinal_position',
        ),
      ).toEqual([
        { column_name: 'd', data_type: 'DATE', is_partitioning_column: 'YES' },
        { column_name: 's', data_type: 'STRING', is_partitioning_column: 'NO' },
      ]);
      expect(
        await query(
          'SELECT partition_id, total_rows FROM ds.INFORMATION_SCHEMA.PARTITIONS WHERE table_name = "log" ORDER BY partition_id',
        ),
      ).toEqual([
        { partition_id: '20260130', total_rows: 1 },
        { partition_id: '20260131', total_rows: 2 },
      ]);
      expect(
        await query('SELECT option_value FROM ds.INFORMATION_SCHEMA.TABLE_OPTIONS WHERE table_name = "log"'),
      ).toEqual([{ option_value: '"the log"' }]);
      expect(await query('SELECT schema_name FROM INFORMATION_SCHEMA.SCHEMATA WHERE schema_name = "ds"')).toEqual([
        { schema_name: 'ds' },
      ]);
    });

    it('tell the defaults of columns, and the options of partitions', async () => {
      await query(`CREATE TABLE ds.kept (d DATE, n INT64 DEFAULT 1 + 1, s STRING) PARTITION BY d
        OPTIONS(partition_expiration_days=7, require_partition_filter=true)`);
      await query('ALTER TABLE ds.kept ALTER COLUMN s SET DEFAULT "x"');
      expect(
        await query(
          'SELECT column_name, column_default FROM ds.INFORMATION_SCHEMA.COLUMNS WHERE table_name = "kept" ORDER BY ordinal_position',
        ),
      ).toEqual([
        { column_name: 'd', column_default: 'NULL' },
        { column_name: 'n', column_default: '1 + 1' },
        { column_name: 's', column_default: '"x"' },
      ]);
      expect(
        await query(
          'SELECT option_name, option_type, option_value FROM ds.INFORMATION_SCHEMA.TABLE_OPTIONS WHERE table_name = "kept" ORDER BY 1',
        ),
      ).toEqual([
        { option_name: 'partition_expiration_days', option_type: 'FLOAT64', option_value: '7.0' },
        { option_name: 'require_partition_filter', option_type: 'BOOL', option_value: 'true' },
      ]);
      await query('ALTER TABLE ds.kept SET OPTIONS(partition_expiration_days=NULL, require_partition_filter=false)');
      await query('INSERT INTO ds.kept (d) VALUES ("2020-01-01")');
      expect(await query('SELECT n FROM ds.kept')).toEqual([{ n: 2 }]);
      const [{ timePartitioning }] = await stub.client().dataset('ds').table('kept').getMetadata();
      expect(timePartitioning).not.toHaveProperty('expirationMs');
    });

    it('say which view the stub has not', async () => {
      const { status } = await run('SELECT 1 FROM ds.INFORMATION_SCHEMA.ROUTINES');
      expect(status?.errorResult).toMatchObject({
        reason: 'notImplemented',
        message: 'not supported by the local BigQuery stub: INFORMATION_SCHEMA.ROUTINES',
      });
    });

    it('know when a partition was last written to', async () => {
      const times = async () =>
        await query(
          'SELECT partition_id, UNIX_MILLIS(last_modified_time) AS t FROM ds.INFORMATION_SCHEMA.PARTITIONS WHERE table_name = "log" ORDER BY 1',
        );
      const before = await times();
      await query('INSERT INTO ds.log VALUES (DATE "2026-01-31", "d")');
      const after = await times();
      expect(after[0]).toEqual(before[0]);
      expect(after[1].t).toBeGreaterThan(before[1].t);
    });

    it('read INFORMATION_SCHEMA.JOBS and __TABLES__', async () => {
      const failed = await run('SELECT nope FROM ds.log');
      const sql =
        'SELECT job_type, state, error_result.reason AS reason FROM `region-us`.INFORMATION_SCHEMA.JOBS WHERE job_id = @id';
      expect(await query(sql, { params: { id: failed.jobReference?.jobId } })).toEqual([
        { job_type: 'QUERY', state: 'DONE', reason: 'invalidQuery' },
      ]);
      expect(await query('SELECT row_count FROM ds.__TABLES__ WHERE table_id = "numbers"')).toEqual([{ row_count: 3 }]);
    });

    it('read partitions of legacy SQL', async () => {
      const job = await runJob(stub, {
        query: {
          query: `SELECT partition_id FROM [${PROJECT}:ds.log$__PARTITIONS_SUMMARY__] ORDER BY 1`,
          useLegacySql: true,
        },
      });
      expect(job.status?.errorResult).toBeUndefined();
      const { body } = await stub.call('GET', `/projects/${PROJECT}/queries/${job.jobReference?.jobId}`);
      expect(body['rows']).toEqual([{ f: [{ v: '20260130' }] }, { f: [{ v: '20260131' }] }]);
    });

    it('read tables partitioned by arrival, and their hidden column only if asked', async () => {
      await query('CREATE TABLE ds.arrivals (n INT64) PARTITION BY _PARTITIONDATE');
      await query(
        'INSERT INTO ds.arrivals (_PARTITIONTIME, n) VALUES (TIMESTAMP "2026-01-30", 1), (TIMESTAMP "2026-01-31", 2)',
      );
      expect(await query('SELECT * FROM ds.arrivals ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
      expect(await query('SELECT n FROM ds.arrivals WHERE _PARTITIONTIME = TIMESTAMP "2026-01-31"')).toEqual([
        { n: 2 },
      ]);
      expect(await query('SELECT _PARTITIONDATE AS d, n FROM ds.arrivals ORDER BY 1 LIMIT 1')).toEqual([
        { d: { value: '2026-01-30' }, n: 1 },
      ]);
      expect(await query('SELECT n FROM `ds.arrivals$20260130`')).toEqual([{ n: 1 }]);
    });

    it('read wildcard tables', async () => {
      await query(
        'CREATE TABLE ds.shard_20260130 AS SELECT 1 AS n; CREATE TABLE ds.shard_20260131 AS SELECT 2 AS n, "x" AS s;',
      );
      expect(
        await query('SELECT _TABLE_SUFFIX AS day, n, s FROM `ds.shard_*` WHERE _TABLE_SUFFIX >= "20260130" ORDER BY 1'),
      ).toEqual([
        { day: '20260130', n: 1, s: null },
        { day: '20260131', n: 2, s: 'x' },
      ]);
      await expect(query('SELECT * FROM `ds.nothing_*`')).rejects.toMatchObject({
        message: expect.stringContaining('does not match any table'),
      });
    });
  });
});
