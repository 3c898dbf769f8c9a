import type { TableField, TableName } from '../model/table.ts';
import { mergeColumns } from '../plan/mergeColumns.ts';
import type { Tables } from './tables.ts';

/** Gives a table the columns that it lacks, nested ones too, as `mergeColumns` adds them. Doing it again changes nothing. */
export const addMissingColumns = (
  table: TableName,
  columns: readonly TableField[],
  tables: Pick<Tables, 'changeFields'>,
): Promise<void> =>
  tables.changeFields(table, (current) => {
    const { added, fields } = mergeColumns(current, columns);
    return added.length > 0 ? fields : undefined;
  });
