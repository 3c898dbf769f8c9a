import type { Expression, Query, Source, SqlType, TablePath } from './ast.ts';
import type { Position } from './errors.ts';

export type Dml = Insert | Update | Delete | Merge | Truncate;

/** Undefined stands for DEFAULT. */
export type Assigned = Expression | undefined;

export interface Insert extends Position {
  kind: 'insert';
  target: TablePath;
  columns?: readonly string[];
  from: Query | readonly (readonly Assigned[])[];
}

export interface Assignment {
  path: readonly string[];
  value: Assigned;
}

export interface Update extends Position {
  kind: 'update';
  target: TablePath;
  alias?: string;
  set: readonly Assignment[];
  from?: Source;
  where: Expression;
}

export interface Delete extends Position {
  kind: 'delete';
  target: TablePath;
  alias?: string;
  where: Expression;
}

export interface Truncate extends Position {
  kind: 'truncate';
  target: TablePath;
}

export interface Merge extends Position {
  kind: 'merge';
  target: TablePath;
  alias?: string;
  source: Source;
  on: Expression;
  branches: readonly MergeBranch[];
}

export interface MergeBranch {
  when: 'MATCHED' | 'NOT MATCHED' | 'NOT MATCHED BY SOURCE';
  condition?: Expression;
  action:
    | { kind: 'delete' }
    | { kind: 'update'; set: readonly Assignment[] }
    /** Without values: INSERT ROW. */
    | { kind: 'insert'; columns?: readonly string[]; values?: readonly Assigned[] };
}

/** Where a text stands in the script, for what is kept as written. */
export interface Extent {
  start: number;
  end: number;
}

export interface ColumnDefinition {
  name: string;
  type: SqlType;
  notNull: boolean;
  default?: Extent;
  options: readonly OptionNode[];
  /** Of the fields of a record, by their path in it (`a`, `a.b`). */
  fields: readonly { path: string; notNull: boolean; options: readonly OptionNode[] }[];
}

export interface OptionNode {
  name: string;
  value: Expression;
}

export interface CreateTableNode extends Position {
  kind: 'createTable';
  target: TablePath;
  temporary: boolean;
  orReplace: boolean;
  ifNotExists: boolean;
  columns?: readonly ColumnDefinition[];
  partitionBy?: Expression;
  clusterBy?: readonly string[];
  options: readonly OptionNode[];
  query?: Query;
  source?: { path: TablePath; rows: boolean };
}

export interface CreateViewNode extends Position {
  kind: 'createView';
  target: TablePath;
  orReplace: boolean;
  ifNotExists: boolean;
  materialized: boolean;
  columns?: readonly string[];
  options: readonly OptionNode[];
  query: Query;
  source: Extent;
}

export interface CreateSchemaNode extends Position {
  kind: 'createSchema';
  path: TablePath;
  ifNotExists: boolean;
  options: readonly OptionNode[];
}

export interface CreateFunctionNode extends Position {
  kind: 'createFunction';
  name: string;
  orReplace: boolean;
  parameters: readonly { name: string; type?: SqlType }[];
  returns?: SqlType;
  body: Expression;
}

export interface DropNode extends Position {
  kind: 'drop';
  what: 'TABLE' | 'VIEW' | 'SCHEMA';
  path: TablePath;
  ifExists: boolean;
  cascade: boolean;
}

export interface AlterNode extends Position {
  kind: 'alter';
  what: 'TABLE' | 'VIEW' | 'SCHEMA';
  path: TablePath;
  ifExists: boolean;
  actions: readonly AlterAction[];
}

export type AlterAction =
  | { kind: 'addColumn'; column: ColumnDefinition; ifNotExists: boolean }
  | { kind: 'dropColumn'; column: string; ifExists: boolean }
  | { kind: 'renameColumn'; column: string; to: string; ifExists: boolean }
  | { kind: 'renameTable'; to: string }
  | { kind: 'setOptions'; options: readonly OptionNode[] }
  | { kind: 'setColumnOptions'; column: string; options: readonly OptionNode[] }
  | { kind: 'setDataType'; column: string; type: SqlType }
  | { kind: 'setDefault'; column: string; expression: Extent; value: Expression }
  | { kind: 'dropDefault'; column: string }
  | { kind: 'dropNotNull'; column: string };

export type Ddl = CreateTableNode | CreateViewNode | CreateSchemaNode | CreateFunctionNode | DropNode | AlterNode;

export type Plain = (Position & { kind: 'query'; query: Query }) | Dml | Ddl | Transaction | Assert;

export interface Transaction extends Position {
  kind: 'transaction';
  what: 'BEGIN' | 'COMMIT' | 'ROLLBACK';
}

export interface Assert extends Position {
  kind: 'assert';
  condition: Expression;
  description?: string;
}
