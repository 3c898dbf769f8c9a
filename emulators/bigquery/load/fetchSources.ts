import path from 'node:path';
import pLimit from 'p-limit';
import { JobError } from '../errors/jobError.ts';
import { parseGsUri } from '../objects/gsUri.ts';
import type { ObjectStore } from '../objects/objectStore.ts';
import type { ErrorProto } from '../rest/resources.ts';
import type { SourceFile } from './task/loadTask.ts';

/** https://cloud.google.com/bigquery/quotas#load_jobs */
const MAX_FILES = 10_000_000;
const PARALLEL = 32;

/**
 * Copies the objects that the URIs name into a folder, as they are now.
 *
 * @throws JobError `notFound`, an entry for each object that is not there.
 */
export async function fetchSources(
  uris: readonly string[],
  objects: ObjectStore,
  folder: string,
): Promise<SourceFile[]> {
  const limit = pLimit(PARALLEL);
  const expanded = (await limit.map(uris, (uri) => expand(uri, objects))).flat();
  if (expanded.length > MAX_FILES) {
    throw new JobError({
      reason: 'invalid',
      message: `Too many files: ${expanded.length}; a load job takes ${MAX_FILES}.`,
    });
  }
  const fetched = await limit.map(expanded, (uri, index) => fetchOne(uri, path.join(folder, `source-${index}`)));
  const missing = fetched.filter((file): file is ErrorProto => !('path' in file));
  const [first, ...others] = missing;
  if (first) throw new JobError(first, ...others);
  return fetched.filter((file): file is SourceFile => 'path' in file);

  async function fetchOne(uri: string, file: string): Promise<SourceFile | ErrorProto> {
    const bytes = await objects.download(parseGsUri(uri), file);
    return bytes === undefined ? { reason: 'notFound', message: `Not found: URI ${uri}` } : { uri, path: file, bytes };
  }
}

/** A `*` stands for any text; BigQuery allows one, and none in the bucket's name. */
async function expand(uri: string, objects: ObjectStore): Promise<string[]> {
  const { bucket, name } = parseGsUri(uri);
  const [before = '', after, ...more] = name.split('*');
  if (after === undefined) return [`gs://${bucket}/${name}`];
  if (more.length > 0 || bucket.includes('*')) {
    throw new JobError({
      reason: 'invalid',
      message: `Invalid Cloud Storage URI "${uri}": it may have one wildcard, after the bucket.`,
    });
  }
  const names = await objects.list(bucket, before);
  const matching = names.filter((found) => found.length >= before.length + after.length && found.endsWith(after));
  if (matching.length === 0) throw new JobError({ reason: 'notFound', message: `Not found: Uris ${uri}` });
  return matching.map((found) => `gs://${bucket}/${found}`);
}
