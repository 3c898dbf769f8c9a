import type { Deps } from '../deps/deps.ts';
import { permanent } from '../failure/failure.ts';
import { briefNotes } from '../journal/briefNotes.ts';
import { eventIdOf } from '../model/eventId.ts';
import { urlOf } from '../model/places.ts';
import type { Transient } from '../model/plan.ts';
import { nextStep, type Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { fullTableName } from '../model/table.ts';
import { MOVE } from '../plan/move/moveJob.ts';
import { afreshPath, hasLoaded, isSuperseded, remainingLoads } from '../plan/remainingLoads.ts';
import type { Context } from './context.ts';
import { hasActed } from './hasActed.ts';
import { recordStep, recordSuperseded } from './record.ts';
import { supersededAmong } from './superseded.ts';

interface Checked {
  process: Process;
  /** All has to be loaded once more, into an empty temporary table. */
  isAfresh: boolean;
}

/**
 * Checks, once all is loaded and before anything is done with the rows, whether they are those of the versions that were meant.
 * BigQuery reads the version that is live when its job runs, and cannot be told which one is meant: a file that was overwritten
 * meanwhile may have given newer rows, which its newer version is about to load as well. Rows in a temporary table are loaded
 * again without it; for others there is only a warning. A temporary table that is gone is filled again.
 */
export async function checkLoaded(process: Process, context: Context): Promise<Checked> {
  const asItIs = { process, isAfresh: false };
  const { ingestion } = process.plan;
  const isPast = process.jobs[MOVE] !== undefined || hasActed(process);
  if (ingestion === undefined || isPast || !hasLoaded(process)) return asItIs;
  // Nothing is done with its rows; its temporary table is gone where an invocation died, or was not heard, at the very end.
  if (isSuperseded(process)) return asItIs;
  const { removed } = remainingLoads(process);
  const loaded = process.plan.sources.map((_, position) => position).filter((position) => !removed.has(position));
  const changed = await supersededAmong(process, loaded, context.deps);
  const { transient } = ingestion;
  if (transient === undefined) return { process: await warnOf(changed, process, context), isAfresh: false };
  if (changed.length > 0) {
    const known = await recordSuperseded(process, changed, context);
    const urls = urlsAt(changed, process);
    return beginAfresh(known, { transient, why: `overwritten while they were loaded: ${urls.join(', ')}` }, context);
  }
  if (await context.deps.tables.find(transient.move.source)) return asItIs;
  return beginAfresh(process, { transient, why: 'the temporary table was gone' }, context);
}

/** A table that vanishes so often is deleted by somebody. */
const MAX_AFRESH = 100;

/** Everything is to be loaded once more, into an empty temporary table. */
export async function beginAfresh(
  process: Process,
  { transient, why }: { transient: Transient; why: string },
  context: Context,
): Promise<Checked> {
  const { path, count } = afreshPath(process);
  const table = transient.move.source;
  if (count >= MAX_AFRESH) {
    throw permanent(
      'notFound',
      `the temporary table ${fullTableName(table)} was lost ${count} times: find out who deletes it`,
    );
  }
  await context.deps.tables.drop(table);
  const step = nextStep(process);
  const notes = briefNotes([`everything is loaded again: ${why}`]);
  const ended = context.deps.clock.now();
  return {
    process: await recordStep(process, { step, action: 'afresh', path, state: 'done', ended, notes }, context),
    isAfresh: true,
  };
}

const NOTED = 'was overwritten since; its load job may have read the newer version';

/** Both processes are warned: the one of the version that was meant, and the one of the version that may be loaded twice. */
async function warnOf(changed: readonly number[], process: Process, context: Context): Promise<Process> {
  const { journal } = context.deps;
  const last = process.steps.findLast(({ path }) => path.startsWith('Load['));
  if (last === undefined || last.notes?.some((note) => note.includes(NOTED))) return process;
  const urls: string[] = [];
  for (const position of changed) {
    const source = process.plan.sources[position];
    const newer = source && (await newerVersion(source, context.deps));
    // One that is gone may have been deleted by an invocation of this process that died before it could say so.
    if (source === undefined || newer === undefined) continue;
    urls.push(urlOf(source));
    const note = `${urlOf(source)}: an older version was loaded while this one was written; its rows may be there twice`;
    await journal.warn(newer, note);
  }
  if (urls.length === 0) return process;
  const notes = briefNotes([...(last.notes ?? []), ...urls.map((url) => `${url} ${NOTED}`)]);
  return recordStep(process, { ...last, notes }, context);
}

/** The event ID of the version that overwrote a file: the one that is live, or, if that is loaded and deleted by now, of which the ledger knows. */
async function newerVersion(source: SourceFile, { journal, objects }: Deps): Promise<string | undefined> {
  const live = await objects.stat(source);
  if (live !== undefined) return eventIdOf(live);
  const versions = await journal.versions(source);
  return versions.find(({ generation }) => BigInt(generation) > BigInt(source.generation))?.eventId;
}

const urlsAt = (positions: readonly number[], { plan }: Process): string[] =>
  positions.flatMap((position) => {
    const source = plan.sources[position];
    return source ? [urlOf(source)] : [];
  });
