import pMap from 'p-map';
import { permanent } from '../failure/failure.ts';
import { briefNotes } from '../journal/briefNotes.ts';
import { gsUrl } from '../model/places.ts';
import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { emptyFiles } from '../plan/remainingLoads.ts';
import { quarantineUrls, setAsideBadFile } from '../recovery/setAsideBadFile.ts';
import type { Context } from './context.ts';
import { assertMayAct } from './mayAct.ts';

const PARALLEL = 16;

/**
 * Sets files without a single byte aside, as corrupted: what BigQuery would take for no rows is more often an upload that
 * went wrong. Throws where that leaves nothing to load. Doing it again changes nothing.
 */
export async function setAsideEmpty({ processId, plan }: Process, context: Context): Promise<void> {
  const { deps, notes } = context;
  const empty = emptyFiles(plan.sources).flatMap((index) => plan.sources[index] ?? []);
  if (empty.length === 0) return;
  assertMayAct(context);
  const urls = quarantineUrls(plan.ingestion?.recovery ?? {}, deps.settings);
  const put = async (source: SourceFile): Promise<string> => {
    const url = gsUrl(source.bucket, source.name);
    const { note } = await setAsideBadFile(
      { url, place: 'corrupted', reason: 'the file is empty', source, urls, processId: processId, rule: plan.rule },
      deps,
    );
    return note;
  };
  const said = briefNotes(await pMap(empty, put, { concurrency: PARALLEL }));
  notes.push(...said);
  await context.claim.addNotes(said);
  if (empty.length === plan.sources.length) throw permanent('empty', `nothing to load: ${said.join('; ')}`);
}
