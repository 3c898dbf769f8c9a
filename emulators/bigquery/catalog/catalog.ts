import type { Engine } from '../engine/engine.ts';
import { createLocks, type Locks } from '../engine/locks.ts';
import type { Session } from '../engine/session.ts';
import { notFound } from '../errors/apiError.ts';
import { type DatasetRef, datasetName, type TableRef, tableName } from '../schema/names.ts';
import type { CatalogChange } from './catalogChange.ts';
import type { DatasetMeta, TableMeta } from './meta.ts';
import { createStore, readEntries } from './store.ts';
import { beginTransaction, type Transaction } from './transaction.ts';

interface DatasetNode {
  meta: DatasetMeta;
  tables: Map<string, TableMeta>;
}

/** What there is: projects, datasets, tables. Held in memory, and where rows outlive the server kept in the same transactions. */
export interface Catalog {
  readonly engine: Engine;
  /** One writer a table, under the table's name. */
  readonly locks: Locks;
  /** Makes the project where it is not there yet. */
  openProject(projectId: string): Promise<void>;
  projects(): string[];
  datasets(projectId: string): DatasetMeta[];
  findDataset(ref: DatasetRef): DatasetMeta | undefined;
  /** @throws ApiError `notFound` */
  dataset(ref: DatasetRef): DatasetMeta;
  tables(ref: DatasetRef): TableMeta[];
  /** undefined for a table that is not there, or whose time is over. */
  findTable(ref: TableRef): TableMeta | undefined;
  /** @throws ApiError `notFound` */
  table(ref: TableRef): TableMeta;
  /** Tables whose time is over but which still take space. */
  expiredTables(): TableMeta[];
  /** Begins a transaction that may write to this project; DuckDB allows one catalog a transaction. */
  begin(projectId: string, session?: Session): Promise<Transaction>;
  /** Runs work in a transaction: all of it is there in the end, rows and metadata, or nothing. */
  transact<T>(projectId: string, work: (transaction: Transaction) => Promise<T>, session?: Session): Promise<T>;
}

export async function openCatalog(engine: Engine): Promise<Catalog> {
  const projects = new Map<string, Map<string, DatasetNode>>();
  const opening = new Map<string, Promise<void>>();

  async function readProject(projectId: string): Promise<void> {
    await engine.attach(projectId);
    const nodes = new Map<string, DatasetNode>();
    if (engine.isDurable) await readEntriesInto(nodes, projectId);
    projects.set(projectId, nodes);
  }

  async function readEntriesInto(nodes: Map<string, DatasetNode>, projectId: string): Promise<void> {
    await createStore(engine, projectId);
    await engine.use(async (session) => {
      for (const meta of (await readEntries(session, projectId, 'datasets')).values() as Iterable<DatasetMeta>) {
        nodes.set(meta.ref.datasetId, { meta, tables: new Map() });
      }
      for (const meta of (await readEntries(session, projectId, 'tables')).values() as Iterable<TableMeta>) {
        nodes.get(meta.ref.datasetId)?.tables.set(meta.ref.tableId, meta);
      }
    });
  }

  function openProject(projectId: string): Promise<void> {
    const known = opening.get(projectId) ?? readProject(projectId);
    opening.set(projectId, known);
    known.catch(() => opening.delete(projectId));
    return known;
  }

  const nodeOf = ({ projectId, datasetId }: DatasetRef): DatasetNode | undefined =>
    projects.get(projectId)?.get(datasetId);

  const findDataset = (ref: DatasetRef): DatasetMeta | undefined => nodeOf(ref)?.meta;

  function dataset(ref: DatasetRef): DatasetMeta {
    const meta = findDataset(ref);
    if (!meta) throw notFound(`Not found: Dataset ${datasetName(ref)}`);
    return meta;
  }

  function findTable(ref: TableRef): TableMeta | undefined {
    const meta = nodeOf(ref)?.tables.get(ref.tableId);
    return meta && !isExpired(meta) ? meta : undefined;
  }

  async function begin(projectId: string, session?: Session): Promise<Transaction> {
    await openProject(projectId);
    return beginTransaction({
      engine,
      session,
      projectId,
      findTable,
      isKept(ref) {
        const node = nodeOf(ref);
        return ref.tableId === undefined ? node !== undefined : (node?.tables.has(ref.tableId) ?? false);
      },
      apply: (change) => applyChange(projects, change),
    });
  }

  for (const projectId of await engine.storedProjects()) await openProject(projectId);

  return {
    engine,
    locks: createLocks(),
    openProject,
    projects: () => [...projects.keys()].sort(),
    datasets: (projectId) => [...(projects.get(projectId)?.values() ?? [])].map(({ meta }) => meta),
    findDataset,
    dataset,
    tables: (ref) => [...(nodeOf(ref)?.tables.values() ?? [])].filter((meta) => !isExpired(meta)),
    findTable,
    table(ref) {
      dataset(ref);
      const meta = findTable(ref);
      if (!meta) throw notFound(`Not found: Table ${tableName(ref)}`);
      return meta;
    },
    expiredTables: () =>
      [...projects.values()].flatMap((nodes) =>
        [...nodes.values()].flatMap(({ tables }) => [...tables.values()].filter(isExpired)),
      ),
    begin,
    async transact(projectId, work, session) {
      const transaction = await begin(projectId, session);
      try {
        const result = await work(transaction);
        await transaction.commit();
        return result;
      } catch (error) {
        await transaction.rollback();
        throw error;
      }
    },
  };
}

const isExpired = ({ expirationTime }: TableMeta): boolean =>
  expirationTime !== undefined && expirationTime <= Date.now();

function applyChange(projects: Map<string, Map<string, DatasetNode>>, change: CatalogChange): void {
  const ref = 'meta' in change ? change.meta.ref : change.ref;
  const nodes = projects.get(ref.projectId);
  const node = nodes?.get(ref.datasetId);
  switch (change.kind) {
    case 'putDataset':
      nodes?.set(ref.datasetId, { meta: change.meta, tables: node?.tables ?? new Map() });
      return;
    case 'removeDataset':
      nodes?.delete(ref.datasetId);
      return;
    case 'putTable':
      node?.tables.set(change.meta.ref.tableId, change.meta);
      return;
    case 'removeTable':
      node?.tables.delete(change.ref.tableId);
      return;
  }
}
