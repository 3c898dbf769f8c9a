import type { TableField } from '../../../src/rule/loadSchema.ts';
import type { Destination } from '../../../src/rule/schema.ts';

export type Format = 'CSV' | 'NEWLINE_DELIMITED_JSON' | 'AVRO' | 'PARQUET' | 'ORC';

/** A column as it has to be, or as the files say themselves that it is. */
export interface SeenColumn {
  field: TableField;
  /** What was seen that one should know, and decide about. */
  note?: string;
}

/** What the heads of files of one kind show. */
export interface Observation {
  format: Format;
  columns: readonly SeenColumn[];
  /** The files bring their columns along: a rule does not write them out. */
  bringsColumns: boolean;
  /** What the load has to be told of the format. */
  options: Partial<Destination>;
  /** Sentences about the format. */
  notes: readonly string[];
  /** How many rows were looked at; 0 where none were. */
  rows: number;
}

/** Why no rule can be proposed for a file, and what to do about it. */
export class NotLoadable extends Error {
  override readonly name = 'NotLoadable';
}
