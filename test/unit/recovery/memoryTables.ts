import { type TableField, type TableName, tableText } from '../../../functions/src/bigquery/table.ts';
import type { Tables } from '../../../functions/src/bigquery/tables.ts';

/** Tables in memory: as much of them as recovery uses. */
export function memoryTables(columns: Record<string, readonly TableField[]>) {
  const kept = new Map(Object.entries(columns));
  const unused = (): Promise<never> => Promise.reject(new Error('not expected'));
  const tables: Tables = {
    async find(name) {
      const fields = kept.get(tableText(name));
      return fields && { name, fields };
    },
    async changeFields(name, change) {
      const fields = kept.get(tableText(name));
      if (fields === undefined) throw new Error(`no table ${tableText(name)}`);
      kept.set(tableText(name), change(fields) ?? fields);
    },
    create: unused,
    setExpiry: unused,
    drop: unused,
    ensureDataset: unused,
    insert: unused,
  };
  return { tables, columnsOf: (name: TableName) => (kept.get(tableText(name)) ?? []).map((field) => field.name) };
}
