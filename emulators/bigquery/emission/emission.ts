import type { Node, TypeProto, ValueProto } from '../../googlesql/messages.ts';
import type { Field } from '../schema/field.ts';
import type { Column } from './terms/column.ts';

/** A table as DuckDB reads it. */
export interface ScannedTable {
  /** A name, or a query in parentheses. */
  source: string;
  /** All its columns, hidden ones too, in the order that GoogleSQL counts them. */
  fields: readonly Field[];
}

/** What a resolved statement is written with. */
export interface Emission {
  /** By the name that the statement calls it. */
  tables: ReadonlyMap<string, ScannedTable>;
  /** Parameters (`@name`) and constants, by upper-case name. */
  values: ReadonlyMap<string, { type: TypeProto; value: ValueProto }>;
  /** The columns of WITH queries, by name. */
  queries: Map<string, readonly Column[]>;
  /** The recursive queries that are being written, the innermost last. */
  recursions: { name: string; columns: readonly Column[] }[];
  /** A scan as a query, without parentheses. @throws NotEmitted */
  scan(node: Node): string;
  /** An expression, in parentheses wherever precedence could matter. @throws NotEmitted */
  expression(node: Node): string;
}
