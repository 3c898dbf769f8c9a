import { z } from 'zod';
import { assertNotTakenIn } from '../deps/assertNotTakenIn.ts';
import { permanent } from '../failure/failure.ts';
import { gsUrl, parseGsUrl, placeBelow, urlOf } from '../model/places.ts';
import { remainingLoads } from '../plan/remainingLoads.ts';
import type { ObjectPlace, ObjectStore } from '../storage/objectStore.ts';
import { forEachTarget, liveTarget, OVERWRITTEN, type Target, targetsOf, urls } from '../storage/targets.ts';
import { defineAction } from './defineAction.ts';
import { gsText } from './fill/gsText.ts';
import { needsOneAtMost } from './needs.ts';
import { textOrTexts } from './requestFields.ts';
import { warnOfReload } from './warnOfReload.ts';

/** Moves objects, path kept below `DestURL`; with `IsDestAbsoluteURL` one object to exactly that URL. */
export const moveAction = defineAction({
  name: 'move',
  alsoCalled: ['rename', 'mv', 'archive'],
  help: 'Moves objects, their path kept below DestURL.',
  request: z.strictObject({
    SourceURL: z.string().optional().describe('One object, instead of SourceURLs.'),
    SourceURLs: textOrTexts.optional().describe('$LoadURIs by default.'),
    DestURL: z.string().describe('The path of each file is kept below it.'),
    IsDestAbsoluteURL: z.boolean().optional().describe('DestURL is the new name itself.'),
  }),
  texts: { SourceURL: gsText, SourceURLs: gsText, DestURL: gsText },
  check: ({ SourceURL, SourceURLs, DestURL }, path) => [
    ...needsOneAtMost({ SourceURL, SourceURLs }, path),
    ...warnOfReload(DestURL, path),
  ],
  takesAway: ({ SourceURL = '$LoadURIs', SourceURLs = SourceURL }) => [SourceURLs].flat(),
  needsObjects: true,
  // Where DestURL has variables, nobody knows yet how long the name becomes.
  writes: ({ DestURL, IsDestAbsoluteURL }, { name }) =>
    IsDestAbsoluteURL ? DestURL : `${DestURL.replace(/\/+$/, '')}/${name}`,
  complete: (request) => ({ SourceURLs: 'SourceURL' in request ? request.SourceURL : '$LoadURIs', ...request }),
  filled: z.object({
    SourceURLs: urls,
    DestURL: z.string().regex(/^gs:\/\/[^/]+/, 'must be a gs:// URL'),
    IsDestAbsoluteURL: z.boolean().default(false),
  }),

  async run({ SourceURLs, DestURL, IsDestAbsoluteURL }, { process, deps }) {
    const { objects } = deps;
    const sources = targetsOf(SourceURLs, process);
    if (IsDestAbsoluteURL && sources.length > 1) {
      throw permanent(
        'invalid',
        `move: ${sources.length} objects cannot all become ${DestURL}; drop IsDestAbsoluteURL`,
      );
    }
    const placeOf = (source: Target): ObjectPlace => placeAfterMove(source, DestURL, IsDestAbsoluteURL);
    await assertNotTakenIn(sources.map(placeOf), 'move', deps);
    const { setAside } = remainingLoads(process);
    const bad = new Set([...setAside].flatMap((index) => process.plan.sources[index] ?? []).map(urlOf));
    const notes = await forEachTarget(sources, async (source) => {
      const isGone = bad.has(source.url) && (await liveTarget(source, objects)) === 'gone';
      return isGone ? `${source.url} was set aside before` : moveOne(source, placeOf(source), objects);
    });
    return { notes };
  },
});

const placeAfterMove = ({ name }: Target, destUrl: string, isAbsolute: boolean): ObjectPlace =>
  isAbsolute ? parseGsUrl(destUrl) : placeBelow(destUrl, name);

async function moveOne(source: Target, dest: ObjectPlace, objects: ObjectStore): Promise<string | undefined> {
  const to = gsUrl(dest.bucket, dest.name);
  if (to === source.url) return undefined;
  // Onto a free name this overwrites no version of another process, and needs no look at the source.
  const { generation } = source;
  if (generation !== undefined && (await objects.copyNew({ ...source, generation }, dest)))
    return removed(source, generation, objects);
  const live = await liveTarget(source, objects);
  if (live === 'overwritten') return `${source.url} ${OVERWRITTEN}`;
  if (live !== 'gone' && (await objects.copy(source, dest, live.generation)))
    return removed(source, live.generation, objects);
  // Moved already by an invocation that died before it could say so, or never to be moved.
  if (await objects.stat(dest)) return undefined;
  throw permanent(
    'notFound',
    `move: ${source.url} cannot be moved to ${to}: the object, or that bucket, does not exist`,
  );
}

async function removed(source: Target, generation: string, objects: ObjectStore): Promise<string | undefined> {
  const removal = await objects.remove(source, generation);
  return removal === 'overwritten' ? `${source.url} ${OVERWRITTEN}` : undefined;
}
