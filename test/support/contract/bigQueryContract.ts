import { describe, expect } from 'vitest';
import type { JobState } from '../../../functions/src/bigquery/warehouse.ts';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import type { JobConfiguration, JobReference } from '../../../functions/src/model/job.ts';
import type { TableField, TableName } from '../../../functions/src/model/table.ts';
import { clauseFor, type Implementation } from './contract.ts';
import { atOnce } from './journalPorts.ts';

export interface BigQueryPorts extends Pick<Deps, 'warehouse' | 'tables' | 'queries'> {
  projectId: string;
  /** A dataset in the US with nothing in it; its name differs from that of every other test. */
  datasetId: string;
  /** Makes an object, and answers its gs:// URL. */
  putObject(name: string, content: string): Promise<string>;
  /** The time at BigQuery. */
  now(): Date;
}

const FIELDS: readonly TableField[] = [
  { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
  { name: 'name', type: 'STRING', mode: 'NULLABLE' },
];

const tableIn = ({ projectId, datasetId }: BigQueryPorts, tableId = 't'): TableName => ({
  ...{ projectId, datasetId, tableId },
});

const jobNamed = ({ projectId, datasetId }: BigQueryPorts, name: string): JobReference => ({
  ...{ projectId, location: 'US', jobId: `${datasetId}_${name}` },
});

/** Loads newline-delimited JSON into a table that is there. */
const loadOf = (destinationTable: TableName, ...sourceUris: string[]): JobConfiguration => ({
  load: { destinationTable, sourceUris, sourceFormat: 'NEWLINE_DELIMITED_JSON', writeDisposition: 'WRITE_APPEND' },
});

const lines = (...rows: object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Submits a job and answers what has become of it. */
async function done(ports: BigQueryPorts, name: string, configuration: JobConfiguration): Promise<JobState> {
  const job = jobNamed(ports, name);
  await ports.warehouse.submit(job, configuration);
  for (;;) {
    const state = await ports.warehouse.job(job);
    if (state?.state === 'DONE') return state;
  }
}

let asked = 0;
const byJson = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** The rows of a table, in the order of their JSON. */
async function rowsOf(ports: BigQueryPorts, table = 't'): Promise<object[]> {
  const query = `SELECT * FROM ${ports.datasetId}.${table}`;
  const rows: object[] = [];
  for await (const row of ports.queries.rows(query, jobNamed(ports, `rows_of_${table}_${asked++}`))) rows.push(row);
  return rows.sort(byJson);
}

const ROWS = [
  { id: 1, name: 'a' },
  { id: 2, name: 'b' },
];

/** A table of two rows. */
async function filled(ports: BigQueryPorts, tableId = 't'): Promise<TableName> {
  const table = tableIn(ports, tableId);
  await ports.tables.create(table, { fields: FIELDS });
  const uri = await ports.putObject(`${tableId}.json`, lines(...ROWS));
  expect((await done(ports, `fill_${tableId}`, loadOf(table, uri))).error).toBeUndefined();
  return table;
}

/** The same rows, as BigQuery's JSON has them. */
const AS_READ = [
  { id: '1', name: 'a' },
  { id: '2', name: 'b' },
];

const failed = (reason: string) => ({ name: 'Failure', reason });

function jobsContract(implementation: Implementation<BigQueryPorts>): void {
  const clause = clauseFor(implementation);

  describe('a job', () => {
    clause('is what was first submitted under its ID, once', async (ports) => {
      const { warehouse, tables } = ports;
      const table = tableIn(ports);
      await tables.create(table, { fields: FIELDS });
      const uri = await ports.putObject('a.json', lines(...ROWS));
      const job = jobNamed(ports, 'load');
      expect(await warehouse.job(job)).toBeUndefined();
      const answers = await atOnce(4, () => warehouse.submit(job, loadOf(table, uri)));
      expect(answers.sort()).toEqual(['existed', 'existed', 'existed', 'submitted']);
      const state = await done(ports, 'load', loadOf(table, 'gs://nowhere/other.json'));
      expect(state).toMatchObject({ error: undefined, rows: 2, badRecords: 0, ended: expect.any(Date) });
      expect(state.bytes).toBe(lines(...ROWS).length);
      expect(await rowsOf(ports)).toEqual(AS_READ);
      expect(await warehouse.job({ ...job, location: 'EU' })).toBeUndefined();
    });

    clause('that loads an object that is gone fails for that', async (ports) => {
      const table = await filled(ports);
      const uri = await ports.putObject('b.json', lines({ id: 3 }));
      const state = await done(ports, 'load', loadOf(table, uri, `${uri}.gone`));
      expect(state.error).toMatchObject({ reason: 'notFound', message: expect.stringContaining('b.json.gone') });
      expect(await rowsOf(ports)).toEqual(AS_READ);
    });

    clause('that loads a bad row names its file, and writes nothing', async (ports) => {
      const table = await filled(ports);
      const good = await ports.putObject('good.json', lines({ id: 3 }));
      const bad = await ports.putObject('bad.json', lines({ id: 4 }, { id: 5, nope: 1 }, { id: 6 }));
      const state = await done(ports, 'load', loadOf(table, good, bad));
      expect(state.error).toMatchObject({ reason: 'invalid', location: bad });
      expect(state.errors).toContainEqual({
        ...{ reason: 'invalid', location: bad },
        message: expect.stringMatching(/JSON parsing error in row starting at position 9: No such field: nope\.$/),
      });
      expect(state.errors.filter(({ location }) => location === good)).toEqual([]);
      expect(await rowsOf(ports)).toEqual(AS_READ);
    });

    clause('that may leave out bad rows loads the others', async (ports) => {
      const table = await filled(ports);
      const uri = await ports.putObject('bad.json', lines({ id: 3 }, { id: 'x' }, { id: 4 }));
      const { load } = loadOf(table, uri);
      const state = await done(ports, 'load', { load: { ...load, maxBadRecords: 1 } });
      expect(state).toMatchObject({ error: undefined, rows: 2, badRecords: 1 });
      expect(await rowsOf(ports)).toEqual([...AS_READ, { id: '3', name: null }, { id: '4', name: null }]);
    });

    clause('that loads makes the table it may make, and overwrites one where it is to', async (ports) => {
      const table = tableIn(ports, 'made');
      const uri = await ports.putObject('a.json', lines(...ROWS));
      const { load } = loadOf(table, uri);
      const made = { load: { ...load, schema: { fields: [...FIELDS] } } };
      const never = { load: { ...made.load, createDisposition: 'CREATE_NEVER' } };
      expect((await done(ports, 'never', never)).error).toMatchObject({ reason: 'notFound' });
      expect((await done(ports, 'make', made)).error).toBeUndefined();
      const again = { load: { ...load, writeDisposition: 'WRITE_TRUNCATE' } };
      expect((await done(ports, 'again', again)).error).toBeUndefined();
      expect(await rowsOf(ports, 'made')).toEqual(AS_READ);
    });

    clause('copies a table', async (ports) => {
      const [sourceTable, destinationTable] = [await filled(ports), tableIn(ports, 'copy')];
      const copy = { sourceTable, destinationTable, writeDisposition: 'WRITE_APPEND' };
      for (const n of [1, 2]) expect(await done(ports, `copy_${n}`, { copy })).toMatchObject({ error: undefined });
      expect(await rowsOf(ports, 'copy')).toEqual([...AS_READ, ...AS_READ].sort(byJson));
      const gone = { ...copy, sourceTable: tableIn(ports, 'gone') };
      expect((await done(ports, 'copy_gone', { copy: gone })).error).toMatchObject({ reason: 'notFound' });
    });

    clause('queries, into a table or for its first row', async (ports) => {
      const { warehouse, projectId, datasetId } = ports;
      await filled(ports);
      const text = `SELECT * FROM ${datasetId}.t`;
      const asked = { query: { query: text, useLegacySql: false } };
      expect((await done(ports, 'asked', asked)).error).toBeUndefined();
      expect(await warehouse.firstRow(jobNamed(ports, 'asked'))).toMatchObject({
        name: expect.stringMatching(/^[ab]$/),
      });
      const destinationTable = { projectId, datasetId, tableId: 'result' };
      const written = { query: { ...asked.query, destinationTable, writeDisposition: 'WRITE_TRUNCATE' } };
      for (const n of [1, 2]) expect((await done(ports, `written_${n}`, written)).error).toBeUndefined();
      expect(await rowsOf(ports, 'result')).toEqual(AS_READ);
      const gone = { query: { ...asked.query, query: `SELECT * FROM ${datasetId}.gone` } };
      expect((await done(ports, 'gone', gone)).error).toMatchObject({ reason: 'notFound' });
    });

    clause('that changes rows says how many', async (ports) => {
      await filled(ports);
      await ports.tables.create(tableIn(ports, 'other'), { fields: FIELDS });
      const text = `INSERT INTO ${ports.datasetId}.other (id, name) SELECT * FROM ${ports.datasetId}.t`;
      const query = { query: text, useLegacySql: false };
      expect(await done(ports, 'insert', { query })).toMatchObject({ error: undefined, rows: 2 });
      expect(await rowsOf(ports, 'other')).toEqual(AS_READ);
    });

    clause('is in the list of those that were created since then', async (ports) => {
      const { warehouse, projectId } = ports;
      const since = ports.now();
      await filled(ports);
      const listed = async (from: Date): Promise<string[]> => {
        const names: string[] = [];
        for await (const page of warehouse.jobPages(projectId, from)) {
          for (const [jobId, state] of page) if (state === 'DONE') names.push(jobId);
        }
        return names;
      };
      expect(await listed(since)).toContain(`${ports.datasetId}_fill_t`);
      expect(await listed(new Date(ports.now().getTime() + 3_600_000))).toEqual([]);
    });
  });
}

function tablesContract(implementation: Implementation<BigQueryPorts>): void {
  const clause = clauseFor(implementation);

  describe('a table', () => {
    clause('is made once, as it was first asked for', async (ports) => {
      const { tables } = ports;
      const table = tableIn(ports);
      expect(await tables.find(table)).toBeUndefined();
      expect(await tables.find({ ...table, datasetId: 'nowhere' })).toBeUndefined();
      const layout = { timePartitioning: { type: 'DAY' }, clustering: { fields: ['id'] } };
      expect(await tables.create(table, { fields: FIELDS, layout })).toBe('created');
      expect(await tables.create(table, { fields: [] })).toBe('existed');
      const partition = { ...table, tableId: 't$20260131' };
      // When it was modified is the service's to tell; the one in memory does not.
      const { modified: _, ...found } = (await tables.find(partition)) ?? {};
      expect(found).toEqual({ name: partition, fields: FIELDS, ...layout });
      await expect(tables.create({ ...table, datasetId: 'nowhere' }, { fields: [] })).rejects.toMatchObject(
        failed('notFound'),
      );
    });

    clause('gets the columns that several add at the same time', async (ports) => {
      const { tables } = ports;
      const table = tableIn(ports);
      await tables.create(table, { fields: FIELDS });
      await tables.changeFields(table, () => undefined);
      const column = (name: string): TableField => ({ name, type: 'STRING', mode: 'NULLABLE' });
      await atOnce(3, (n) => tables.changeFields(table, (fields) => [...fields, column(`c${n}`)]));
      const names = (await tables.find(table))?.fields.map(({ name }) => name) ?? [];
      expect(names.slice(0, 2)).toEqual(['id', 'name']);
      expect(names.slice(2).sort()).toEqual(['c0', 'c1', 'c2']);
    });

    clause('loses no column', async (ports) => {
      const { tables } = ports;
      const table = await filled(ports);
      await expect(tables.changeFields(table, (fields) => fields.slice(1))).rejects.toMatchObject(failed('invalid'));
      expect((await tables.find(table))?.fields).toHaveLength(2);
      const gone = tables.changeFields(tableIn(ports, 'gone'), (fields) => fields);
      await expect(gone).rejects.toMatchObject(failed('notFound'));
    });

    clause('is dropped, also where it is gone already', async (ports) => {
      const { tables } = ports;
      const table = await filled(ports);
      await tables.drop(table);
      expect(await tables.find(table)).toBeUndefined();
      await tables.drop(table);
      await expect(tables.setExpiry(table, new Date('2099-01-01'))).rejects.toMatchObject(failed('notFound'));
    });

    clause('takes streamed rows', async (ports) => {
      const { tables } = ports;
      const table = tableIn(ports);
      await tables.create(table, { fields: FIELDS });
      await tables.insert(
        table,
        ROWS.map((json, n) => ({ insertId: `row ${n}`, json })),
      );
      expect(await rowsOf(ports)).toEqual(AS_READ);
      const gone = tables.insert(tableIn(ports, 'gone'), [{ insertId: '1', json: {} }]);
      await expect(gone).rejects.toMatchObject(failed('notFound'));
    });

    clause('takes streamed rows all or none', async (ports) => {
      const { tables } = ports;
      const table = tableIn(ports);
      await tables.create(table, { fields: FIELDS });
      const rows = [
        { insertId: '1', json: { id: 1 } },
        { insertId: '2', json: { id: 2, nope: 1 } },
      ];
      await expect(tables.insert(table, rows)).rejects.toMatchObject({
        ...{ name: 'Failure', cause: { name: 'PartialFailureError' } },
      });
      expect(await rowsOf(ports)).toEqual([]);
    });
  });

  describe('a dataset', () => {
    clause('stays where it was made', async (ports) => {
      const { tables, warehouse, projectId } = ports;
      const dataset = { projectId, datasetId: `${ports.datasetId}_new` };
      await expect(warehouse.locationOf(dataset)).rejects.toMatchObject(failed('notFound'));
      await tables.ensureDataset(dataset, 'US');
      await tables.ensureDataset(dataset, 'US');
      expect(await warehouse.locationOf(dataset)).toBe('US');
    });
  });
}

export function bigQueryContract(implementation: Implementation<BigQueryPorts>): void {
  jobsContract(implementation);
  tablesContract(implementation);
}
