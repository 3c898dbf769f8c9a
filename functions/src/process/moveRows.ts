import { defined } from '../common/defined.ts';
import { splitPartition } from '../common/partition.ts';
import type { Deps } from '../deps/deps.ts';
import { Failure, permanent } from '../failure/failure.ts';
import type { TransientIngestion } from '../model/plan.ts';
import type { PlannedJob, Process } from '../model/process.ts';
import { fullTableName, type TableInfo, type TableName } from '../model/table.ts';
import { mergeColumns } from '../plan/mergeColumns.ts';
import { MOVE } from '../plan/move/moveJob.ts';
import { planMove } from '../plan/move/planMove.ts';
import { type Context, isBlocked, noteNoJob, type Progress } from './context.ts';
import { dueMoveJob } from './dueJob.ts';
import { assertMayAct } from './mayAct.ts';
import { addNewColumns, createMissing, keepTemporary, prepareDestinations } from './prepareTables.ts';
import { recordJobs, recordNotes, recordStep } from './record.ts';
import { runJob } from './runJob.ts';

/** Moves the rows from the temporary table to where they belong, job after job, up to the first that it has to wait for. */
export async function moveRows(process: Process, context: Context): Promise<Progress> {
  const { ingestion } = process.plan;
  if (ingestion?.transient === undefined) return { process };
  const { transient } = ingestion;
  let current = await withMoves(process, ingestion, context);
  for (const [index, job] of (current.jobs[MOVE] ?? []).entries()) {
    const configure = async () => {
      await keepTemporary(transient, process, context.deps);
      return job.configuration;
    };
    const due = { ...dueMoveJob(ingestion, job, index), configure };
    const progress = await runJob(current, due, context);
    if (isBlocked(progress)) return told(progress, index);
    current = progress.process;
    if (job.purpose === 'countUnmatched') current = await noteUnmatched(current, due.path, context);
  }
  return { process: current };
}

/** Which table refused its rows, and which have theirs: a repetition goes on with the one that refused. */
function told({ process, failure, ...rest }: Progress, index: number): Progress {
  const jobs = process.jobs[MOVE] ?? [];
  const [table, ...others] = [jobs[index], ...jobs.slice(0, index)].map((job) => job && writtenBy(job));
  if (failure === undefined || table === undefined) return { process, ...rest, ...defined({ failure }) };
  const written = others.filter((other) => other !== undefined);
  const there =
    written.length > 0
      ? `; already written: ${written.join(', ')}; a replay continues with ${table}, and doubles no row`
      : '';
  const { kind, reason, details } = failure;
  const message = `the rows could not be moved to ${table}: ${failure.message}${there}`;
  return { process, ...rest, failure: new Failure({ kind, reason, message, details, cause: failure }) };
}

function writtenBy({ purpose, dataset: { projectId, datasetId, tableId } }: PlannedJob): string | undefined {
  return purpose === 'move' && tableId !== undefined ? fullTableName({ projectId, datasetId, tableId }) : undefined;
}

/**
 * The process with its moves worked out. They are planned once, when the load is done and the tables are as they are, and
 * kept in the journal: whoever resumes the process runs the same jobs.
 */
async function withMoves(process: Process, ingestion: TransientIngestion, context: Context): Promise<Process> {
  const { deps, notes } = context;
  if (process.jobs[MOVE]) return process;
  noteNoJob(context);
  assertMayAct(context);
  notes.push(...(await prepareDestinations(ingestion, deps)));
  await createMissing(ingestion, deps);
  await addNewColumns(ingestion, deps);
  const { jobs, dropped } = await plannedMoves(ingestion, deps);
  const noted = dropped.length > 0 ? await recordNotes(process, dropped, context) : process;
  return recordJobs(noted, { path: MOVE, jobs }, context);
}

async function plannedMoves({ load, transient, destinations }: TransientIngestion, { tables }: Deps) {
  const { move } = transient;
  const source = await tables.find(move.source);
  if (source === undefined) throw permanent('notFound', `the temporary table ${fullTableName(move.source)} is gone`);
  const found = new Map<string, Awaited<ReturnType<typeof tables.find>>>();
  for (const name of destinations) found.set(keyOf(name), await tables.find(name));
  const { jobs } = planMove(move, { source, find: (name) => found.get(keyOf(name)) });
  const encryption = load.destinationEncryptionConfiguration;
  return {
    jobs: encryption ? jobs.map((job) => encrypted(job, encryption)) : jobs,
    dropped: destinations.flatMap((name) => droppedFrom(source, { name, found: found.get(keyOf(name)) })),
  };
}

/** Columns of the temporary table that a destination lacks, by name: their values go nowhere by themselves. */
function droppedFrom(source: TableInfo, { name, found }: { name: TableName; found: TableInfo | undefined }): string[] {
  if (found === undefined) return [];
  const { added } = mergeColumns(found.fields, source.fields);
  if (added.length === 0) return [];
  const columns = `${added.length === 1 ? 'column' : 'columns'} ${added.join(', ')}`;
  return [
    `${columns} left out: ${fullTableName(name)} has no such column; add it there, or set Dest.AllowFieldAddition`,
  ];
}

/** Tables are looked up without their partition. */
const keyOf = (name: TableName): string => splitPartition(fullTableName(name)).table;

/** The key that the rule gives is for every table that gets rows. */
function encrypted(job: PlannedJob, destinationEncryptionConfiguration: object): PlannedJob {
  const { copy, query } = job.configuration;
  if (copy) return { ...job, configuration: { copy: { ...copy, destinationEncryptionConfiguration } } };
  if (!query?.destinationTable) return job;
  return { ...job, configuration: { query: { ...query, destinationEncryptionConfiguration } } };
}

/** Notes how many rows matched no condition of a split, from the query that counted them. */
async function noteUnmatched(process: Process, path: string, context: Context): Promise<Process> {
  const step = process.steps.find((one) => one.path === path && one.state === 'done');
  if (step?.job === undefined || step.rows !== undefined) return process;
  const row = await context.deps.warehouse.firstRow(step.job);
  const rows = Number(row?.['unmatched'] ?? 0);
  const notes = rows > 0 ? [`${rows} rows match no condition of Schema.Split, and are in no table`] : [];
  return recordStep(process, { ...step, rows, notes }, context);
}
