import type { Deps } from '../deps/deps.ts';
import { permanent } from '../failure/failure.ts';
import { briefNotes } from '../journal/briefNotes.ts';
import { gsUrl } from '../model/places.ts';
import type { Ingestion, Plan } from '../model/plan.ts';
import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';

import { loadJob, loadTable } from '../plan/loadJob.ts';
import { loadPath, remainingLoads } from '../plan/remainingLoads.ts';
import { forEachTarget, liveTarget, targetsOf } from '../storage/targets.ts';
import { type Context, isBlocked, type Progress } from './context.ts';
import { prepareDestinations, prepareTemporary } from './prepareTables.ts';
import { recoverFailedLoad } from './recoverFailedLoad.ts';
import { type DueJob, runJob } from './runJob.ts';

/** Runs the load jobs of a process, one after the other, up to the first that it has to wait for. */
export async function loadFiles(process: Process, context: Context): Promise<Progress> {
  let current = process;
  for (;;) {
    const due = dueLoad(current, context);
    if (due === undefined) return loaded(current);
    const progress = await runJob(current, due, context);
    const { process: latest, failure } = progress;
    if (failure?.kind === 'data') {
      const recovered = await recoverFailedLoad(latest, { ...due, failure }, context);
      if (isBlocked(recovered)) return recovered;
      current = recovered.process;
    } else if (isBlocked(progress)) {
      return progress;
    } else {
      current = await noteOverwritten(latest, due.sources, context.deps);
    }
  }
}

/** Nothing remains to be loaded; the failure is that there was nothing good among it, as the journal alone tells. */
function loaded(process: Process): Progress {
  const { plan, steps } = process;
  const { removed } = remainingLoads(process);
  if (plan.sources.length === 0 || removed.size < plan.sources.length) return { process };
  const last = steps.findLast(({ action, error }) => action === 'load' && error !== undefined)?.error;
  const said = `the last that BigQuery said was: ${last?.message ?? 'nothing'}`;
  return { process, failure: permanent(last?.reason ?? 'invalid', `none of the files could be loaded; ${said}`) };
}

type DueLoad = DueJob & { ingestion: Ingestion; sources: readonly SourceFile[] };

/** The load job whose turn it is; undefined where all is loaded. */
export function dueLoad(process: Process, { deps, notes }: Context): DueLoad | undefined {
  const ingestion = ingestionOf(process.plan);
  if (ingestion === undefined) return undefined;
  const { queue, removed, settled } = remainingLoads(process);
  const [range] = queue;
  if (range === undefined) return undefined;
  const elsewhere = new Set(range.without);
  const sources = process.plan.sources
    .slice(range.from, range.to)
    .filter((_, index) => !removed.has(range.from + index) && !elsewhere.has(range.from + index));
  return {
    projectId: ingestion.projectId,
    action: 'load',
    path: loadPath(settled),
    dataset: loadTable(ingestion),
    ingestion,
    sources,
    async configure() {
      if (ingestion.transient) await prepareTemporary({ ...ingestion, transient: ingestion.transient }, deps);
      else notes.push(...(await prepareDestinations(ingestion, deps)));
      return loadJob(ingestion, { sources, isFirst: !process.steps.some(({ state }) => state === 'done') });
    },
  };
}

/** BigQuery reads the version that is live when its job runs, and has no way to be told which one is meant. */
async function noteOverwritten(process: Process, sources: readonly SourceFile[], deps: Deps): Promise<Process> {
  const uris = sources.map(({ bucket, name }) => gsUrl(bucket, name));
  const notes = await forEachTarget(targetsOf(uris, process), async (target) => {
    if ((await liveTarget(target, deps.objects)) !== 'overwritten') return undefined;
    return `${target.url} was overwritten since; its load job may have read the newer version`;
  });
  const step = process.steps.at(-1);
  if (notes.length === 0 || step === undefined) return process;
  const noted = { ...step, notes: briefNotes(notes) };
  await deps.journal.addStep(process.processId, noted);
  return { ...process, steps: [...process.steps.slice(0, -1), noted] };
}

/** What a plan is to ingest; undefined where it is about actions alone. Throws its refusal. */
function ingestionOf({ ingestion, refusal }: Plan): Ingestion | undefined {
  if (refusal) throw permanent(refusal.reason, refusal.message);
  return ingestion;
}
