import type { QueryRequest } from '../../rest/resources.ts';
import type { Field } from '../../schema/field.ts';

/**
 * A table as a statement names it.
 *
 * `tableId` is written as in the statement: it may carry a partition decorator (`t$20260131`, `t$__PARTITIONS_SUMMARY__`), end in
 * `*` (a wildcard table), or be a pseudo table (`INFORMATION_SCHEMA.TABLES` with its upper-case name, `__TABLES__`). For
 * INFORMATION_SCHEMA of a project or a region, `datasetId` is empty or the region (`region-us`).
 */
export interface TableId {
  projectId: string;
  datasetId: string;
  tableId: string;
}

/** A dataset as a statement names it. */
export interface DatasetId {
  projectId: string;
  datasetId: string;
}

/** A query parameter as the REST API carries it: named if it has a `name`, else positional. */
export type QueryParameter = NonNullable<QueryRequest['queryParameters']>[number];

/** What names and parameters of a statement mean. */
export interface NameContext {
  projectId: string;
  defaultDataset?: DatasetId | undefined;
  /** Whether the text is legacy SQL, which is run as far as `[project:dataset.table]` and `$__PARTITIONS_SUMMARY__` go. */
  legacy?: boolean | undefined;
  parameters?: readonly QueryParameter[] | undefined;
  /**
   * The DuckDB query (in parentheses) that stands for a table that is read: a partition, a wildcard, a pseudo table, or a table
   * partitioned by ingestion time. Undefined for a plain table, which is `"project"."dataset"."table"`. May throw, as for a table that is not there.
   */
  resolve(table: TableId): string | undefined;
}

/** BigQuery's `statementType`. */
export type DmlKind = 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE' | 'TRUNCATE_TABLE';
type TransactionKind = 'BEGIN_TRANSACTION' | 'COMMIT_TRANSACTION' | 'ROLLBACK_TRANSACTION';

/** How many rows a statement of DML has written. */
export interface DmlChange {
  insertedRowCount?: string;
  updatedRowCount?: string;
  deletedRowCount?: string;
}

/** What a statement of a script is to do, its names and values resolved. */
export type Statement =
  | {
      kind: 'SELECT';
      /** A query of DuckDB. */
      sql: string;
      fields: Field[];
    }
  | {
      kind: DmlKind;
      target: TableId;
      /** Writes, when the table's turn comes. */
      apply(): Promise<DmlChange>;
    }
  | { kind: TransactionKind | 'CREATE_FUNCTION' | 'ASSERT' }
  | CreateTable
  | CreateView
  | CreateSchema
  | AlterTable
  | AlterSchema
  | Drop;

/** CREATE [OR REPLACE] [TEMP] TABLE, also … AS SELECT, LIKE, CLONE and COPY. */
export interface CreateTable {
  kind: 'CREATE_TABLE' | 'CREATE_TABLE_AS_SELECT';
  /** Makes a temporary table, on DuckDB. */
  sql?: string;
  target: TableId;
  ddl: CreateTableDdl;
}

export interface CreateTableDdl {
  /** A temporary table lives in DuckDB's `temp.main` on the connection. */
  temporary: boolean;
  orReplace: boolean;
  ifNotExists: boolean;
  /** Undefined where the query or the source table gives them. */
  columns?: Field[];
  partitioning?: Partitioning;
  /** CLUSTER BY, in order. */
  clustering?: string[];
  options: Options;
  /** AS SELECT, for DuckDB. */
  query?: string;
  /** The fields of the query, where they are known. */
  queryFields?: Field[];
  /** LIKE: a table whose schema, partitioning and clustering are taken; CLONE and COPY: its rows too. */
  source?: { table: TableId; rows: boolean };
}

/** PARTITION BY. Without a field the table is partitioned by ingestion time. */
export type Partitioning =
  | { kind: 'time'; type: 'HOUR' | 'DAY' | 'MONTH' | 'YEAR'; field?: string }
  | { kind: 'range'; field: string; start: string; end: string; interval: string };

/** OPTIONS: the values as JSON has them. Times are ISO 8601. */
export type Options = Readonly<Record<string, OptionValue>>;
export type OptionValue = string | number | boolean | null | readonly OptionValue[];

export interface CreateView {
  kind: 'CREATE_VIEW';
  target: TableId;
  ddl: {
    orReplace: boolean;
    ifNotExists: boolean;
    /** Whether BigQuery computes the rows when they are read, or keeps them. */
    rows: 'computed' | 'materialized';
    columns?: string[];
    options: Options;
    /** The fields of the query. */
    fields: Field[];
    /** The view's query as it was written, GoogleSQL. */
    source: string;
  };
}

export interface CreateSchema {
  kind: 'CREATE_SCHEMA';
  dataset: DatasetId;
  ddl: { ifNotExists: boolean; options: Options };
}

export interface AlterTable {
  kind: 'ALTER_TABLE' | 'ALTER_VIEW';
  target: TableId;
  ddl: { ifExists: boolean; alterations: Alteration[] };
}

export interface AlterSchema {
  kind: 'ALTER_SCHEMA';
  dataset: DatasetId;
  ddl: { ifExists: boolean; options: Options };
}

/** One action of ALTER TABLE. Columns are paths: `a.b` is a field of the record `a`. */
export type Alteration =
  | { kind: 'addColumn'; column: Field; ifNotExists: boolean }
  | { kind: 'dropColumn'; column: string; ifExists: boolean }
  | { kind: 'renameColumn'; column: string; to: string; ifExists: boolean }
  | { kind: 'renameTable'; to: string }
  | { kind: 'setOptions'; options: Options }
  | { kind: 'setColumnOptions'; column: string; options: Options }
  | { kind: 'setDataType'; column: string; type: Field }
  | { kind: 'setDefault'; column: string; expression: string }
  | { kind: 'dropDefault'; column: string }
  | { kind: 'dropNotNull'; column: string };

export type Drop =
  | {
      kind: 'DROP_TABLE' | 'DROP_VIEW';
      /** Drops a temporary table, on DuckDB. */
      sql?: string;
      target: TableId;
      ddl: { ifExists: boolean };
    }
  | { kind: 'DROP_SCHEMA'; dataset: DatasetId; ddl: { ifExists: boolean; cascade: boolean } };
