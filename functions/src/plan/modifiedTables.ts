import type { PlannedJob, Process } from '../model/process.ts';
import { jobPath } from './jobPath.ts';
import { loadTable } from './loadJob.ts';
import { MOVE, movePath } from './move/moveJob.ts';
import { isLoadPath } from './remainingLoads.ts';

/** A table as a job names it. */
interface JobTable {
  projectId?: string | null;
  datasetId?: string | null;
  tableId?: string | null;
}

/**
 * The table that a step of a process modified, by the path of the step: a load, a copy or a query that appends to it or overwrites it.
 * DML modifies nothing that BigQuery's limit of a day counts (quotas and limits: standard tables), nor does an extract.
 */
export function modifiedTables({ plan: { ingestion }, jobs }: Pick<Process, 'plan' | 'jobs'>) {
  const byPath = new Map(Object.entries(jobs).flatMap(([place, planned]) => pathsOf(place, planned)));
  return (path: string): JobTable | undefined => {
    if (isLoadPath(path)) return ingestion && loadTable(ingestion);
    const { copy, query } = byPath.get(path)?.configuration ?? {};
    return copy?.destinationTable ?? query?.destinationTable;
  };
}

const pathsOf = (place: string, jobs: readonly PlannedJob[]): [string, PlannedJob][] =>
  jobs.map((job, index) => [place === MOVE ? movePath(index) : jobPath(place, index, jobs.length), job]);
