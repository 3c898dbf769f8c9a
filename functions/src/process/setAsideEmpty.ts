import pMap from 'p-map';
import { permanent } from '../failure/failure.ts';
import { briefNotes } from '../journal/briefNotes.ts';
import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { gsUrl } from '../places.ts';
import { emptyFiles } from '../plan/remainingLoads.ts';
import { putAway, quarantineUrls } from '../recovery/setAsideBadFile.ts';
import type { Walk } from './walk.ts';

const PARALLEL = 16;

/**
 * Sets files without a single byte aside, as corrupted: what BigQuery would take for no rows is more often an upload that
 * went wrong. Throws where that leaves nothing to load. Doing it again changes nothing.
 */
export async function setAsideEmpty({ eventId, plan }: Process, { deps, notes }: Walk): Promise<void> {
  const empty = emptyFiles(plan.sources).flatMap((index) => plan.sources[index] ?? []);
  if (empty.length === 0) return;
  const urls = quarantineUrls(plan.ingestion?.recovery ?? {}, deps.settings);
  const put = (source: SourceFile): Promise<string> => {
    const url = gsUrl(source.bucket, source.name);
    return putAway(
      { url, place: 'corrupted', reason: 'the file is empty', source, urls, eventId, rule: plan.rule },
      deps.objects,
    );
  };
  const said = briefNotes(await pMap(empty, put, { concurrency: PARALLEL }));
  notes.push(...said);
  await deps.journal.addNotes(eventId, said);
  if (empty.length === plan.sources.length) throw permanent('empty', `nothing to load: ${said.join('; ')}`);
}
