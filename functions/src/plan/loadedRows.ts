import { defined } from '../common/defined.ts';
import type { Process } from '../model/process.ts';
import { loadedAt } from './loadedAt.ts';

/** What a process tells of the rows of its files. */
export interface LoadedRows {
  /** When they were in the destination. */
  committed?: Date;
  /** BigQuery counts rows for the whole job: they are a file's where it was the only one. */
  rowsLoaded?: number;
  /** Rows loaded, plus bad rows that the rule lets go. */
  rowsParsed?: number;
}

export function loadedRows(process: Process): LoadedRows {
  const { plan, steps } = process;
  const loads = steps.filter(({ action }) => action === 'load');
  // After a reload it is the last that brought the rows.
  const load = loads.findLast(({ state }) => state === 'done') ?? loads[0];
  const rows = plan.sources.length === 1 ? load?.rows : undefined;
  return defined({
    committed: loadedAt(process),
    rowsLoaded: rows,
    rowsParsed: rows === undefined ? undefined : rows + (load?.badRecords ?? 0),
  });
}
