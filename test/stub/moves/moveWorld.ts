import { expect } from 'vitest';
import { createTables, type Tables } from '../../../functions/src/bigquery/tables.ts';
import type { MoveSpec } from '../../../functions/src/model/moveSpec.ts';
import type { TableField, TableLayout, TableName } from '../../../functions/src/model/table.ts';
import { mergeColumns } from '../../../functions/src/plan/mergeColumns.ts';
import type { MoveJob } from '../../../functions/src/plan/move/moveJob.ts';
import { planMove } from '../../../functions/src/plan/move/planMove.ts';
import { temporaryLayout } from '../../../functions/src/plan/move/temporaryLayout.ts';
import { load, ndjson, runJob } from '../loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from '../stubProcess.ts';
import { compareText } from './expectedRows.ts';
import type { Row } from './feature.ts';

const DATASET = 'ds';

export interface Moved {
  jobs: readonly MoveJob[];
  /** Rows that a split left out. */
  unmatched: number | undefined;
}

/** A stub for a test file, and what tests of moves do with it. */
export interface MoveWorld {
  tables: Tables;
  /** A name that no other table has. */
  name(suffix?: string): TableName;
  create(
    table: TableName,
    content: { fields: readonly TableField[]; layout?: TableLayout; rows?: readonly Row[] },
  ): Promise<void>;
  /** Makes the temporary table as a process does, and runs the planned jobs in their order. */
  move(spec: MoveSpec, temporary: { fields: readonly TableField[]; rows: readonly Row[] }): Promise<Moved>;
  load(table: TableName, rows: readonly Row[]): Promise<void>;
  rows(table: TableName): Promise<Row[]>;
  query(sql: string): Promise<Row[]>;
  /** Drops the tables that a move had to do with: hundreds of them are more than the stub's memory holds. */
  dropMoved(): Promise<void>;
  remove(): Promise<void>;
}

export async function startMoveWorld(): Promise<MoveWorld> {
  const stub = await startStubProcess();
  const client = stub.client();
  await client.createDataset(DATASET);
  const tables = createTables(async (projectId) => stub.client(projectId));
  const moved = new Set<TableName>();
  let count = 0;

  async function addColumns(destinations: readonly TableName[], fields: readonly TableField[]): Promise<void> {
    for (const name of destinations) await tables.changeFields(name, (known) => mergeColumns(known, fields).fields);
  }

  const world: MoveWorld = {
    tables,
    name: (suffix = '') => ({ projectId: PROJECT, datasetId: DATASET, tableId: `m${++count}${suffix}` }),

    async create(table, { fields, layout, rows = [] }) {
      await tables.create(table, { fields, ...(layout ? { layout } : {}) });
      await loadRows(stub, table, rows);
    },

    async move(spec, { fields, rows }) {
      for (const name of [spec.source, ...(spec.split ? [spec.split.clustered] : []), ...destinationsOf(spec)])
        moved.add(name);
      const destination = await tables.find(spec.destination);
      await world.create(spec.source, { fields, layout: temporaryLayout(spec, destination), rows });
      if (spec.allowFieldAddition) await addColumns(destinationsOf(spec), fields);
      const { jobs } = planMove(spec, await tablesFor(spec, tables));
      let unmatched: number | undefined;
      for (const { configuration, purpose } of jobs) {
        const job = await runJob(stub, configuration);
        expect(job.status?.errorResult, configuration.query?.query).toBeUndefined();
        if (purpose !== 'countUnmatched') continue;
        const [[row]] = await client.job(job.jobReference?.jobId ?? '').getQueryResults();
        unmatched = row.unmatched;
      }
      return { jobs, unmatched };
    },

    load: (table, rows) => loadRows(stub, table, rows),

    rows: (table) => world.query(`SELECT * FROM \`${DATASET}.${table.tableId}\``),

    async query(sql) {
      const [rows] = await client.query({ query: sql });
      return sorted(rows.map(plain) as Row[]);
    },

    async dropMoved() {
      await Promise.all([...moved].map((name) => tables.drop(name)));
      moved.clear();
    },

    remove: () => stub.remove(),
  };
  return world;
}

async function loadRows(stub: StubProcess, { datasetId, tableId }: TableName, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const uri = `gs://rows/${tableId}.json`;
  await stub.putObject(uri, ndjson(...rows));
  const { status } = await load(stub, `${datasetId}.${tableId}`, {
    sourceUris: [uri],
    sourceFormat: 'NEWLINE_DELIMITED_JSON',
  });
  expect(status?.errorResult).toBeUndefined();
}

const destinationsOf = ({ destination, split }: MoveSpec): TableName[] =>
  split ? split.mapping.map((target) => target.destination) : [destination];

async function tablesFor(spec: MoveSpec, tables: Tables): Promise<Parameters<typeof planMove>[1]> {
  const info = await tables.find(spec.source);
  if (info === undefined) throw new Error('There is no temporary table');
  const found = await Promise.all(
    destinationsOf(spec).map(async (name) => [name.tableId, await tables.find(name)] as const),
  );
  const byName = new Map(found);
  return { source: info, find: ({ tableId }) => byName.get(tableId) };
}

/** Rows in an order that their content alone decides. */
export const sorted = (rows: readonly Row[]): Row[] => rows.toSorted((a, b) => compareText(contentOf(a), contentOf(b)));

/** Columns have no order here. */
const contentOf = (row: Row): string => JSON.stringify(Object.entries(row).toSorted(([a], [b]) => compareText(a, b)));

/** The client wraps dates and the like. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('value' in value && Object.keys(value).length === 1) return value.value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
