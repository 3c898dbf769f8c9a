import type { TableInfo, TableName } from '../model/table.ts';
import type { Tables } from './tables.ts';

/** Creates a table with the columns and the layout of another one. */
export const createLike = (
  table: TableName,
  { name: _, fields, ...layout }: TableInfo,
  tables: Pick<Tables, 'create'>,
): Promise<unknown> => tables.create(table, { fields, layout });
