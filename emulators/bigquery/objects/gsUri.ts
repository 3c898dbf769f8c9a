import { invalid } from '../errors/apiError.ts';
import type { ObjectName } from './objectStore.ts';

/** `gs://bucket/name` taken apart. @throws ApiError `invalid` */
export function parseGsUri(uri: string): ObjectName {
  const [, bucket, name] = /^gs:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  if (bucket === undefined || name === undefined) {
    throw invalid(`Invalid Cloud Storage URI "${uri}". Cloud Storage URIs have the form gs://bucket/object.`);
  }
  return { bucket, name };
}
