import { describe, expect, it } from 'vitest';
import type { InsertRow, Tables } from '../../../functions/src/bigquery/tables.ts';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import { dispatch } from '../../../functions/src/dispatch/dispatch.ts';
import { failureOf } from '../../../functions/src/failure/failureOf.ts';
import { fieldsOf } from '../../../functions/src/history/columns.ts';
import { createHistory } from '../../../functions/src/history/createHistory.ts';
import { HISTORY_TABLES } from '../../../functions/src/history/historyTables.ts';
import { historyPlace } from '../../../functions/src/history/place.ts';
import { eventIdOf } from '../../../functions/src/model/eventId.ts';
import { JobError } from '../../support/cloud/bigquery/jobError.ts';
import { writerAtHand } from '../../support/cloud/memoryCloud.ts';
import { ServiceError } from '../../support/cloud/send.ts';
import { historyRows } from '../../support/historyRows.ts';
import { inMemory, type ProcessWorld, rows } from '../process/processWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
OnSuccess: [ { Action: delete } ]
`;

const KEPT = { rules: RULE, historyDataset: 'bqtail' };
const HOUR_MS = 3_600_000;

/** The same world, whose history sends its rows so. */
function sending(
  { deps }: ProcessWorld,
  insert: (tables: Tables, ...args: Parameters<Tables['insert']>) => Promise<void>,
): Deps {
  const { settings, journal, clock } = deps;
  const tables: Tables = { ...deps.tables, insert: (...args) => insert(deps.tables, ...args) };
  return { ...deps, history: createHistory({ place: historyPlace(settings), tables, journal, clock }, writerAtHand) };
}

const refusal = (error: Error) => failureOf(error, 'as asked', 'bigquery');
const away = () => refusal(new ServiceError(503, 'Service Unavailable', 'backendError'));

const statuses = ({ cloud }: ProcessWorld): unknown[] => historyRows(cloud, 'file_history').map(({ status }) => status);

const marks = ({ cloud: { firestore } }: ProcessWorld): unknown[] =>
  firestore.documents.paths('journal').flatMap((path) => firestore.documents.get(path)?.fields['historyDue'] ?? []);

describe('a history that cannot be written', () => {
  it('while BigQuery takes no rows for an hour: files are loaded meanwhile, and told of afterwards', () =>
    inMemory(KEPT, async (world) => {
      const { clock } = world.cloud;
      const back = clock.time() + HOUR_MS;
      let calls = 0;
      const deps = sending(world, async (tables, ...args) => {
        calls++;
        if (clock.time() < back) throw away();
        return tables.insert(...args);
      });
      const files = [1, 2, 3].map((id) => world.upload(`data/${id}.json`, rows(id)));
      const wrong = world.settle(deps);
      await clock.sleep(5 * 60_000);
      expect(world.ids()).toEqual([1, 2, 3]);
      expect(await Promise.all(files.map((file) => world.process(file)))).toMatchObject(
        files.map(() => ({ status: 'done' })),
      );
      expect(marks(world)).toHaveLength(3);
      expect(await wrong).toEqual([]);
      expect(clock.time()).toBeGreaterThanOrEqual(back);
      expect(statuses(world)).toEqual(['Loaded', 'Loaded', 'Loaded']);
      expect(marks(world)).toEqual([]);
      // Three calls a minute, however many processes are due.
      expect(calls).toBeLessThan(3 * 70);
    }));

  it('since its tables were made a moment ago, and BigQuery does not know them yet', () =>
    inMemory(KEPT, async (world) => {
      const { clock } = world.cloud;
      const known = clock.time() + 4 * 60_000;
      const deps = sending(world, async (tables, ...args) => {
        if (clock.time() < known)
          throw refusal(new ServiceError(404, 'Not found: Table own:bqtail.file_history', 'notFound'));
        return tables.insert(...args);
      });
      world.upload('data/a.json', rows(1));
      expect(await world.settle(deps)).toHaveLength(0);
      expect(statuses(world)).toEqual(['Loaded']);
    }));

  it('since BigQuery never answers: the process ends ten seconds later, and others do not wait at all', () =>
    inMemory(KEPT, async (world) => {
      const deps = sending(world, () => new Promise(() => undefined));
      const [first, second] = ['data/a.json', 'data/b.json'].map((name) => world.upload(name, rows(1)));
      if (first === undefined || second === undefined) throw new Error('two files were uploaded');
      for (const file of [first, second]) {
        await world.deliver(file, deps);
        // Each by itself: two that are done at one sweep would wait together.
        await dispatch(deps);
      }
      const began = world.cloud.clock.time();
      await world.deliver(await world.nextTask(), deps);
      expect(world.cloud.clock.time() - began).toBe(10_000);
      await world.deliver(await world.nextTask(), deps);
      expect(world.cloud.clock.time() - began).toBe(10_000);
      expect(marks(world)).toHaveLength(2);
      await world.settle();
      expect(statuses(world)).toEqual(['Loaded', 'Loaded']);
    }));

  it('since the account may not write there: the files are loaded, and dispatch says what is wrong', () =>
    inMemory(KEPT, async (world) => {
      const denied = refusal(new ServiceError(403, 'Access Denied: Table own:bqtail.file_history', 'accessDenied'));
      const deps = sending(world, () => Promise.reject(denied));
      const file = world.upload('data/a.json', rows(1));
      await world.deliver(file, deps);
      await world.deliver(await world.nextTask(), deps);
      expect(await world.process(file)).toMatchObject({ status: 'done' });
      await world.cloud.clock.sleep(2 * 60_000);
      expect((await dispatch(deps)).errors).toEqual([expect.stringContaining('Access Denied')]);
    }));
});

/** What the official client rejects with where BigQuery answers `insertErrors`. */
function partialFailure(all: readonly InsertRow[], isBad: (row: InsertRow) => boolean): Error {
  const errors = all.map((row) => ({
    errors: [isBad(row) ? { reason: 'invalid', message: 'as asked' } : { reason: 'stopped', message: '' }],
    row,
  }));
  return Object.assign(new Error('A failure occurred during this request.'), { name: 'PartialFailureError', errors });
}

it('a row that BigQuery refuses keeps no other out, of its process or of others, and dispatch names it once an hour', () =>
  inMemory({ ...KEPT, rules: `${RULE}Batch: { Window: { DurationInSec: 60 } }\n` }, async (world) => {
    const isBad = ({ json }: InsertRow): boolean => 'file_name' in json && json.file_name === 'data/2.json';
    const deps = sending(world, async (tables, table, all) => {
      if (all.some(isBad)) throw refusal(partialFailure(all, isBad));
      return tables.insert(table, all);
    });
    for (const id of [1, 2, 3]) world.upload(`data/${id}.json`, rows(id));
    const settling = world.settle(deps).catch(() => []);
    const named = () =>
      historyRows(world.cloud, 'file_history')
        .map(({ file_name: name }) => name)
        .sort();
    await world.cloud.clock.sleep(10 * 60_000);
    expect(named()).toEqual(['data/1.json', 'data/3.json']);
    expect(historyRows(world.cloud, 'process_history')).toMatchObject([{ files: 3, status: 'done' }]);
    world.upload('data/4.json', rows(4));
    await world.cloud.clock.sleep(10 * 60_000);
    expect(named()).toEqual(['data/1.json', 'data/3.json', 'data/4.json']);
    await settling;
    expect(marks(world)).toHaveLength(1);
  }));

describe('the tables of the history', () => {
  it('are made where there are none, with their views, by day, and expire after HISTORY_DAYS', () =>
    inMemory(KEPT, async (world) => {
      world.upload('data/a.json', rows(1));
      await world.settle();
      const { tables } = world.cloud.bigQuery;
      expect(tables.location({ projectId: 'own', datasetId: 'bqtail' })).toBe('us-central1');
      const names = tables.tablesOf('bqtail').map(({ reference }) => reference.tableId);
      const summaries = ['files_latest', 'table_freshness', 'errors_24h', 'cost_by_table'];
      expect(names.sort()).toEqual([...Object.keys(HISTORY_TABLES), 'files', 'processes', 'jobs', ...summaries].sort());
      for (const tableId of Object.keys(HISTORY_TABLES)) {
        expect(tables.get({ projectId: 'own', datasetId: 'bqtail', tableId }).layout).toMatchObject({
          timePartitioning: { type: 'DAY', field: 'day', expirationMs: String(400 * 24 * HOUR_MS) },
          clustering: { fields: ['dest_table', expect.any(String)] },
        });
      }
    }));

  it('get the columns that a later version has', () =>
    inMemory(KEPT, async (world) => {
      const { tables } = world.cloud.bigQuery;
      tables.createDataset({ projectId: 'own', datasetId: 'bqtail' }, 'EU');
      const { day, file_name: name } = HISTORY_TABLES.file_history.columns;
      const reference = { projectId: 'own', datasetId: 'bqtail', tableId: 'file_history' };
      tables.create(reference, { fields: fieldsOf({ day, file_name: name }) });
      world.upload('data/a.json', rows(1));
      await world.settle();
      expect(statuses(world)).toEqual(['Loaded']);
    }));

  it('are made anew where somebody deleted them', () =>
    inMemory(KEPT, async (world) => {
      world.upload('data/a.json', rows(1));
      await world.settle();
      for (const { reference } of world.cloud.bigQuery.tables.tablesOf('bqtail'))
        world.cloud.bigQuery.tables.remove(reference);
      world.upload('data/b.json', rows(2));
      await world.settle();
      expect(historyRows(world.cloud, 'file_history')).toMatchObject([{ file_name: 'data/b.json' }]);
    }));

  it('are not made where HISTORY_DATASET is empty', () =>
    inMemory({ rules: RULE }, async (world) => {
      world.upload('data/a.json', rows(1));
      await world.settle();
      expect(world.cloud.bigQuery.tables.tablesOf('')).toEqual([]);
      expect(world.ids()).toEqual([1]);
    }));
});

describe('a row of the history', () => {
  it('of a process has what monitoring needs', () =>
    inMemory({ ...KEPT, rules: `${RULE}Batch: { Window: { DurationInSec: 60 } }\n` }, async (world) => {
      const contents = [rows(1, 2), `${rows(3)}{"id":"x"}\n`];
      for (const [index, content] of contents.entries()) world.upload(`data/${index}.json`, content);
      await world.settle();
      expect(historyRows(world.cloud, 'process_history')).toMatchObject([
        {
          ...{ status: 'done', dest_table: 'shop.orders', dest_partition: null, mode: 'async', bucket: 'landing' },
          ...{
            files: 2,
            files_loaded: 1,
            files_set_aside: 1,
            files_failed: 0,
            row_count: 2,
            attempts: 2,
            jobs_failed: 1,
          },
          ...{ waits: 0, error_kind: null, lag_ms: expect.any(Number), duration_ms: expect.any(Number) },
        },
      ]);
      expect(historyRows(world.cloud, 'job_history')).toMatchObject([
        { type: 'LOAD', state: 'failed', error_reason: 'invalid', modified_table: 'shop.orders' },
        { type: 'LOAD', state: 'done', row_count: 2, modified_table: 'shop.orders' },
      ]);
      expect(historyRows(world.cloud, 'file_history')).toMatchObject([
        { file_name: 'data/0.json', status: 'Loaded', row_count: null, lag_ms: expect.any(Number) },
        {
          ...{ file_name: 'data/1.json', status: 'Set aside', last_load_time: null },
          ...{
            first_error_position: 24,
            first_error_column: 'id',
            quarantined_to: 'gs://ops/invalid_schema/data/1.json',
          },
        },
      ]);
    }));

  it.each([
    ['COPY', 'shop.orders'],
    ['QUERY', 'shop.orders'],
    ['DML', null],
  ])('of a job names the table that it modified: a move by %s', (method, modified) => {
    const dest = `Dest: { Table: shop.orders, Transient: { Dataset: temp, CopyMethod: ${method} } }`;
    return inMemory({ ...KEPT, rules: RULE.replace(/Dest: .*/, dest) }, async (world) => {
      const file = world.upload('data/a.json', rows(1));
      await world.settle();
      expect(statuses(world)).toEqual(['Loaded']);
      expect(historyRows(world.cloud, 'job_history')).toMatchObject([
        { path: 'Load[0]', modified_table: `temp.orders_${eventIdOf(file)}` },
        { path: 'Move[0]', modified_table: modified },
      ]);
    });
  });

  it('holds no more of a text than fits, and of a process of many steps no more than its last', () =>
    inMemory(KEPT, async (world) => {
      const error = new JobError({ reason: 'stopped', message: `${'é'.repeat(500_000)}` });
      world.cloud.bigQuery.behaviour = {
        ...world.cloud.bigQuery.behaviour,
        course: () => ({ pendingMs: 0, runMs: 0, error }),
      };
      world.upload('data/a.json', rows(1));
      await world.settle();
      expect(statuses(world)).toEqual(['Failed']);
      for (const table of ['file_history', 'process_history', 'job_history'] as const) {
        for (const row of historyRows(world.cloud, table)) expect(JSON.stringify(row).length).toBeLessThan(20_000);
      }
    }));
});

it('says once of a process whose file was overwritten, after its first load had failed, that it is superseded', () =>
  inMemory(KEPT, async (world) => {
    const { bigQuery } = world.cloud;
    const usual = bigQuery.behaviour;
    const error = new JobError({ reason: 'backendError', message: 'try again' });
    bigQuery.behaviour = { ...usual, course: () => ({ pendingMs: 0, runMs: 0, error }) };
    const file = world.upload('data/a.json', rows(1));
    await world.deliver(file);
    world.upload('data/a.json', rows(2));
    const task = await world.nextTask();
    bigQuery.behaviour = usual;
    await world.deliver(task);
    expect((await world.process(file))?.status).toBe('superseded');
    const own = historyRows(world.cloud, 'process_history').filter(({ process_id: id }) => id === eventIdOf(file));
    expect(own.map(({ status, last_step: step }) => [status, step])).toEqual([['superseded', 1]]);
  }));
