import type { Node, TypeProto } from '../../../googlesql/messages.ts';

/** zetasql.ResolvedColumnProto: `columnId` is one column's alone in a whole statement. */
export interface Column {
  columnId: string;
  name: string;
  type: TypeProto;
}

/** What a column is called in DuckDB, quoted. */
export const columnName = ({ columnId }: Pick<Column, 'columnId'>): string => `"c${columnId}"`;

export const columnsIn = (node: Node, list = 'columnList'): Column[] => (node[list] ?? []) as Column[];

export const columnIn = (node: Node, member = 'column'): Column => node[member] as Column;
