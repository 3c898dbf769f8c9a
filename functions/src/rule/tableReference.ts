import { withPartition } from '../common/partition.ts';

/** A table as a rule names it. */
export interface TableReference {
  projectId?: string;
  datasetId: string;
  tableId: string;
  /** What follows the dollar sign: `20260131`, `__NULL__`, … */
  partition?: string;
}

/** `[project.]dataset.table[$partition]` */
export function referenceText({ projectId, datasetId, tableId, partition }: TableReference): string {
  const project = projectId === undefined ? '' : `${projectId}.`;
  return `${project}${datasetId}.${withPartition(tableId, partition)}`;
}
