import { addMissingColumns } from '../bigquery/addMissingColumns.ts';
import type { Deps } from '../deps/deps.ts';
import { permanent } from '../failure/failure.ts';
import type { Ingestion, Plan } from '../model/plan.ts';
import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { loadJob, loadTable } from '../plan/loadJob.ts';
import { hasLoaded, isSuperseded, remainingLoads } from '../plan/remainingLoads.ts';
import { areRowsThere } from './areRowsThere.ts';
import { beginAfresh, checkLoaded } from './checkLoaded.ts';
import { type Context, isBlocked, type Progress } from './context.ts';
import { dueLoadJob } from './dueJob.ts';
import { hasActed } from './hasActed.ts';
import { assertMayAct } from './mayAct.ts';
import { keepTemporary, prepareDestinations, prepareTemporary } from './prepareTables.ts';
import { recordSuperseded } from './record.ts';
import { recoverFailedLoad } from './recoverFailedLoad.ts';
import { beginReplacing } from './replace.ts';
import { type RunnableJob, runJob } from './runJob.ts';
import { setAsideEmpty } from './setAsideEmpty.ts';
import { supersededAmong } from './superseded.ts';

/**
 * Runs the load jobs of a process, one after the other, up to the first that it has to wait for. Once all are done it looks
 * whether what was loaded is still what was meant, and begins afresh where it is not and that can be mended.
 */
export async function loadFiles(process: Process, context: Context): Promise<Progress> {
  const hasBegun = process.steps.some(({ path }) => path.startsWith('Load['));
  const checked = hasBegun ? process : await setAsideEmpty(process, context);
  const begun = await afreshIfReplayed(checked, context);
  const isDirect = begun.plan.ingestion?.transient === undefined;
  let current = isDirect && !hasLoaded(begun) ? await beginReplacing(begun, context) : begun;
  for (;;) {
    const due = dueLoad(current, context);
    if (due === undefined) {
      const checked = await checkLoaded(current, context);
      if (!checked.isAfresh) {
        await extendTemplate(checked.process, context);
        return allLoaded(checked.process);
      }
      current = checked.process;
      continue;
    }
    const progress = await runLoad(current, due, context);
    if (isBlocked(progress)) return progress;
    current = progress.process;
  }
}

/**
 * The temporary table of a process that failed is gone with its rows, or holds what a plan of before made of them: a replay fills
 * an empty one.
 */
