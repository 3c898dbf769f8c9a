import type { DatasetResource } from '../rest/resources.ts';
import { datasetName } from '../schema/names.ts';
import { USER_EMAIL } from '../schema/userEmail.ts';
import type { DatasetMeta } from './meta.ts';

/** What BigQuery gives a dataset that says nothing of it. https://cloud.google.com/bigquery/docs/access-control-basic-roles */
const DEFAULT_ACCESS = [
  { role: 'WRITER', specialGroup: 'projectWriters' },
  { role: 'OWNER', specialGroup: 'projectOwners' },
  { role: 'OWNER', userByEmail: USER_EMAIL },
  { role: 'READER', specialGroup: 'projectReaders' },
];

/** A dataset as datasets.get answers it. */
export function datasetResource(meta: DatasetMeta): DatasetResource {
  return {
    access: DEFAULT_ACCESS,
    ...meta.properties,
    kind: 'bigquery#dataset',
    etag: meta.etag,
    id: datasetName(meta.ref),
    selfLink: `/bigquery/v2/projects/${meta.ref.projectId}/datasets/${meta.ref.datasetId}`,
    datasetReference: meta.ref,
    location: meta.location,
    type: 'DEFAULT',
    creationTime: String(meta.creationTime),
    lastModifiedTime: String(meta.lastModifiedTime),
  };
}

/** A dataset as datasets.list has it. */
export function datasetListEntry(meta: DatasetMeta): object {
  const { labels, friendlyName } = meta.properties;
  return {
    kind: 'bigquery#dataset',
    id: datasetName(meta.ref),
    datasetReference: meta.ref,
    location: meta.location,
    ...(labels === undefined ? {} : { labels }),
    ...(friendlyName === undefined ? {} : { friendlyName }),
  };
}
