import type { MemoryJob } from './memoryBigQuery.ts';
import { type TableReference, tableName } from './tableStore.ts';

/** The table whose modifications of the day a job is counted among; DML is not counted (Quotas and limits: tables). */
export function modifiedTable({ configuration: { load, copy, query } }: MemoryJob): string | undefined {
  const destination = load?.destinationTable ?? copy?.destinationTable ?? query?.destinationTable;
  return destination && tableName(destination as TableReference);
}
