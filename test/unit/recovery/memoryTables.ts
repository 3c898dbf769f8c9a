import type { Tables } from '../../../functions/src/bigquery/tables.ts';
import { fullTableName, type TableField, type TableName } from '../../../functions/src/model/table.ts';

/** Tables in memory: as much of them as recovery uses. */
export function memoryTables(columns: Record<string, readonly TableField[]>) {
  const kept = new Map(Object.entries(columns));
  const unused = (): Promise<never> => Promise.reject(new Error('not expected'));
  const tables: Tables = {
    async find(name) {
      const fields = kept.get(fullTableName(name));
      return fields && { name, fields };
    },
    async changeFields(name, change) {
      const fields = kept.get(fullTableName(name));
      if (fields === undefined) throw new Error(`no table ${fullTableName(name)}`);
      kept.set(fullTableName(name), change(fields) ?? fields);
    },
    create: unused,
    setExpiry: unused,
    createView: unused,
    setUpkeep: unused,
    drop: unused,
    ensureDataset: unused,
    insert: unused,
  };
  return { tables, columnsOf: (name: TableName) => (kept.get(fullTableName(name)) ?? []).map((field) => field.name) };
}
