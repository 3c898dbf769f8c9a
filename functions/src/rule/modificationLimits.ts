/**
 * How often BigQuery lets a table be modified in a day (Quotas and limits: standard tables, partitioned tables). Jobs that failed
 * count, and DML does not.
 */
export const MODIFICATIONS_A_DAY = { standard: 1_500, byIngestionTime: 11_000, byColumn: 30_000 } as const;

/** How a table is partitioned, as its REST resource words it. */
interface Partitioning {
  timePartitioning?: { field?: string | undefined } | undefined;
  rangePartitioning?: object | undefined;
}

/** How often BigQuery lets a table that is partitioned so be modified in a day. */
export function modificationsADay({ timePartitioning, rangePartitioning }: Partitioning): number {
  const { standard, byIngestionTime, byColumn } = MODIFICATIONS_A_DAY;
  if (rangePartitioning !== undefined || timePartitioning?.field !== undefined) return byColumn;
  return timePartitioning === undefined ? standard : byIngestionTime;
}
