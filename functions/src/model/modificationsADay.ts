import { MODIFICATIONS_A_DAY } from '../rule/modificationLimits.ts';
import type { TableLayout } from './table.ts';

/** How often BigQuery lets a table of that layout be modified in a day. */
export function modificationsADay({ timePartitioning, rangePartitioning }: TableLayout): number {
  const { standard, byIngestionTime, byColumn } = MODIFICATIONS_A_DAY;
  if (rangePartitioning !== undefined || timePartitioning?.field !== undefined) return byColumn;
  return timePartitioning === undefined ? standard : byIngestionTime;
}
