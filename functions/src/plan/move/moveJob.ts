import type { JobConfiguration } from '../../model/job.ts';
import type { TableInfo, TableName } from '../../model/table.ts';

export interface MoveJob {
  action: 'copy' | 'query';
  purpose: 'cluster' | 'move' | 'countUnmatched';
  configuration: JobConfiguration;
  /** The dataset whose location the job runs in. */
  dataset: { projectId: string; datasetId: string };
}

/** A table by its name, a partition decorator left out of account; undefined where there is no such table. */
export type FindTable = (name: TableName) => TableInfo | undefined;

/** What the journal calls the moves of a process; `Move[0]` is the first. */
export const MOVE = 'Move';

export const movePath = (index: number): string => `${MOVE}[${index}]`;
