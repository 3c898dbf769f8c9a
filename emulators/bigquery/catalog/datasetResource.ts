import { invalid } from '../errors/apiError.ts';
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

/** Requests may write roles as IAM does; answers never do. https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets#Access */
const LEGACY_ROLES: Readonly<Record<string, string>> = {
  'roles/bigquery.dataOwner': 'OWNER',
  'roles/bigquery.dataEditor': 'WRITER',
  'roles/bigquery.dataViewer': 'READER',
};

type Access = NonNullable<DatasetResource['access']>;

const accessOf = ({ properties }: DatasetMeta): Access =>
  ((properties['access'] ?? DEFAULT_ACCESS) as Access).map(({ role, ...entry }) =>
    role === undefined ? entry : { ...entry, role: LEGACY_ROLES[role] ?? role },
  );

/** A dataset as datasets.get answers it. */
export function datasetResource(meta: DatasetMeta): DatasetResource {
  return {
    ...meta.properties,
    access: accessOf(meta),
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

/**
 * The part of it that a caller asks for: what it is, who may use it, or both.
 * https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets/get#datasetview
 */
export function datasetView(resource: DatasetResource, view: string): DatasetResource {
  const { access, ...metadata } = resource;
  const { kind, etag, id, selfLink, datasetReference } = metadata;
  switch (view) {
    case 'METADATA':
      return metadata;
    case 'ACL':
      return { kind, etag, id, selfLink, datasetReference, access } as DatasetResource;
    case 'FULL':
    case 'DATASET_VIEW_UNSPECIFIED':
      return resource;
    default:
      throw invalid(`Invalid value for datasetView: ${view} is not a valid value`);
  }
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
