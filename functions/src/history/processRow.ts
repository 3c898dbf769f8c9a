import { defined } from '../common/defined.ts';
import { splitPartition } from '../common/partition.ts';
import type { Ending } from '../journal/claim.ts';
import type { JobReference } from '../model/job.ts';
import { urlOf } from '../model/places.ts';
import { nextStep, type Process, type Step } from '../model/process.ts';
import { fileOutcomes } from '../plan/fileOutcomes.ts';
import { loadedAt } from '../plan/loadedAt.ts';
import { brief } from './brief.ts';
import type { RowOf } from './columns.ts';
import type { PROCESS_COLUMNS } from './historyTables.ts';

/** More would make the row of a process of thousands of files large; the journal has them all. */
const MAX_STEPS = 1_000;
const MAX_NOTES = 200;

/** The row of a process that ended so. Made from the journal alone: whoever makes it again makes the same. */
export function processRow(process: Process, outcome: Ending, recorded: Date): RowOf<typeof PROCESS_COLUMNS> {
  const { processId, plan, steps, started, waits } = process;
  const { status, error, ended } = outcome;
  const [first] = plan.sources;
  const outcomeAt = fileOutcomes(process, outcome);
  const became = plan.sources.map((_, index) => outcomeAt(index).became);
  const filesThat = (one: string): number => became.filter((what) => what === one).length;
  const loads = steps.filter(({ action, state }) => action === 'load' && state === 'done');
  const loaded = filesThat('loaded') > 0 ? loadedAt(process) : undefined;
  const span = spanOf(plan.sources);
  return {
    day: dayOf(started),
    process_id: processId,
    replays: replaysOf(process),
    last_step: lastStep(process),
    status,
    ...destinationOf(plan),
    mode: plan.mode,
    bucket: first?.bucket ?? null,
    source: first ? urlOf(first) : null,
    group_id: plan.group?.id ?? null,
    files: plan.sources.length,
    files_loaded: filesThat('loaded'),
    files_set_aside: filesThat('setAside'),
    files_failed: filesThat('failed'),
    files_superseded: filesThat('superseded'),
    row_count: sum(loads.map(({ rows = 0 }) => rows)),
    bad_row_count: sum(loads.map(({ badRecords = 0 }) => badRecords)),
    bytes: sum(plan.sources.map(({ size }, index) => (became[index] === 'loaded' ? size : 0))),
    attempts: steps.filter(({ action }) => action === 'load').length,
    jobs_failed: steps.filter(({ job, state }) => job !== undefined && state === 'failed').length,
    waits,
    oldest_file: span ? new Date(span.oldest).toISOString() : null,
    newest_file: span ? new Date(span.newest).toISOString() : null,
    started: started.toISOString(),
    loaded: loaded?.toISOString() ?? null,
    ended: ended.toISOString(),
    lag_ms: loaded && span ? loaded.getTime() - span.oldest : null,
    duration_ms: ended.getTime() - started.getTime(),
    error_kind: error?.kind ?? null,
    error_reason: error?.reason ?? null,
    error_message: brief(error?.message),
    notes: notesOf(process).slice(0, MAX_NOTES).map(brief),
    job_ids: steps.flatMap(({ job }) => (job ? [jobName(job)] : [])).slice(-MAX_STEPS),
    steps: steps.slice(-MAX_STEPS).map(stepRecord),
    recorded: recorded.toISOString(),
  };
}

/** What a row says of where its files go. */
export function destinationOf({ rule, destination }: Pick<Process['plan'], 'rule' | 'destination'>) {
  const { table, partition = null } = splitPartition(destination);
  return { rule, dest_table: table, dest_partition: partition };
}

/** `yyyy-MM-dd`, UTC. */
export const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

/** How often it was replayed before. */
export const replaysOf = ({ replays = [] }: Pick<Process, 'replays'>): number => replays.length;

/** With `replaysOf` it tells the outcomes of one process apart. */
export const lastStep = (process: Process): number => nextStep(process) - 1;

const notesOf = ({ notes = [], steps }: Process): string[] => [...notes, ...steps.flatMap((step) => step.notes ?? [])];

const jobName = ({ projectId, location, jobId }: JobReference): string => `${projectId}:${location}.${jobId}`;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** When the oldest and the newest file were written, in milliseconds since the epoch; undefined where there are no files. */
function spanOf(sources: Process['plan']['sources']): { oldest: number; newest: number } | undefined {
  const times = sources.map(({ created }) => Date.parse(created)).sort((a, b) => a - b);
  const [oldest, newest] = [times[0], times.at(-1)];
  return oldest === undefined || newest === undefined ? undefined : { oldest, newest };
}

function stepRecord({ step, action, path, state, job, started, ended, rows, error, skipped }: Step): object {
  return defined({
    ...{ step, action, path, state, job_id: job?.jobId, started: started?.toISOString(), ended: ended.toISOString() },
    row_count: rows,
    error: brief(error?.message ?? skipped) ?? undefined,
  });
}
