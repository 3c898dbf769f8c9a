import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createQueries } from '../../functions/src/bigquery/queryRows.ts';
import { createTables, type Tables } from '../../functions/src/bigquery/tables.ts';
import { createWarehouse } from '../../functions/src/bigquery/warehouse.ts';
import { HISTORY_TABLES } from '../../functions/src/history/historyTables.ts';
import { historyWriter } from '../../functions/src/history/historyWriter.ts';
import type { Ingestion } from '../../functions/src/model/plan.ts';
import type { Process, Step } from '../../functions/src/model/process.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import type { TableHour } from '../../functions/src/monitor/model/observation.ts';
import { readHours } from '../../functions/src/monitor/readHours.ts';
import { realClock } from '../support/cloud/realClock.ts';
import { codeBlocks } from '../support/docs/documents.ts';
import { testSettings } from '../support/testSettings.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

const HOUR_MS = 3_600_000;
const TIB = 2 ** 40;

/** An hour ago: the last 24 hours, and the last day and today, hold it. */
const CREATED = new Date(Date.now() - HOUR_MS);
const after = (seconds: number): Date => new Date(CREATED.getTime() + seconds * 1000);

const file = (name: string, checksum: string, size = 1000): SourceFile => ({
  ...{
    bucket: 'landing',
    name: `data/orders/${name}`,
    generation: '1',
    size,
    checksum,
    created: CREATED.toISOString(),
  },
  received: after(1).getTime(),
});

const job = (jobId: string) => ({ projectId: PROJECT, location: 'US', jobId });

const load = (step: number, endedSec: number, more: Partial<Step> = {}): Step => ({
  ...{
    step,
    action: 'load',
    path: `Load[${step - 1}]`,
    state: 'done',
    job: job(`load_${endedSec}`),
    rows: 100,
    bytes: 1000,
  },
  ...{
    started: after(endedSec - 10),
    ended: after(endedSec),
    usage: { type: 'LOAD', created: after(endedSec - 20), slotMs: 1000 },
  },
  ...more,
});

function processOf(
  processId: string,
  destination: string,
  sources: readonly SourceFile[],
  more: Partial<Process>,
): Process {
  const plan = {
    ...{ processId, rule: 'gs://ops/rules/own.yaml', destination, sources, ingestion: DIRECT },
    mode: 'async',
  } as const;
  return {
    ...{ processId, status: 'done', steps: [], jobs: {}, waits: 0, started: after(2), progressed: after(2) },
    plan: { ...plan, onSuccess: [], onFailure: [], variables: {} },
    ...more,
  };
}

const REASON = 'JSON parsing error in row starting at position 43: No such field: note.';
const TO = 'gs://ops/invalid_schema/data/orders/b3.json';
const DENIED = {
  kind: 'permanent',
  reason: 'accessDenied',
  message: 'Access Denied: Dataset shop',
  details: [],
} as const;
const tableNamed = (tableId: string, datasetId = 'shop') => ({ projectId: PROJECT, datasetId, tableId });

const DIRECT: Ingestion = {
  ...{ load: {}, projectId: PROJECT, recovery: { maxReload: 15, addsFields: false } },
  destinations: [tableNamed('orders$20260131')],
};
const MOVE = {
  ...{ ...DIRECT, destinations: [tableNamed('clicks')] },
  transient: { autodetect: false, move: { source: tableNamed('clicks_4', 'temp') } },
} as unknown as Ingestion;
const MOVES: Process['jobs'] = {
  Move: [
    {
      ...{ action: 'query', purpose: 'move', dataset: tableNamed('clicks') },
      configuration: { query: { query: 'SELECT 1', destinationTable: tableNamed('clicks') } },
    },
  ],
};

const alone = processOf('1', 'shop.orders', [file('a.json', 'A==')], { steps: [load(1, 60)] });
const batch = processOf(
  '2',
  'shop.orders$20260131',
  [file('b1.json', 'A=='), file('b2.json', 'B=='), file('b3.json', 'C==')],
  {
    steps: [
      load(1, 90, {
        state: 'failed',
        error: { reason: 'invalid', message: REASON },
        next: { loads: [{ from: 0, to: 3, round: 1 }], removed: [2], told: [{ index: 2, reason: REASON, to: TO }] },
      }),
      load(2, 120, { rows: 40 }),
    ],
  },
);
const failed = processOf('3', 'shop.clicks', [file('c.json', 'D==')], {});
const moved = processOf('4', 'shop.clicks', [file('d.json', 'E==')], { steps: [load(1, 500)] });
const query: Step = {
  ...{ step: 2, action: 'query', path: 'Move[0]', state: 'done', job: job('move'), ended: after(600), rows: 90 },
  usage: { type: 'QUERY', created: after(590), slotMs: 7_200_000, processedBytes: TIB, billedBytes: TIB },
};
const queried: Process = {
  ...moved,
  plan: { ...moved.plan, ingestion: MOVE },
  steps: [...moved.steps, query],
  jobs: MOVES,
};

