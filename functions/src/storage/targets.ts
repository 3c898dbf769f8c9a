import pMap from 'p-map';
import { z } from 'zod';
import { defined } from '../common/defined.ts';
import { permanent } from '../failure/failure.ts';
import { gsUrl, parseGsUrl } from '../model/places.ts';
import type { Process } from '../model/process.ts';
import type { ObjectInfo, ObjectPlace, ObjectStore } from './objectStore.ts';

/** How many objects are worked on at once: Cloud Storage takes far more, one client's sockets do not. */
const PARALLEL = 32;

/** One URL or a list of them. */
export const urls = z.union([z.string().transform((url) => [url]), z.array(z.string())]);

export const OVERWRITTEN = 'was overwritten since it was loaded; the newer version stays';

/** An object that an action works on. A data file of the process is meant in the version that the process took in. */
export interface Target extends ObjectPlace {
  url: string;
  generation?: string;
}

/** The object that a URL names. Throws a permanent Failure where it names none. */
export function objectAt(url: string): ObjectPlace {
  if (/^gs:\/\/[^/]+\/[\s\S]/.test(url)) return parseGsUrl(url);
  throw permanent('invalid', `${JSON.stringify(url)} names no object; write gs://bucket/name`);
}

/** The objects that the URLs of a request name. */
export function targetsOf(urls: readonly string[], { plan }: Process): Target[] {
  const generations = new Map(plan.sources.map(({ bucket, name, generation }) => [gsUrl(bucket, name), generation]));
  return urls.map((url) => {
    const place = objectAt(url);
    return defined({ url, ...place, generation: generations.get(url) });
  });
}

/**
 * The live object, if it is the version that is meant. A newer version is another process's business: it is neither
 * deleted nor moved by this one.
 */
export async function liveTarget(target: Target, objects: ObjectStore): Promise<ObjectInfo | 'gone' | 'overwritten'> {
  const live = await objects.stat(target);
  if (live === undefined) return 'gone';
  return target.generation === undefined || target.generation === live.generation ? live : 'overwritten';
}

/** Works on each target, some at a time, and gathers what is to be noted. */
export async function forEachTarget(
  targets: readonly Target[],
  work: (target: Target) => Promise<string | undefined>,
): Promise<string[]> {
  const notes = await pMap(targets, work, { concurrency: PARALLEL });
  return notes.filter((note) => note !== undefined);
}
