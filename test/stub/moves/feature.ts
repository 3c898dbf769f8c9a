import type { SideInput } from '../../../functions/src/model/moveSpec.ts';
import type { TableField } from '../../../functions/src/model/table.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A row of the temporary table with the rows joined to it, by alias; null where a LEFT JOIN found none. */
export interface Joined {
  row: Row;
  sides: Readonly<Record<string, Row | null>>;
}

/** What a rule may ask for while rows move: each part once as SQL and once as TypeScript. */
export interface Feature {
  name: string;
  criteria?: { sql: string; holds: (row: Row) => boolean };
  unique?: {
    columns: string[];
    key: (row: Row) => unknown[];
    /** Negative: the first row is the one to keep. */
    order?: { sql: string; compare: (a: Row, b: Row) => number };
  };
  transform?: Readonly<Record<string, { sql: string; value: (joined: Joined) => unknown }>>;
  sides?: readonly Side[];
  split?: Split;
  allowFieldAddition?: boolean;
  /** Columns of the temporary table that the destination lacks, and the other way round. */
  onlySource?: readonly string[];
  onlyDestination?: readonly TableField[];
}

export interface Side {
  input: SideInput;
  rows: readonly Row[];
  on: (row: Row, side: Row) => boolean;
}

interface Split {
  timeColumn?: string;
  clusterColumns?: string[];
  targets: readonly { suffix: string; when: string; holds: (joined: Joined) => boolean }[];
}
