import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Configuration, fields, load, ndjson, rowsOf } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

describe('where load jobs write', () => {
  let stub: StubProcess;
  let lastTable = 0;

  beforeAll(async () => {
    stub = await startStubProcess();
    await stub.client().createDataset('ds');
  });
  afterAll(() => stub.remove());

  async function loadRows(table: string, rows: object[], options: Configuration['load'] = {}) {
    await stub.putObject('gs://b/rows.json', ndjson(...rows));
    return load(stub, table, { sourceFormat: 'NEWLINE_DELIMITED_JSON', sourceUris: ['gs://b/rows.json'], ...options });
  }

  const tableOf = async (id: string) => (await stub.call('GET', `/projects/${PROJECT}/datasets/ds/tables/${id}`)).body;

  const schema = (text: string) => ({ schema: { fields: fields(text) } });

  it('appends, truncates, or demands an empty table', async () => {
    const options = schema('id:INTEGER');
    await loadRows('ds.t', [{ id: 1 }], options);
    await loadRows('ds.t', [{ id: 2 }], { ...options, writeDisposition: 'WRITE_APPEND' });
    expect(await rowsOf(stub, 'ds.t')).toEqual([['1'], ['2']]);
    const refused = await loadRows('ds.t', [{ id: 3 }], { ...options, writeDisposition: 'WRITE_EMPTY' });
    expect(refused.status?.errorResult).toEqual({
      reason: 'duplicate',
      message: `Already Exists: Table ${PROJECT}:ds.t`,
    });
    await loadRows('ds.t', [{ id: 4 }], { ...options, writeDisposition: 'WRITE_TRUNCATE' });
    expect(await rowsOf(stub, 'ds.t')).toEqual([['4']]);
  });

  it('truncating replaces the schema and keeps description and partitioning', async () => {
    await stub
      .client()
      .dataset('ds')
      .createTable('kept', {
        description: 'kept',
        timePartitioning: { type: 'DAY', field: 'd' },
        schema: { fields: fields('d:DATE,gone:STRING') },
      });
    await loadRows('ds.kept', [{ d: '2026-01-31', n: 1 }], {
      ...schema('d:DATE,n:INTEGER'),
      writeDisposition: 'WRITE_TRUNCATE',
    });
    expect(await tableOf('kept')).toMatchObject({
      description: 'kept',
      timePartitioning: { type: 'DAY', field: 'd' },
      schema: { fields: [{ name: 'd' }, { name: 'n' }] },
      numRows: '1',
    });
  });

  it('refuses to make a table it must not make, and a dataset that is not there', async () => {
    const never = await loadRows('ds.never', [{ id: 1 }], {
      ...schema('id:INTEGER'),
      createDisposition: 'CREATE_NEVER',
    });
    expect(never.status?.errorResult).toEqual({ reason: 'notFound', message: `Not found: Table ${PROJECT}:ds.never` });
    const { status, body } = await stub.call('POST', `/projects/${PROJECT}/jobs`, {
      configuration: {
        load: {
          sourceUris: ['gs://b/rows.json'],
          destinationTable: { projectId: PROJECT, datasetId: 'no', tableId: 't' },
        },
      },
    });
    expect(status).toBe(404);
    expect(body['error']).toMatchObject({
      message: `Not found: Dataset ${PROJECT}:no`,
      errors: [{ reason: 'notFound' }],
    });
  });

  it('adds and relaxes fields, nested ones too, only if the job allows it', async () => {
    const nested = (...inner: string[]) => [
      ...fields('id:INTEGER:REQUIRED'),
      { name: 'r', type: 'RECORD', mode: 'REPEATED', fields: inner.flatMap((text) => fields(text)) },
    ];
    await loadRows('ds.grows', [{ id: 1, r: [{ a: 1 }] }], { schema: { fields: nested('a:INTEGER') } });
    const wider = {
      schema: {
        fields: [
          ...nested('a:INTEGER', 'b:STRING').map((f) => ({ ...f, mode: f.name === 'id' ? 'NULLABLE' : 'REPEATED' })),
        ],
      },
    };
    const refused = await loadRows('ds.grows', [{ id: 2 }], wider);
    expect(refused.status?.errorResult?.message).toBe(
      `Provided Schema does not match Table ${PROJECT}:ds.grows. Field id has changed mode from REQUIRED to NULLABLE`,
    );
    await loadRows('ds.grows', [{ r: [{ a: 2, b: 'x' }] }], {
      ...wider,
      schemaUpdateOptions: ['ALLOW_FIELD_ADDITION', 'ALLOW_FIELD_RELAXATION'],
    });
    expect(await rowsOf(stub, 'ds.grows')).toEqual([
      ['1', [['1', null]]],
      [null, [['2', 'x']]],
    ]);
  });

  it('refuses a schema without a column that is REQUIRED, unless it may relax it', async () => {
    const table = stub.client().dataset('ds').table('demanding');
    await table.create({ schema: { fields: fields('id:INTEGER:REQUIRED,name:STRING') } });
    const job = await loadRows('ds.demanding', [{ name: 'x' }], schema('name:STRING'));
    expect(job.status?.errorResult?.message).toBe(
      `Provided Schema does not match Table ${PROJECT}:ds.demanding. Field id is missing in new schema`,
    );
    await loadRows('ds.demanding', [{ name: 'x' }], {
      ...schema('name:STRING'),
      schemaUpdateOptions: ['ALLOW_FIELD_RELAXATION'],
    });
    expect(await rowsOf(stub, 'ds.demanding')).toEqual([[null, 'x']]);
    expect(await tableOf('demanding')).toMatchObject({ schema: { fields: [{ name: 'id', mode: 'NULLABLE' }, {}] } });
  });

  describe('of another layout', () => {
    const byDay = { timePartitioning: { type: 'DAY', field: 'd' } };
    const byMonth = { timePartitioning: { type: 'MONTH', field: 'd' } };
    const clustered = { clustering: { fields: ['n'] } };
    const range = { rangePartitioning: { field: 'n', range: { start: '0', end: '100', interval: '10' } } };

    it.each([
      ['none', 'interval(type:day,field:d) clustering(n)', {}, { ...byDay, ...clustered }],
      ['none', 'clustering(n)', {}, clustered],
      ['interval(type:day,field:d)', 'interval(type:month,field:d)', byDay, byMonth],
      ['interval(type:day,field:d)', 'interval(type:day)', byDay, { timePartitioning: { type: 'DAY' } }],
      ['interval(type:day,field:d) clustering(n)', 'interval(type:day,field:d)', { ...byDay, ...clustered }, byDay],
      ['range(field:n,start:0,end:100,interval:10)', 'interval(type:day,field:d)', range, byDay],
    ])('a table of %s refuses what asks for %s, replacing too', async (present, given, layout, options) => {
      const [table] = await stub
        .client()
        .dataset('ds')
        .createTable(`layout_${lastTable++}`, { ...layout, ...schema('d:DATE,n:INTEGER') });
      for (const writeDisposition of ['WRITE_APPEND', 'WRITE_TRUNCATE']) {
        const rows = [{ d: '2026-01-31', n: 1 }];
        const job = await loadRows(`ds.${table.id}`, rows, {
          ...options,
          ...schema('d:DATE,n:INTEGER'),
          writeDisposition,
        });
        expect(job.status?.errors).toEqual([
          {
            reason: 'invalid',
            message: `Incompatible table partitioning specification. Expects partitioning specification ${present}, but input partitioning specification is ${given}`,
          },
        ]);
      }
    });

    it('takes what says nothing of it, and what says the same', async () => {
      const layout = { ...byDay, ...clustered };
      await stub
        .client()
        .dataset('ds')
        .createTable('same_layout', { ...layout, ...schema('d:DATE,n:INTEGER') });
      for (const options of [{}, layout]) {
        const job = await loadRows('ds.same_layout', [{ d: '2026-01-31', n: 1 }], {
          ...options,
          ...schema('d:DATE,n:INTEGER'),
        });
        expect(job.status?.errorResult).toBeUndefined();
      }
    });

    it('cannot lose the columns that it is laid out by', async () => {
      await stub
        .client()
        .dataset('ds')
        .createTable('needs', { ...byDay, ...schema('d:DATE,n:INTEGER') });
      const job = await loadRows('ds.needs', [{ n: 1 }], {
        ...schema('n:INTEGER'),
        writeDisposition: 'WRITE_TRUNCATE',
      });
      expect(job.status?.errorResult?.message).toBe(
        'The field specified for partitioning cannot be found in the schema: d',
      );
    });
  });

  it('truncating drops the keys that the table had; truncating the data alone keeps them', async () => {
    const tableConstraints = { primaryKey: { columns: ['id'] } };
    await stub
      .client()
      .dataset('ds')
      .createTable('keyed', { ...schema('id:INTEGER'), tableConstraints } as object);
    await loadRows('ds.keyed', [{ id: 1 }], { ...schema('id:INTEGER'), writeDisposition: 'WRITE_TRUNCATE_DATA' });
    expect(await tableOf('keyed')).toMatchObject({ tableConstraints });
    await loadRows('ds.keyed', [{ id: 1 }], { ...schema('id:INTEGER'), writeDisposition: 'WRITE_TRUNCATE' });
    expect(await tableOf('keyed')).not.toHaveProperty('tableConstraints');
  });

  it('gives columns to a table that was made without', async () => {
    await stub.client().dataset('ds').createTable('bare', { description: 'bare' });
    await loadRows('ds.bare', [{ n: 1 }], { autodetect: true });
    expect(await tableOf('bare')).toMatchObject({ description: 'bare', schema: { fields: [{ name: 'n' }] } });
    expect((await stub.client().query('SELECT * FROM ds.bare'))[0]).toEqual([{ n: 1 }]);
  });

  it('partitions by a column and writes one partition', async () => {
    const options = {
      ...schema('d:DATE,n:INTEGER'),
      timePartitioning: { type: 'DAY', field: 'd' },
      clustering: { fields: ['n'] },
    };
    await loadRows(
      'ds.days',
      [
        { d: '2026-01-30', n: 1 },
        { d: '2026-01-31', n: 2 },
      ],
      options,
    );
    expect(await tableOf('days')).toMatchObject({
      timePartitioning: { type: 'DAY', field: 'd' },
      clustering: { fields: ['n'] },
    });
    await loadRows('ds.days$20260131', [{ d: '2026-01-31', n: 3 }], { ...options, writeDisposition: 'WRITE_TRUNCATE' });
    expect(await rowsOf(stub, 'ds.days')).toEqual([
      ['2026-01-30', '1'],
      ['2026-01-31', '3'],
    ]);
    expect(await rowsOf(stub, 'ds.days$20260130')).toEqual([['2026-01-30', '1']]);
    const stray = await loadRows('ds.days$20260131', [{ d: '2026-02-01', n: 4 }], options);
    expect(stray.status?.errorResult?.message).toBe(
      `Some rows belong to different partitions rather than destination partition ${PROJECT}:ds.days$20260131`,
    );
    expect(await rowsOf(stub, 'ds.days')).toHaveLength(2);
  });

  it('partitions by hour, month and year', async () => {
    for (const [type, id] of Object.entries({ HOUR: '2026013115', MONTH: '202601', YEAR: '2026' })) {
      const options = { ...schema('ts:TIMESTAMP'), timePartitioning: { type, field: 'ts' } };
      await loadRows(`ds.by_${type}`, [{ ts: '2026-01-31T15:16:17Z' }], options);
      expect(await rowsOf(stub, `ds.by_${type}$${id}`)).toHaveLength(1);
    }
  });

  it('partitions by arrival, and by the decorator of a table it makes', async () => {
    await loadRows('ds.arrived$20260131', [{ n: 1 }], schema('n:INTEGER'));
    await loadRows('ds.arrived', [{ n: 2 }], schema('n:INTEGER'));
    expect(await tableOf('arrived')).toMatchObject({ timePartitioning: { type: 'DAY' }, numRows: '2' });
    expect(await rowsOf(stub, 'ds.arrived$20260131')).toEqual([['1']]);
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    expect(await rowsOf(stub, `ds.arrived$${today}`)).toEqual([['2']]);
  });

  it('partitions by ranges', async () => {
    const range = { start: '0', end: '100', interval: '10' };
    await loadRows('ds.ranges', [{ n: 5 }, { n: 15 }, { n: 200 }, { n: null }], {
      ...schema('n:INTEGER'),
      rangePartitioning: { field: 'n', range },
    });
    expect(await tableOf('ranges')).toMatchObject({ rangePartitioning: { field: 'n', range } });
    expect(await rowsOf(stub, 'ds.ranges$10')).toEqual([['15']]);
    expect(await rowsOf(stub, 'ds.ranges$__UNPARTITIONED__')).toEqual([['200']]);
    expect(await rowsOf(stub, 'ds.ranges$__NULL__')).toEqual([[null]]);
  });

  it('refuses a decorator that fits no partition, and one of a table without', async () => {
    const wrong = await loadRows('ds.days$2026', [{ d: '2026-01-31', n: 3 }], schema('d:DATE,n:INTEGER'));
    expect(wrong.status?.errorResult?.reason).toBe('invalid');
    const none = await loadRows('ds.t$20260131', [{ id: 3 }], schema('id:INTEGER'));
    expect(none.status?.errorResult?.message).toContain('is not partitioned');
  });

  it('gives a new table the destination properties', async () => {
    const expirationTime = new Date(Date.now() + 3_600_000).toISOString();
    await loadRows('ds.described', [{ n: 1 }], {
      ...schema('n:INTEGER'),
      destinationTableProperties: {
        description: 'about',
        friendlyName: 'friend',
        labels: { team: 'x' },
        expirationTime,
      },
    });
    expect(await tableOf('described')).toMatchObject({
      description: 'about',
      friendlyName: 'friend',
      labels: { team: 'x' },
      expirationTime: String(Date.parse(expirationTime)),
    });
  });
});
