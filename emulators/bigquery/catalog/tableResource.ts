import type { TableResource } from '../rest/resources.ts';
import { fieldResources } from '../schema/field.ts';
import { tableName } from '../schema/names.ts';
import type { TableMeta } from './meta.ts';
import { partitioningResource } from './partitioning.ts';

export interface TableSize {
  numRows: number;
  numBytes: number;
}

/** A table as tables.get answers it; without its size in the BASIC view, which leaves out the time of the last change, too. */
export function tableResource(
  meta: TableMeta,
  { location, size, isBasic = false }: { location: string; size: TableSize | undefined; isBasic?: boolean },
): TableResource {
  const { ref, fields, clustering, view, expirationTime } = meta;
  return {
    ...meta.properties,
    kind: 'bigquery#table',
    etag: meta.etag,
    id: tableName(ref),
    selfLink: `/bigquery/v2/projects/${ref.projectId}/datasets/${ref.datasetId}/tables/${ref.tableId}`,
    tableReference: ref,
    type: view ? 'VIEW' : 'TABLE',
    location,
    schema: { fields: fieldResources(fields) },
    ...partitioningResource(meta.partitioning),
    ...(clustering ? { clustering: { fields: clustering } } : {}),
    ...(view ? { view } : {}),
    ...(expirationTime === undefined ? {} : { expirationTime: String(expirationTime) }),
    creationTime: String(meta.creationTime),
    ...(isBasic ? {} : { lastModifiedTime: String(meta.lastModifiedTime) }),
    ...(size
      ? {
          numRows: String(size.numRows),
          numBytes: String(size.numBytes),
          numLongTermBytes: '0',
          numTotalLogicalBytes: String(size.numBytes),
          numActiveLogicalBytes: String(size.numBytes),
        }
      : {}),
  };
}

/** A table as tables.list has it. */
export function tableListEntry(meta: TableMeta): object {
  const { ref, clustering, view, expirationTime } = meta;
  const { labels, friendlyName } = meta.properties;
  return {
    kind: 'bigquery#table',
    id: tableName(ref),
    tableReference: ref,
    type: view ? 'VIEW' : 'TABLE',
    ...partitioningResource(meta.partitioning),
    ...(clustering ? { clustering: { fields: clustering } } : {}),
    ...(labels === undefined ? {} : { labels }),
    ...(friendlyName === undefined ? {} : { friendlyName }),
    ...(expirationTime === undefined ? {} : { expirationTime: String(expirationTime) }),
    creationTime: String(meta.creationTime),
  };
}
