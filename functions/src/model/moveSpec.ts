import type { TableLayout, TableName } from './table.ts';

/** How rows get from the temporary table to where they belong, all variables filled in: plain JSON, kept with the plan. */
export interface MoveSpec {
  /** The temporary table, and what SQL calls it. */
  source: TableName;
  alias: string;
  /** `Dest.Table` with its partition decorator, if any. With `split` no row goes there. */
  destination: TableName;
  /** The rule's choice; COPY where nothing has to be computed, else QUERY, where it makes none. */
  method?: 'COPY' | 'QUERY' | 'DML';
  writeDisposition: string;
  createDisposition?: string;
  /** New columns may be added to the destination. */
  allowFieldAddition: boolean;
  /** An SQL condition on the temporary table's rows. */
  criteria?: string;
  uniqueColumns?: readonly string[];
  uniqueOrderBy?: string;
  /** SQL expressions by column. */
  transform?: Readonly<Record<string, string>>;
  sideInputs?: readonly SideInput[];
  split?: Split;
  /** What the rule says of a destination that has to be created. */
  layout: TableLayout;
}

export interface SideInput {
  /** A table, or else a subquery without its parentheses. */
  table?: TableName;
  from?: string;
  alias: string;
  on: string;
  inner: boolean;
}

export interface Split {
  /** The table that the rows are clustered in first, where `timeColumn` or `clusterColumns` is given. */
  clustered: TableName;
  timeColumn?: string;
  /** May be nested: `info.key`. */
  clusterColumns?: readonly string[];
  mapping: readonly { when: string; destination: TableName }[];
}
