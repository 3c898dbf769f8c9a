import pMap from 'p-map';
import { defined } from '../common/defined.ts';
import { permanent } from '../failure/failure.ts';
import { briefNotes } from '../journal/briefNotes.ts';
import { urlOf } from '../model/places.ts';
import type { Process, TakenOut } from '../model/process.ts';
import { emptyFiles } from '../plan/remainingLoads.ts';
import { quarantineUrls, setAsideBadFile } from '../recovery/setAsideBadFile.ts';
import type { Context } from './context.ts';
import { assertMayAct } from './mayAct.ts';
import { recordEmpty } from './record.ts';

const PARALLEL = 16;
const REASON = 'the file is empty';
/** All that a process records about its files shares a Firestore document of 1 MiB with the rest of it. */
const MAX_TOLD = 200;

/**
 * Sets files without a single byte aside, as corrupted: what BigQuery would take for no rows is more often an upload that
 * went wrong. Throws where that leaves nothing to load. Doing it again changes nothing.
 */
export async function setAsideEmpty(process: Process, context: Context): Promise<Process> {
  const { processId, plan } = process;
  const { deps, notes } = context;
  const positions = emptyFiles(plan.sources);
  if (positions.length === 0) return process;
  assertMayAct(context);
  const urls = quarantineUrls(plan.ingestion?.recovery ?? {}, deps.settings);
  const put = async (index: number): Promise<{ file: TakenOut; note: string }[]> => {
    const source = plan.sources[index];
    if (source === undefined) return [];
    const bad = {
      url: urlOf(source),
      place: 'corrupted',
      reason: REASON,
      source,
      urls,
      processId,
      rule: plan.rule,
    } as const;
    const { note, to } = await setAsideBadFile(bad, deps);
    return [{ file: defined({ index, reason: REASON, to }), note }];
  };
  const done = (await pMap(positions, put, { concurrency: PARALLEL })).flat();
  const said = briefNotes(done.map(({ note }) => note));
  notes.push(...said);
  await context.claim.addNotes(said);
  const files = done.map(({ file }) => file);
  const untold = files.slice(MAX_TOLD);
  if (untold.length > 0) await deps.journal.tellOf(process, untold, deps.clock.now());
  const known = await recordEmpty(process, files.slice(0, MAX_TOLD), context);
  if (positions.length === plan.sources.length) throw permanent('empty', `nothing to load: ${said.join('; ')}`);
  return known;
}
