import type { Process, Step } from '../model/process.ts';
import { brief } from './brief.ts';
import type { RowOf } from './columns.ts';
import type { JOB_COLUMNS } from './historyTables.ts';
import { dayOf, destinationOf } from './processRow.ts';

type JobRow = RowOf<typeof JOB_COLUMNS>;

/** A row for each BigQuery job of a process. */
export const jobRows = (process: Process, recorded: Date): JobRow[] =>
  process.steps.flatMap((step) => (step.job ? [jobRow(process, step, recorded)] : []));

function jobRow({ processId, plan, started }: Process, step: Step, recorded: Date): JobRow {
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
