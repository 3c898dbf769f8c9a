import type { Engine } from '../engine/engine.ts';
import type { Session } from '../engine/session.ts';
import { type DatasetRef, sqlName, sqlSchema, type TableRef, tableName } from '../schema/names.ts';
import type { CatalogChange } from './catalogChange.ts';
import type { DatasetMeta, TableMeta } from './meta.ts';
import { type Entry, removeTableEntries, writeEntry } from './store.ts';

/** Changes to one project: rows, tables and what is known of them, which become real together or not at all. */
export interface Transaction {
  readonly session: Session;
  readonly projectId: string;
  findTable(ref: TableRef): TableMeta | undefined;
  putDataset(meta: DatasetMeta): Promise<void>;
  /** Drops the dataset with its tables. */
  removeDataset(ref: DatasetRef): Promise<void>;
  /** Keeps what is known of a table; making or changing the table itself is the caller's. */
  putTable(meta: TableMeta): Promise<void>;
  /** Drops the table or view. */
  removeTable(ref: TableRef): Promise<void>;
  /** Takes away what is known of a table, and leaves the table. */
  forgetTable(ref: TableRef): Promise<void>;
  /** Keeps that a job has done its work, so that after a crash it is not run again. */
  putFinishedJob(id: string, outcome: unknown): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

export interface TransactionOptions {
  engine: Engine;
  projectId: string;
  findTable(ref: TableRef): TableMeta | undefined;
  /** Whether what is known of a dataset or table was kept by an earlier transaction. */
  isKept(ref: DatasetRef & Partial<TableRef>): boolean;
  apply(change: CatalogChange): void;
  /** The connection to run on, which then stays open; else the transaction has one of its own. */
  session?: Session | undefined;
}

export async function beginTransaction(options: TransactionOptions): Promise<Transaction> {
  const { engine, projectId } = options;
  const session = options.session ?? (await engine.connect());
  const release = (): void => (options.session ? undefined : session.close());
  await session.run('BEGIN');
  const changes: CatalogChange[] = [];
  /** What is to be kept, by kind and ID: written with the commit, for a statement costs as much as a small file. */
  const entries = new Map<string, Entry & { isNew: boolean }>();

  function keep(entry: Entry, isNew: boolean): void {
    if (engine.isDurable) entries.set(`${entry.kind} ${entry.id}`, { ...entry, isNew });
  }

  const keepTable = (ref: TableRef, value: TableMeta | undefined): void =>
    keep({ kind: 'tables', id: entryId(ref), value }, !options.isKept(ref));

  const keepDataset = (ref: DatasetRef, value: DatasetMeta | undefined): void =>
    keep({ kind: 'datasets', id: ref.datasetId, value }, !options.isKept(ref));

  async function dropDataset(ref: DatasetRef): Promise<void> {
    await session.run(`DROP SCHEMA IF EXISTS ${sqlSchema(ref)} CASCADE`);
    if (!engine.isDurable) return;
    for (const [key, { kind, id }] of entries) {
      if (kind === 'tables' && id.startsWith(`${ref.datasetId}.`)) entries.delete(key);
    }
    await removeTableEntries(session, ref);
  }

  function findTable(ref: TableRef): TableMeta | undefined {
    const name = tableName(ref);
    const change = changes.findLast(
      (candidate) =>
        (candidate.kind === 'putTable' && tableName(candidate.meta.ref) === name) ||
        (candidate.kind === 'removeTable' && tableName(candidate.ref) === name),
    );
    if (!change) return options.findTable(ref);
    return change.kind === 'putTable' ? change.meta : undefined;
  }

  async function forgetTable(ref: TableRef): Promise<void> {
    keepTable(ref, undefined);
    changes.push({ kind: 'removeTable', ref });
  }

  return {
    session,
    projectId,
    findTable,
    forgetTable,
    async putDataset(meta) {
      await session.run(`CREATE SCHEMA IF NOT EXISTS ${sqlSchema(meta.ref)}`);
      keepDataset(meta.ref, meta);
      changes.push({ kind: 'putDataset', meta });
    },
    async removeDataset(ref) {
      await dropDataset(ref);
      keepDataset(ref, undefined);
      changes.push({ kind: 'removeDataset', ref });
    },
    async putTable(meta) {
      keepTable(meta.ref, meta);
      changes.push({ kind: 'putTable', meta });
    },
    async removeTable(ref) {
      // A view has no table in DuckDB.
      await session.run(`DROP TABLE IF EXISTS ${sqlName(ref)}`);
      await forgetTable(ref);
    },
    async putFinishedJob(id, outcome) {
      keep({ kind: 'jobs', id, value: outcome }, true);
    },
    async commit() {
      for (const entry of entries.values()) await writeEntry(session, projectId, entry);
      await session.run('COMMIT');
      release();
      for (const change of changes) options.apply(change);
    },
    async rollback() {
      // An error that DuckDB calls fatal has ended the transaction already.
      await session.run('ROLLBACK').catch(() => undefined);
      release();
    },
  };
}

const entryId = ({ datasetId, tableId }: TableRef): string => `${datasetId}.${tableId}`;
