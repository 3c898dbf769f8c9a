import { invalid } from '../errors/apiError.ts';
import type { ObjectName } from './objectStore.ts';

/**
 * `gs://bucket/name` taken apart. Several slashes in a row are one to BigQuery, and those after the bucket none: it cannot read an
 * object that is really called so. https://cloud.google.com/bigquery/docs/batch-loading-data#gcs-uri
 *
 * @throws ApiError `invalid`
 */
export function parseGsUri(uri: string): ObjectName {
  const [, bucket, path = ''] = /^gs:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  const name = path.replace(/\/{2,}/g, '/').replace(/^\//, '');
  if (bucket === undefined || name === '') {
    throw invalid(`Invalid Cloud Storage URI "${uri}". Cloud Storage URIs have the form gs://bucket/object.`);
  }
  return { bucket, name };
}
