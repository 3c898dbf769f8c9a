import { parseGsUrl } from '../../../../functions/src/model/places.ts';
import { ServiceError } from '../send.ts';
import type { MemoryStorage, StoredObject } from '../storage/memoryStorage.ts';
import { JobError } from './jobError.ts';

export interface SourceObject extends StoredObject {
  /** As the job calls it. */
  url: string;
}

interface Access {
  storage: MemoryStorage;
  /** Objects that BigQuery may not read, as gs:// URLs. */
  denied: ReadonlySet<string>;
}

/**
 * The objects that the URIs of a load job stand for, as they are now. `*` stands for any characters; several slashes in a row
 * are read as one, and one at the beginning of a name is not read at all (Batch loading data from Cloud Storage: limitations).
 */
export function readSources(uris: readonly string[], access: Access): SourceObject[] {
  return uris.flatMap((uri) => {
    const { bucket, name: given } = parseGsUrl(uri);
    const name = given.replace(/\/{2,}/g, '/').replace(/^\//, '');
    const url = `gs://${bucket}/${name}`;
    if (access.denied.has(url)) throw denied(url);
    return name.includes('*') ? matching(bucket, name, access) : [objectAt({ bucket, name }, url, access)];
  });
}

function objectAt(place: { bucket: string; name: string }, url: string, { storage }: Access): SourceObject {
  try {
    return { ...storage.stat(place), url };
  } catch (error) {
    if (error instanceof ServiceError && error.code === 404) throw missing(url);
    throw error;
  }
}

function matching(bucket: string, pattern: string, { storage }: Access): SourceObject[] {
  const [before = '', ...rest] = pattern.split('*');
  const after = rest.join('*');
  const { objects } = storage.list(bucket, { prefix: before });
  const found = objects.filter(({ name }) => name.length >= before.length + after.length && name.endsWith(after));
  if (found.length === 0) throw missing(`gs://${bucket}/${pattern}`);
  return found.map((object) => ({ ...object, url: `gs://${bucket}/${object.name}` }));
}

const missing = (url: string): JobError =>
  new JobError({ reason: 'notFound', message: `Not found: URI ${url}` }, [
    { reason: 'notFound', message: `Not found: Files ${url.replace('gs://', '/bigstore/')}` },
  ]);

const denied = (url: string): JobError =>
  new JobError({ reason: 'accessDenied', message: `Access Denied: File ${url}: Access Denied` });
