/**
 * How often BigQuery lets a table be modified in a day (Quotas and limits: standard tables, partitioned tables). Jobs that failed
 * count, and DML does not.
 */
export const MODIFICATIONS_A_DAY = { standard: 1_500, byIngestionTime: 11_000, byColumn: 30_000 } as const;
