import type { TableField, TableLayout } from '../../../../functions/src/model/table.ts';
import { ServiceError } from '../send.ts';

export interface TableReference {
  projectId: string;
  datasetId: string;
  /** May carry a partition decorator. */
  tableId: string;
}

export interface Row {
  values: Readonly<Record<string, unknown>>;
  /** The partition that it was written to by its decorator. */
  partition?: string;
}

export interface MemoryTable {
  reference: TableReference;
  fields: readonly TableField[];
  layout: TableLayout;
  rows: Row[];
  /** Milliseconds since the epoch: BigQuery deletes it then. */
  expires?: number;
  /** Changes with every change of its metadata. */
  etag: string;
  /** Of the streamed rows that BigQuery remembers: insert ID and when it came. */
  inserted: Map<string, number>;
}

export interface TableStore {
  /** Undefined where there is no such table (any more). A partition decorator is left out of account. */
  find(table: TableReference): MemoryTable | undefined;
  /** Throws 404. */
  get(table: TableReference): MemoryTable;
  /** Throws 404 where the dataset is missing, 409 where there is such a table. */
  create(table: TableReference, content: Partial<Pick<MemoryTable, 'fields' | 'layout' | 'expires'>>): MemoryTable;
  remove(table: TableReference): void;
  /** The location of a dataset. Throws 404. */
  location(dataset: { projectId: string; datasetId: string }): string;
  createDataset(dataset: { projectId: string; datasetId: string }, location: string): void;
  /** All tables of a dataset. */
  tablesOf(datasetId: string): MemoryTable[];
  /** The metadata changed. */
  touch(table: MemoryTable): void;
  /** Rows were written. */
  wrote(table: MemoryTable, rows: readonly Row['values'][]): void;
  /** Told of all rows that are written. */
  watch(watcher: (table: MemoryTable, rows: readonly Row['values'][]) => void): void;
}

export const tableName = ({ projectId, datasetId, tableId }: TableReference): string =>
  `${projectId}:${datasetId}.${tableId.split('$')[0]}`;

/** What stands after the $ of a table. */
export const partitionOf = ({ tableId }: TableReference): string | undefined => tableId.split('$')[1];

export function tableStore(clock: { time(): number }): TableStore {
  const datasets = new Map<string, string>();
  const tables = new Map<string, MemoryTable>();
  const watchers: Parameters<TableStore['watch']>[0][] = [];
  let etags = 0;
  const nextEtag = (): string => `e${++etags}`;
  const datasetName = ({ projectId, datasetId }: { projectId: string; datasetId: string }): string =>
    `${projectId}:${datasetId}`;

  function find(table: TableReference): MemoryTable | undefined {
    const name = tableName(table);
    const found = tables.get(name);
    if (found?.expires !== undefined && found.expires <= clock.time()) {
      tables.delete(name);
      return undefined;
    }
    return found;
  }

  function location(dataset: { projectId: string; datasetId: string }): string {
    const found = datasets.get(datasetName(dataset));
    if (found !== undefined) return found;
    throw new ServiceError(404, `Not found: Dataset ${datasetName(dataset)}`, 'notFound');
  }

  return {
    find,
    location,
    get(table) {
      const found = find(table);
      if (found) return found;
      throw new ServiceError(404, `Not found: Table ${tableName(table)}`, 'notFound');
    },
    create(reference, { fields = [], layout = {}, expires }) {
      location(reference);
      if (find(reference)) {
        throw new ServiceError(409, `Already Exists: Table ${tableName(reference)}`, 'duplicate');
      }
      const [tableId = ''] = reference.tableId.split('$');
      const table: MemoryTable = {
        ...{ reference: { ...reference, tableId }, fields, layout, rows: [], etag: nextEtag(), inserted: new Map() },
        ...(expires === undefined ? {} : { expires }),
      };
      tables.set(tableName(reference), table);
      return table;
    },
    remove(table) {
      if (find(table) === undefined) throw new ServiceError(404, `Not found: Table ${tableName(table)}`, 'notFound');
      tables.delete(tableName(table));
    },
    createDataset(dataset, where) {
      if (datasets.has(datasetName(dataset))) {
        throw new ServiceError(409, `Already Exists: Dataset ${datasetName(dataset)}`, 'duplicate');
      }
      datasets.set(datasetName(dataset), where);
    },
    tablesOf: (datasetId) =>
      [...tables.values()].filter(({ reference }) => reference.datasetId === datasetId && find(reference)),
    touch(table) {
      table.etag = nextEtag();
    },
    wrote(table, rows) {
      for (const watcher of watchers) watcher(table, rows);
    },
    watch: (watcher) => void watchers.push(watcher),
  };
}
