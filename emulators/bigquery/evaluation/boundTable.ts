import type { Session } from '../engine/session.ts';
import type { Field } from '../schema/field.ts';

/** A table that a statement names. */
export interface BoundTable {
  /** `project.dataset.table`: what messages call it. */
  name: string;
  fields: readonly Field[];
  /** Columns that only those see who name them: `_PARTITIONTIME`. */
  hidden: readonly Field[];
  /** What DuckDB reads: a table's name, or a query in parentheses. A view is computed for it. */
  source(session: Session): Promise<string>;
}

/** Finds tables by the names of a path. @throws SqlError where there is none. */
export type Binder = (names: readonly string[], isTarget: boolean) => Promise<BoundTable>;
