import { defined } from '../common/defined.ts';
import { splitPartition } from '../common/partition.ts';
import type { Process, Step } from '../model/process.ts';
import { modifiedTables } from '../plan/modifiedTables.ts';
import { referenceText } from '../rule/tableReference.ts';
import { brief } from './brief.ts';
import type { RowOf } from './columns.ts';
import type { JOB_COLUMNS } from './historyTables.ts';
import { dayOf, destinationOf } from './processRow.ts';

type JobRow = RowOf<typeof JOB_COLUMNS>;

interface Recording {
  recorded: Date;
  /** The functions' own project, which names of tables leave out. */
  ownProjectId: string;
}

/** A row for each BigQuery job of a process. */
export function jobRows(process: Process, { recorded, ownProjectId }: Recording): JobRow[] {
  const modifiedBy = modifiedTables(process);
  const modified = (path: string): string | null => {
    const { projectId, datasetId, tableId } = modifiedBy(path) ?? {};
    if (!datasetId || !tableId) return null;
    const project = projectId && projectId !== ownProjectId ? projectId : undefined;
    return referenceText(defined({ projectId: project, datasetId, tableId: splitPartition(tableId).table }));
  };
  return process.steps.flatMap((step) =>
    step.job ? [{ ...jobRow(process, step, recorded), modified_table: modified(step.path) }] : [],
  );
}

function jobRow({ processId, plan, started }: Process, step: Step, recorded: Date): Omit<JobRow, 'modified_table'> {
  const { job, usage, error } = step;
  return {
    day: dayOf(started),
    project_id: job?.projectId,
    location: job?.location,
    job_id: job?.jobId,
    process_id: processId,
    ...destinationOf(plan),
    step: step.step,
    action: step.action,
    path: step.path,
    type: usage?.type ?? null,
    state: step.state,
    created: usage?.created?.toISOString() ?? null,
    started: step.started?.toISOString() ?? null,
    ended: step.ended.toISOString(),
    row_count: step.rows ?? null,
    bad_row_count: step.badRecords ?? null,
    bytes: step.bytes ?? null,
    output_bytes: usage?.outputBytes ?? null,
    bytes_processed: usage?.processedBytes ?? null,
    bytes_billed: usage?.billedBytes ?? null,
    slot_ms: usage?.slotMs ?? null,
    error_reason: error?.reason ?? null,
    error_message: brief(error?.message),
    recorded: recorded.toISOString(),
  };
}
