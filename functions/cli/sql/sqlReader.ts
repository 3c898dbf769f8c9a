import type { TableField, TableName } from '../../src/model/table.ts';

/** Reads GoogleSQL as BigQuery does. */
export interface SqlReader {
  /** What is wrong with a script's syntax, in BigQuery's words, with its place, from 1; undefined where nothing is. */
  syntaxError(script: string): Promise<{ message: string; line: number; column: number } | undefined>;
  /** What the names and types of a script mean, statement after statement. Syntax errors are none of its faults. */
  analyze(script: string, names: SqlNames): Promise<SqlAnalysis>;
  close(): Promise<void>;
}

/** A table whose columns are known. */
export interface KnownTable {
  fields: readonly TableField[];
  /** Whether it has `_PARTITIONTIME`. */
  isByIngestionTime: boolean;
}

/** What names of a script mean. */
export interface SqlNames {
  /** The project of tables that name none. */
  projectId: string;
  /** That of tables that name none. */
  defaultDataset?: { projectId: string; datasetId: string } | undefined;
  /** undefined where nobody knows the table's columns. */
  find(table: TableName): Promise<KnownTable | undefined>;
}

export interface SqlAnalysis {
  /** What BigQuery would refuse, in its words, and the index of its place in the script, where it has one. */
  fault?: { message: string; at?: number };
  /** The tables whose columns nobody knows: the statements that name them were not looked at. */
  unknown: readonly TableName[];
  /** The columns of the last query's rows, where they are known. */
  columns?: readonly TableField[];
  /** The tables that it makes or changes, by `fullTableName`, and the columns that they have then; undefined where they are not known. */
  changed: ReadonlyMap<string, readonly TableField[] | undefined>;
  /** Whether all of it was read: control flow and the like are not. */
  isWhole: boolean;
}
