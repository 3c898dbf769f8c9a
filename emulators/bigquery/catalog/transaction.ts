import type { Engine } from '../engine/engine.ts';
import type { Session } from '../engine/session.ts';
import { type DatasetRef, sqlName, sqlSchema, type TableRef, tableName } from '../schema/names.ts';
import type { CatalogChange } from './catalogChange.ts';
import type { DatasetMeta, TableMeta } from './meta.ts';
import { putEntry, removeEntry, removeTableEntries } from './store.ts';

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
    await removeEntry(session, projectId, { kind: 'tables', id: entryId(ref) });
    changes.push({ kind: 'removeTable', ref });
  }

  return {
    session,
    projectId,
    findTable,
    forgetTable,
    async putDataset(meta) {
      await session.run(`CREATE SCHEMA IF NOT EXISTS ${sqlSchema(meta.ref)}`);
      await putEntry(session, projectId, { kind: 'datasets', id: meta.ref.datasetId, value: meta });
      changes.push({ kind: 'putDataset', meta });
    },
    async removeDataset(ref) {
      await session.run(`DROP SCHEMA IF EXISTS ${sqlSchema(ref)} CASCADE`);
      await removeTableEntries(session, ref);
      await removeEntry(session, projectId, { kind: 'datasets', id: ref.datasetId });
      changes.push({ kind: 'removeDataset', ref });
    },
    async putTable(meta) {
      await putEntry(session, projectId, { kind: 'tables', id: entryId(meta.ref), value: meta });
      changes.push({ kind: 'putTable', meta });
    },
    async removeTable(ref) {
      // A view has no table in DuckDB.
      await session.run(`DROP TABLE IF EXISTS ${sqlName(ref)}`);
      await forgetTable(ref);
    },
    putFinishedJob: (id, outcome) => putEntry(session, projectId, { kind: 'jobs', id, value: outcome }),
    async commit() {
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
