import type { TableField } from '../model/table.ts';

/** A column of a history table. */
interface Column {
  type: 'STRING' | 'INTEGER' | 'DATE' | 'TIMESTAMP' | 'RECORD';
  description: string;
  isList?: true;
  fields?: Columns;
}

export type Columns = Readonly<Record<string, Column>>;

/** A row has a value for each column; null where there is none to tell. */
export type RowOf<C extends Columns> = { readonly [N in keyof C]: unknown };

/** The columns as BigQuery's REST API words them. */
export const fieldsOf = (columns: Columns): TableField[] =>
  Object.entries(columns).map(([name, { type, description, isList, fields }]) => ({
    ...{ name, type, description, mode: isList ? 'REPEATED' : 'NULLABLE' },
    ...(fields ? { fields: fieldsOf(fields) } : undefined),
  }));