async function afreshIfReplayed(process: Process, context: Context): Promise<Process> {
  const { plan, replays = [], steps } = process;
  const { transient } = plan.ingestion ?? {};
  const from = replays.at(-1)?.from;
  if (transient === undefined || from === undefined || areRowsThere(process)) return process;
  if (steps.some(({ step, path }) => step >= from && /^(?:Load|Afresh|Move)\[/.test(path))) return process;
  return (await beginAfresh(process, { transient, why: 'the process is replayed' }, context)).process;
}

/** Columns that came with files that were loaded are for the template as well; files that were refused have changed nothing. */
async function extendTemplate({ plan, steps }: Process, { deps: { tables } }: Context): Promise<void> {
  const { recovery, template } = plan.ingestion ?? {};
  const isOver = hasActed({ steps }) || steps.some(({ path }) => path.startsWith('Move['));
  const isReloaded = steps.some(({ next }) => next !== undefined && next.loads.length > 0);
  if (plan.ingestion === undefined || template === undefined || !recovery?.addsFields || isOver || !isReloaded) return;
  const loaded = await tables.find(loadTable(plan.ingestion));
  if (loaded === undefined || (await tables.find(template)) === undefined) return;
  await addMissingColumns(template, loaded.fields, tables);
}

type DueLoad = RunnableJob & { ingestion: Ingestion; sources: readonly SourceFile[] };

/** One load, or what became of it: fewer files, where some were overwritten, or other loads, where it failed for its data. */
async function runLoad(process: Process, due: DueLoad, context: Context): Promise<Progress> {
  try {
    const progress = await runJob(process, due, context);
    const { failure } = progress;
    return failure?.kind === 'data'
      ? await recoverFailedLoad(progress.process, { ...due, failure }, context)
      : progress;
  } catch (error) {
    // A load before this one may have failed meanwhile: that step is in the journal.
    const { latest } = context;
    if (error instanceof SourcesGone) return { process: await recordSuperseded(latest, error.positions, context) };
    const { transient } = due.ingestion;
    if (!(error instanceof RowsLost) || transient === undefined) throw error;
    return beginAfresh(latest, { transient, why: error.message }, context);
  }
}

/** Nothing remains to be loaded; the failure is that there was nothing good among it, as the journal alone tells. */
function allLoaded(process: Process): Progress {
  const { plan, steps } = process;
  const { removed } = remainingLoads(process);
  if (plan.sources.length === 0 || removed.size < plan.sources.length || isSuperseded(process)) return { process };
  const last = steps.findLast(({ action, error }) => action === 'load' && error !== undefined)?.error;
  const said = `BigQuery said${plan.sources.length > 1 ? ' of the last' : ''}: ${last?.message ?? 'nothing'}`;
  const none =
    plan.sources.length > 1
      ? `none of the ${plan.sources.length} files could be loaded`
      : 'the file could not be loaded';
  return { process, failure: permanent(last?.reason ?? 'invalid', `${none}; ${said}`) };
}

/** The versions that a load was to read are no more, by position. */
class SourcesGone extends Error {
  readonly positions: readonly number[];

  constructor(positions: readonly number[]) {
    super('some files were overwritten or deleted before they were loaded');
    this.positions = positions;
  }
}

/** The temporary table is a new one, though rows had been loaded: it expired, or somebody dropped it. */
class RowsLost extends Error {}

/** The load job whose turn it is; undefined where all is loaded. */
function dueLoad(process: Process, context: Context): DueLoad | undefined {
  const { deps, notes } = context;
  const ingestion = ingestionOf(process.plan);
  if (ingestion === undefined) return undefined;
  const { queue, removed, settled } = remainingLoads(process);
  const [range] = queue;
  if (range === undefined) return undefined;
  const elsewhere = new Set(range.without);
  const positions = process.plan.sources
    .slice(range.from, range.to)
    .map((_, index) => range.from + index)
    .filter((position) => !removed.has(position) && !elsewhere.has(position));
  const sources = positions.flatMap((position) => process.plan.sources[position] ?? []);
  return {
    ...dueLoadJob(ingestion, settled),
    ingestion,
    sources,
    async configure() {
      const gone = await supersededAmong(process, positions, deps);
      if (gone.length > 0) throw new SourcesGone(gone);
      assertMayAct(context);
      await prepare(process, ingestion, { deps, notes });
      const columns = await columnsFor(ingestion, deps);
      const { ignoreUnknown } = range;
      return loadJob(ingestion, { sources, isFirst: !hasLoaded(process), columns, ignoreUnknown });
    },
  };
}

/** Columns are added to the table, and the rule's own schema has to have them too. */
const columnsFor = async (ingestion: Ingestion, { tables }: Deps) =>
  ingestion.recovery.addsFields && ingestion.load.schema
    ? (await tables.find(loadTable(ingestion)))?.fields
    : undefined;

async function prepare(
  process: Process,
  ingestion: Ingestion,
  { deps, notes }: { deps: Deps; notes: string[] },
): Promise<void> {
  if (ingestion.transient === undefined) {
    notes.push(...(await prepareDestinations(ingestion, deps)));
    return;
  }
  const made = await prepareTemporary(ingestion, deps);
  if (made === 'created' && hasLoaded(process)) throw new RowsLost('the temporary table vanished between two loads');
  await keepTemporary(ingestion.transient, process, deps);
}

/** What a plan is to ingest; undefined where it is about actions alone. Throws its refusal. */
function ingestionOf({ ingestion, refusal }: Plan): Ingestion | undefined {
  if (refusal) throw permanent(refusal.reason, refusal.message);
  return ingestion;
}