/** Each query of functions/OPERATIONS.md, by its title. */
function documentedQueries(): Map<string, string> {
  const blocks = codeBlocks('functions/OPERATIONS.md').filter(({ language }) => language === 'sql');
  return new Map(
    blocks.map(({ text }) => {
      const [, title = '', sql = ''] = /^-- (.*)\n([\s\S]*)$/.exec(text) ?? [];
      return [title, sql];
    }),
  );
}

const HOUR = new Date(Math.floor(after(60).getTime() / HOUR_MS) * HOUR_MS);
const sameHour = Math.floor(after(120).getTime() / HOUR_MS) === Math.floor(after(60).getTime() / HOUR_MS);

/** What each is to answer, but for columns that are left out here. */
const ANSWERS: Readonly<Record<string, readonly object[]>> = {
  'What failed in the last 24 hours': [
    { dest_table: null, what: 'file', status: 'Refused', message: 'its name has a *' },
    {
      dest_table: 'shop.clicks',
      what: 'process',
      status: 'failed',
      file: 'gs://landing/data/orders/c.json',
      message: DENIED.message,
    },
    {
      dest_table: 'shop.orders',
      what: 'file',
      status: 'Set aside',
      file: 'gs://landing/data/orders/b3.json',
      message: REASON,
    },
  ],
  'The files that took longest from upload to rows, this week': [
    { file_name: 'data/orders/d.json', dest_table: 'shop.clicks', lag_s: 600, process_id: '4' },
    { file_name: 'data/orders/b1.json', dest_table: 'shop.orders', lag_s: 120, process_id: '2' },
    { file_name: 'data/orders/b2.json', dest_table: 'shop.orders', lag_s: 120, process_id: '2' },
    { file_name: 'data/orders/a.json', dest_table: 'shop.orders', lag_s: 60, process_id: '1' },
  ],
  'Median and 95th percentile of that time, by table': [
    { dest_table: 'shop.clicks', median_s: 600, p95_s: 600 },
    { dest_table: 'shop.orders', median_s: 120, p95_s: 120 },
  ],
  'What each table cost in the last 30 days': [
    { dest_table: 'shop.clicks', jobs: 2, slot_hours: 2, dollars: 6.25 },
    { dest_table: 'shop.orders', jobs: 3, slot_hours: 0, dollars: 0 },
  ],
  'Files that were set aside: why, and where they are': [
    {
      file_name: 'data/orders/b3.json',
      first_error_column: 'note',
      first_error_position: 43,
      first_error_message: REASON,
      quarantined_to: TO,
    },
  ],
  'The files of a partition': [
    { file_name: 'data/orders/b1.json', status: 'Loaded', row_count: null },
    { file_name: 'data/orders/b2.json', status: 'Loaded', row_count: null },
    { file_name: 'data/orders/b3.json', status: 'Set aside', row_count: null, last_load_time: null },
  ],
  'The same content, loaded into a table more than once': [
    { dest_table: 'shop.orders', checksum: 'A==', copies: 2, names: 'data/orders/a.json, data/orders/b1.json' },
  ],
  'How fresh each table is': [
    { dest_table: 'shop.orders', loads_24h: 2, files_24h: 3, rows_24h: 140 },
    { dest_table: 'shop.clicks', loads_24h: 1, files_24h: 1, rows_24h: 100 },
  ],
  'All that became of a file': [
    { generation: '1', status: 'Loaded', row_count: 100, process_id: '1', first_error_message: null },
  ],
  'Which jobs used most, this week': [
    { job_id: 'move', type: 'QUERY', dest_table: 'shop.clicks', slot_ms: 7_200_000, bytes_billed: TIB, seconds: 10 },
    { type: 'LOAD', slot_ms: 1000, bytes_billed: null, seconds: 20 },
    { type: 'LOAD', slot_ms: 1000, bytes_billed: null, seconds: 20 },
  ],
};

let stub: StubProcess;

/** Everything is written twice, as if by invocations that died before they could say so; the second time BigQuery has forgotten the first. */
beforeAll(async () => {
  stub = await startStubProcess();
  const known = createTables(async () => stub.client());
  for (const time of [1, 2]) {
    const tables: Tables = {
      ...known,
      insert: (table, rows) =>
        known.insert(
          table,
          rows.map((row) => ({ ...row, insertId: `${row.insertId}_${time}` })),
        ),
    };
    const place = { projectId: PROJECT, datasetId: 'bqtail', location: 'US', days: 400 };
    const writer = historyWriter({
      place,
      tables,
      journal: { saidOf: async (asked) => asked.map(() => ({})) },
      clock: realClock(),
    });
    const told = [
      await writer.ofProcess(alone, { status: 'done', ended: after(70) }),
      await writer.ofProcess(batch, { status: 'done', ended: after(130) }),
      await writer.ofProcess(failed, { status: 'failed', error: DENIED, ended: after(140) }),
      await writer.ofProcess(queried, { status: 'done', ended: after(610) }),
      await writer.ofFiles([
        { ...file('x*', 'F=='), eventId: '9', status: 'refused', error: 'its name has a *', received: after(700) },
      ]),
    ];
    expect(told).toEqual(told.map(() => ({ outcome: 'written' })));
  }
}, 60_000);
afterAll(() => stub.remove());

