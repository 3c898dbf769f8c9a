import { defined } from '../../common/defined.ts';
import type { JobConfiguration } from '../../model/job.ts';
import type { MoveSpec } from '../../model/moveSpec.ts';
import type { TableInfo } from '../../model/table.ts';
import { canCopy } from './canCopy.ts';
import type { FindTable, MoveJob } from './moveJob.ts';
import { fromSql } from './sourceSql.ts';
import { splitJobs } from './splitJobs.ts';
import { writeJob } from './writeSql.ts';

/**
 * The jobs, in order, that bring the rows of a loaded temporary table to where they belong. Throws a permanent Failure where
 * that cannot be done.
 */
export function planMove(spec: MoveSpec, tables: { source: TableInfo; find: FindTable }): { jobs: readonly MoveJob[] } {
  const { source, find } = tables;
  if (spec.split) return { jobs: splitJobs({ ...spec, split: spec.split }, tables) };
  const destination = find(spec.destination);
  const common = { purpose: 'move', dataset: spec.destination } as const;
  if (canCopy(spec, source, destination))
    return { jobs: [{ ...common, action: 'copy', configuration: copyJob(spec) }] };
  const write = { spec, source, target: spec.destination, destination, from: fromSql(spec, source) };
  return { jobs: [{ ...common, action: 'query', configuration: writeJob(write) }] };
}

const copyJob = ({ source, destination, writeDisposition, createDisposition }: MoveSpec): JobConfiguration => ({
  copy: defined({ sourceTable: source, destinationTable: destination, writeDisposition, createDisposition }),
});
