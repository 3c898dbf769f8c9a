import { newEtag } from '../catalog/createTable.ts';
import { datasetListEntry, datasetResource, datasetView } from '../catalog/datasetResource.ts';
import type { DatasetMeta } from '../catalog/meta.ts';
import { newDataset } from '../catalog/newDataset.ts';
import { ApiError, duplicate, invalid } from '../errors/apiError.ts';
import type { Call, Route } from '../http/call.ts';
import { pageOf } from '../http/paging.ts';
import { type DatasetRef, datasetName, tableName } from '../schema/names.ts';
import type { StubContext } from '../state/context.ts';
import { changedProperties, refuseExternal, writableProperties } from '../tables/properties.ts';

const COLLECTION = '/projects/:projectId/datasets';
const ITEM = `${COLLECTION}/:datasetId`;

/** https://cloud.google.com/bigquery/docs/datasets#dataset-naming */
const DATASET_ID = /^[A-Za-z0-9_]{1,1024}$/;

/** https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets */
export function datasetRoutes(context: StubContext): Route[] {
  const { catalog } = context;

  async function insert({ params, body }: Call): Promise<object> {
    const { projectId = '' } = params;
    refuseExternal(body);
    const { datasetReference, location, ...properties } = body;
    const { datasetId } = (datasetReference ?? {}) as Partial<DatasetRef>;
    if (!datasetId) throw new ApiError(400, 'required', 'Required parameter is missing: datasetReference.datasetId');
    if (!DATASET_ID.test(datasetId)) {
      throw invalid(
        `Invalid dataset ID "${datasetId}". Dataset IDs must be alphanumeric (plus underscores) and must be at most 1024 characters long.`,
      );
    }
    const ref = { projectId, datasetId };
    await catalog.openProject(projectId);
    return catalog.locks.hold([datasetName(ref)], async () => {
      if (catalog.findDataset(ref)) throw duplicate(`Already Exists: Dataset ${datasetName(ref)}`);
      return datasetResource(await save(newDataset(ref, String(location ?? 'US'), writableProperties(properties))));
    });
  }

  async function save(meta: DatasetMeta): Promise<DatasetMeta> {
    await catalog.transact(meta.ref.projectId, (tx) => tx.putDataset(meta));
    return meta;
  }

  const get = ({ params, query }: Call): object =>
    datasetView(datasetResource(catalog.dataset(refOf(params))), query.get('datasetView') ?? 'FULL');

  function list({ params, query }: Call): object {
    const { projectId = '' } = params;
    const isAll = query.get('all') === 'true';
    const datasets = catalog
      .datasets(projectId)
      .filter(({ hidden, properties }) => (isAll || !hidden) && hasLabels(properties, query));
    const { items, nextPageToken } = pageOf(datasets, query, 1000);
    return {
      kind: 'bigquery#datasetList',
      etag: newEtag(),
      ...(items.length > 0 ? { datasets: items.map(datasetListEntry) } : {}),
      ...(nextPageToken ? { nextPageToken } : {}),
    };
  }

  function change(call: Call, isPatch: boolean): Promise<object> {
    const ref = refOf(call.params);
    return catalog.locks.hold([datasetName(ref)], async () => {
      const meta = catalog.dataset(ref);
      requireEtag(call, meta.etag);
      const properties = changedProperties(meta.properties, writableProperties(call.body), isPatch);
      return datasetResource(await save({ ...meta, properties, lastModifiedTime: Date.now(), etag: newEtag() }));
    });
  }

  async function remove({ params, query }: Call): Promise<undefined> {
    const ref = refOf(params);
    catalog.dataset(ref);
    const tables = catalog.tables(ref);
    if (tables.length > 0 && query.get('deleteContents') !== 'true') {
      throw new ApiError(400, 'resourceInUse', `Dataset ${datasetName(ref)} is still in use`);
    }
    await catalog.locks.hold([datasetName(ref), ...tables.map((table) => tableName(table.ref))], () =>
      catalog.transact(ref.projectId, (tx) => tx.removeDataset(ref)),
    );
    return undefined;
  }

  return [
    { method: 'GET', path: COLLECTION, handle: list },
    { method: 'POST', path: COLLECTION, handle: insert },
    { method: 'GET', path: ITEM, handle: get },
    { method: 'PATCH', path: ITEM, handle: (call) => change(call, true) },
    { method: 'PUT', path: ITEM, handle: (call) => change(call, false) },
    { method: 'DELETE', path: ITEM, handle: remove },
  ];
}

/** @throws ApiError `conditionNotMet` where the caller knows an older version. */
export function requireEtag({ headers }: Call, etag: string): void {
  const expected = headers['if-match'];
  if (expected !== undefined && expected !== '*' && expected !== etag) {
    throw new ApiError(412, 'conditionNotMet', 'Precondition check failed.');
  }
}

const refOf = ({ projectId = '', datasetId = '' }: Call['params']): DatasetRef => ({ projectId, datasetId });

/** `filter=labels.name:value`, several of them joined by spaces. */
function hasLabels({ labels }: Record<string, unknown>, query: URLSearchParams): boolean {
  const present = (labels ?? {}) as Record<string, string>;
  const wanted = (query.get('filter') ?? '').split(/\s+/).filter((term) => term.startsWith('labels.'));
  return wanted.every((term) => {
    const [name = '', value] = term.slice('labels.'.length).split(':');
    return name in present && (value === undefined || present[name] === value);
  });
}
