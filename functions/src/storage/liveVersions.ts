import pMap from 'p-map';
import { defined } from '../common/defined.ts';
import { gsUrl, urlOf } from '../model/places.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { ObjectStore } from './objectStore.ts';

/** A list page of a thousand objects costs as much as a dozen single looks (Cloud Storage pricing: class A and B). */
const LOOKS_PER_PAGE = 12;
const PARALLEL = 32;

/** The generation that is live of each object, by its gs:// URL; missing where there is none. */
export type LiveVersions = ReadonlyMap<string, string>;

/** Looks up which versions of the files' objects are live: by listing while that is cheaper, else one by one. */
export async function liveVersions(files: readonly SourceFile[], objects: ObjectStore): Promise<LiveVersions> {
  const live = new Map<string, string>();
  const open: SourceFile[] = [];
  for (const own of Object.values(Object.groupBy(files, ({ bucket }) => bucket))) {
    if (own) open.push(...(await listed(own, live, objects)));
  }
  await pMap(
    open,
    async (file) => {
      const found = await objects.stat(file);
      if (found) live.set(urlOf(file), found.generation);
    },
    { concurrency: PARALLEL },
  );
  return live;
}

/** Lists from the first name to the last, and answers the files that it did not get to at a reasonable price. */
async function listed(
  files: readonly SourceFile[],
  live: Map<string, string>,
  objects: ObjectStore,
): Promise<SourceFile[]> {
  const sorted = files.toSorted((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || files.length <= LOOKS_PER_PAGE) return [...files];
  const wanted = new Set(files.map(urlOf));
  const prefix = commonPrefix(first.name, last.name);
  let token: string | undefined;
  let seen = '';
  for (let pages = Math.floor(files.length / LOOKS_PER_PAGE); pages > 0; pages--) {
    const page = await objects.page(first.bucket, defined({ prefix, startOffset: first.name, token }));
    for (const { bucket, name, generation } of page.objects) {
      if (wanted.has(gsUrl(bucket, name))) live.set(gsUrl(bucket, name), generation);
      seen = name;
    }
    token = page.next;
    if (token === undefined || isAfter(seen, last.name)) return [];
  }
  return sorted.filter(({ name }) => isAfter(name, seen));
}

const isAfter = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) > 0;

function commonPrefix(a: string, b: string): string {
  let end = 0;
  while (end < a.length && a[end] === b[end]) end++;
  // Half of a surrogate pair is no character.
  return a.slice(0, end).replace(/[\uD800-\uDBFF]$/, '');
}
