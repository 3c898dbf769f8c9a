import { createTable } from '../catalog/createTable.ts';
import type { TableMeta } from '../catalog/meta.ts';
import { partitionIdSql, partitioningOf, requirePartitionId, requirePartitioning } from '../catalog/partitioning.ts';
import { tableListEntry, tableResource } from '../catalog/tableResource.ts';
import { createTableSizes } from '../catalog/tableSize.ts';
import { ApiError, duplicate, invalid } from '../errors/apiError.ts';
import type { Call, Route } from '../http/call.ts';
import { pageOf } from '../http/paging.ts';
import type { TableResource } from '../rest/resources.ts';
import { canonicalFields } from '../schema/field.ts';
import {
  type DatasetRef,
  type Destination,
  datasetName,
  destinationOf,
  quoteText,
  sqlName,
  tableName,
} from '../schema/names.ts';
import type { StubContext } from '../state/context.ts';
import { refuseExternal, withoutNulls, writableProperties } from '../tables/properties.ts';
import { changeTable } from './changeTable.ts';
import { selectedFields } from './selectedFields.ts';

const COLLECTION = '/projects/:projectId/datasets/:datasetId/tables';
const ITEM = `${COLLECTION}/:tableId`;

/** https://cloud.google.com/bigquery/docs/tables#table_naming: letters, marks, numbers, connectors, dashes, spaces. */
const TABLE_ID = /^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd}\p{Zs}]{1,1024}$/u;

/** https://cloud.google.com/bigquery/docs/reference/rest/v2/tables */
export function tableRoutes(context: StubContext): Route[] {
  const { catalog } = context;
  const sizeOf = createTableSizes(catalog.engine);

  async function resource(meta: TableMeta, { isBasic = false } = {}): Promise<TableResource> {
    const { location } = catalog.dataset(meta.ref);
    const size = meta.view || isBasic ? undefined : await sizeOf(meta);
    return tableResource(meta, { location, size, isBasic });
  }

  /** https://cloud.google.com/bigquery/docs/reference/rest/v2/tables/get#tablemetadataview */
  function get({ params, query }: Call): Promise<TableResource> {
    const meta = catalog.table(destination(params).table);
    const view = query.get('view') ?? 'TABLE_METADATA_VIEW_UNSPECIFIED';
    if (!VIEWS.includes(view)) throw invalid(`Invalid value for view: ${view} is not a valid value`);
    const fields = selectedFields(meta.fields, query.get('selectedFields'));
    return resource({ ...meta, fields }, { isBasic: view === 'BASIC' });
  }

  async function insert({ params, body }: Call): Promise<object> {
    const { datasetId = '', projectId = '' } = params;
    refuseExternal(body);
    const given = (body['tableReference'] ?? {}) as { tableId?: string };
    if (!given.tableId) throw new ApiError(400, 'required', 'Required parameter is missing: tableReference.tableId');
    if (!TABLE_ID.test(given.tableId)) throw invalid(`Invalid table ID "${given.tableId}".`);
    const ref = { projectId, datasetId, tableId: given.tableId };
    const dataset = catalog.dataset(ref);
    return catalog.locks.hold([tableName(ref)], async () => {
      if (catalog.findTable(ref)) throw duplicate(`Already Exists: Table ${tableName(ref)}`);
      const table = newTable(body as TableResource);
      return resource(await catalog.transact(projectId, (tx) => createTable(tx, dataset, { ref, ...table })));
    });
  }

  function list({ params, query }: Call): object {
    const ref = params as unknown as DatasetRef;
    catalog.dataset(ref);
    const tables = catalog.tables(ref).sort((left, right) => (left.ref.tableId < right.ref.tableId ? -1 : 1));
    const { items, nextPageToken } = pageOf(tables, query, 1000);
    return {
      kind: 'bigquery#tableList',
      etag: datasetName(ref),
      ...(items.length > 0 ? { tables: items.map(tableListEntry) } : {}),
      totalItems: tables.length,
      ...(nextPageToken ? { nextPageToken } : {}),
    };
  }

  async function remove({ params }: Call): Promise<undefined> {
    const { table: ref, partition } = destination(params);
    await catalog.locks.hold([tableName(ref)], async () => {
      const meta = catalog.table(ref);
      await catalog.transact(ref.projectId, async (tx) => {
        if (partition === undefined) return tx.removeTable(ref);
        const partitioning = requirePartitioning(meta, partition);
        requirePartitionId(partitioning, partition);
        await tx.session.run(
          `DELETE FROM ${sqlName(ref)} WHERE ${partitionIdSql(partitioning)} = ${quoteText(partition)}`,
        );
        const { [partition]: _gone, ...partitionTimes } = meta.partitionTimes ?? {};
        await tx.putTable({ ...meta, partitionTimes, lastModifiedTime: Date.now() });
      });
    });
    return undefined;
  }

  return [
    { method: 'GET', path: COLLECTION, handle: list },
    { method: 'POST', path: COLLECTION, handle: insert },
    { method: 'GET', path: ITEM, handle: get },
    { method: 'PATCH', path: ITEM, handle: async (call) => resource(await changeTable(context, call, 'patch')) },
    { method: 'PUT', path: ITEM, handle: async (call) => resource(await changeTable(context, call, 'update')) },
    { method: 'DELETE', path: ITEM, handle: remove },
  ];
}

const VIEWS = ['TABLE_METADATA_VIEW_UNSPECIFIED', 'BASIC', 'STORAGE_STATS', 'FULL'];

const destination = (params: Call['params']): Destination => destinationOf(params, '');

function newTable(body: TableResource): Omit<Parameters<typeof createTable>[2], 'ref'> {
  const fields = body.schema?.fields ? canonicalFields(body.schema.fields) : [];
  const expirationTime = body.expirationTime === undefined ? undefined : Number(body.expirationTime);
  if (expirationTime !== undefined && expirationTime < Date.now()) {
    throw invalid(`Invalid value for expirationTime: ${expirationTime} is in the past.`);
  }
  return {
    fields,
    partitioning: partitioningOf(body, fields),
    clustering: body.clustering?.fields,
    expirationTime,
    view:
      body.view?.query === undefined
        ? undefined
        : { query: body.view.query, useLegacySql: body.view.useLegacySql ?? true },
    properties: withoutNulls(writableProperties(body as Record<string, unknown>)),
  };
}
