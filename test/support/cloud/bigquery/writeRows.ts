import { JobError } from './jobError.ts';
import type { Values } from './parseRows.ts';
import { type MemoryTable, type Row, type TableStore, tableName } from './tableStore.ts';

interface NewRows {
  rows: readonly Values[];
  partition: string | undefined;
  /** WRITE_APPEND by default. */
  disposition: string | undefined;
}

/** Writes rows to a table, or to one of its partitions, all at once. */
export function writeRows(
  tables: TableStore,
  table: MemoryTable,
  { rows, partition, disposition = 'WRITE_APPEND' }: NewRows,
): void {
  const isMeant = (row: Row): boolean => partition === undefined || row.partition === partition;
  if (disposition === 'WRITE_EMPTY' && table.rows.some(isMeant)) {
    throw new JobError({ reason: 'duplicate', message: `Already Exists: Table ${tableName(table.reference)}` });
  }
  const kept = disposition.startsWith('WRITE_TRUNCATE') ? table.rows.filter((row) => !isMeant(row)) : table.rows;
  table.rows = [...kept, ...rows.map((values) => ({ values, ...(partition === undefined ? {} : { partition }) }))];
  tables.wrote(table, rows);
}