const ask = async (query: string): Promise<Record<string, unknown>[]> => {
  const [rows] = await stub.client().query({ query, location: 'US' });
  return rows;
};

describe('the history', () => {
  it('has each outcome once in its views, and each column described', async () => {
    for (const [table, { view, columns }] of Object.entries(HISTORY_TABLES)) {
      const [[written], [seen]] = await Promise.all([
        ask(`SELECT COUNT(*) AS n FROM bqtail.${table}`),
        ask(`SELECT COUNT(*) AS n FROM bqtail.${view}`),
      ]);
      expect({ table, written }).toEqual({ table, written: { n: Number(seen?.['n']) * 2 } });
      const [metadata] = await stub.client().dataset('bqtail').table(table).getMetadata();
      const described = metadata.schema.fields.map(({ name, description }: Record<string, string>) => [
        name,
        description,
      ]);
      expect(Object.fromEntries(described)).toEqual(
        Object.fromEntries(Object.entries(columns).map(([name, { description }]) => [name, description])),
      );
    }
  });

  it('is asked ten questions and more by functions/OPERATIONS.md, each of which has its right answer here', () => {
    const titles = [...documentedQueries().keys()];
    expect(titles.length).toBeGreaterThan(10);
    expect(titles.toSorted()).toEqual([...Object.keys(ANSWERS), 'Rows by table and hour, since yesterday'].toSorted());
  });

  it.each(Object.keys(ANSWERS))('answers: %s', async (title) => {
    const rows = await ask(documentedQueries().get(title) ?? '');
    expect(rows).toMatchObject(ANSWERS[title] ?? []);
    expect(rows).toHaveLength(ANSWERS[title]?.length ?? 0);
  });

  it('answers: Rows by table and hour, since yesterday', async () => {
    const rows = await ask(documentedQueries().get('Rows by table and hour, since yesterday') ?? '');
    const orders = rows.filter(({ dest_table: table }) => table === 'shop.orders');
    expect(orders).toHaveLength(sameHour ? 1 : 2);
    expect(orders[0]).toMatchObject({ hour: { value: HOUR.toISOString() } });
    expect(orders.reduce((sum, row) => sum + Number(row['row_count']), 0)).toBe(140);
    expect(orders.reduce((sum, row) => sum + Number(row['files']), 0)).toBe(3);
  });
});

describe('what the monitor reads of it', () => {
  const clientFor = async () => stub.client();
  const hoursOf = (historyDataset: string) =>
    readHours({
      settings: testSettings({ projectId: PROJECT, historyDataset }),
      warehouse: createWarehouse(clientFor),
      queries: createQueries(clientFor),
      clock: realClock(),
    });

  it('is what ended in the last 24 hours, by table and hour', async () => {
    const hours = (await hoursOf('bqtail')) ?? [];
    const sums = (table: string) => {
      const own = hours.filter((hour) => hour.table === table);
      const sum = (number: (hour: TableHour) => number) => own.reduce((total, hour) => total + number(hour), 0);
      return {
        processes: sum(({ processes }) => processes),
        failed: sum(({ failed: some }) => some),
        files: [sum(({ filesLoaded }) => filesLoaded), sum(({ filesSetAside }) => filesSetAside)],
        rows: sum(({ rows }) => rows),
        bytes: sum(({ bytes }) => bytes),
        modifications: sum(({ modifications }) => modifications),
        lags: [...new Set(own.flatMap(({ lagsMs }) => lagsMs))].sort((a, b) => a - b),
      };
    };
    expect(sums('shop.orders')).toEqual({
      ...{ processes: 2, failed: 0, files: [3, 1], rows: 140, bytes: 3_000, modifications: 3, lags: [60_000, 120_000] },
    });
    expect(sums('shop.clicks')).toEqual({
      ...{ processes: 2, failed: 1, files: [1, 0], rows: 100, bytes: 1_000, modifications: 1, lags: [600_000] },
    });
    expect(hours.map(({ hour }) => hour.getTime())).toContain(HOUR.getTime());
  });

  it.each(['', 'elsewhere'])('is nothing where no history was written: %j', async (dataset) => {
    expect(await hoursOf(dataset)).toBeUndefined();
  });
});
