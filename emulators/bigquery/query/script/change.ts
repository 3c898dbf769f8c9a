import type { NamedTable, PreparedStatement } from '../../evaluation/prepareStatement.ts';
import type { Placed, Running } from './scriptRun.ts';
import type { DmlKind } from './statement.ts';

/** A statement of DML, analyzed. */
export interface Change {
  statement: Placed;
  prepared: PreparedStatement;
  target: NamedTable;
  running: Running;
  /** The table that is changed, for DuckDB. */
  sql: string;
  kind: DmlKind;
}
