import type { Failure } from '../failure/failure.ts';
import { briefNotes } from '../journal/briefNotes.ts';
import type { Ingestion } from '../model/plan.ts';
import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { loadTable } from '../plan/loadJob.ts';
import { remainingLoads } from '../plan/remainingLoads.ts';
import { recoverLoad } from '../recovery/recoverLoad.ts';
import { reasonOf } from '../recovery/sortFiles.ts';
import type { Context, Progress } from './context.ts';
import { assertMayAct } from './mayAct.ts';
import { recordStep } from './record.ts';

interface Failed {
  ingestion: Ingestion;
  path: string;
  sources: readonly SourceFile[];
  failure: Failure;
}

/**
 * After a load job that failed for its data: bad files are set aside, and the journal says what is loaded instead. The
 * failure stays where it is not the files. Doing it again changes nothing.
 */
export async function recoverFailedLoad(process: Process, failed: Failed, context: Context): Promise<Progress> {
  const { deps } = context;
  const { ingestion, path, sources, failure } = failed;
  const step = process.steps.findLast((one) => one.path === path);
  const [load] = remainingLoads(process).queue;
  if (step === undefined || load === undefined) return { process, failure };
  assertMayAct(context);
  const errors = [step.error ?? {}, ...(step.errors ?? [])];
  const { addsFields, maxReload, ...places } = ingestion.recovery;
  const recovery = await recoverLoad(
    {
      process,
      load,
      sources,
      errors,
      maxReload,
      places,
      table: loadTable(ingestion),
      allowFieldAddition: addsFields,
    },
    deps,
  );
  const { errors: _, ...known } = step;
  const notes = briefNotes(recovery.notes);
  // Hundreds of loads that failed have to fit into one document: what was made of their errors says enough.
  const [first] = recovery.outcome === 'reload' ? (recovery.next.told ?? []) : [];
  const error = { ...step.error, message: first?.reason || reasonOf(errors) };
  const amended = recovery.outcome === 'reload' ? { ...known, error, next: recovery.next, notes } : { ...step, notes };
  const untold = recovery.outcome === 'reload' ? recovery.untold : [];
  if (untold.length > 0) await deps.journal.tellOf(process, untold, deps.clock.now());
  const latest = await recordStep(process, amended, context);
  return recovery.outcome === 'giveUp' ? { process: latest, failure: recovery.failure } : { process: latest };
}
