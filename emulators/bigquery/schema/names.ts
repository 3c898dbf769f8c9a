import { ApiError } from '../errors/apiError.ts';

export interface DatasetRef {
  projectId: string;
  datasetId: string;
}

/** A table, without partition decorator. */
export interface TableRef extends DatasetRef {
  tableId: string;
}

/** Quotes a name for DuckDB. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Quotes a text for DuckDB. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The table's name in DuckDB: catalog is project, schema is dataset. */
export const sqlName = ({ projectId, datasetId, tableId }: TableRef): string =>
  [projectId, datasetId, tableId].map(quoteName).join('.');

export const sqlSchema = ({ projectId, datasetId }: DatasetRef): string =>
  [projectId, datasetId].map(quoteName).join('.');

/** As BigQuery's messages and resource IDs write it: `project:dataset.table`. */
export const tableName = ({ projectId, datasetId, tableId }: TableRef): string =>
  `${projectId}:${datasetId}.${tableId}`;

export const datasetName = ({ projectId, datasetId }: DatasetRef): string => `${projectId}:${datasetId}`;

/** A table reference as requests write it, taken apart: `table$20260131` is a partition of `table`. */
export interface Destination {
  table: TableRef;
  partition: string | undefined;
}

/** @throws ApiError `required` where a part is missing. `projectId` is the default. */
export function destinationOf(reference: unknown, projectId: string): Destination {
  const { projectId: project = projectId, datasetId, tableId } = (reference ?? {}) as Partial<TableRef>;
  if (!datasetId) throw new ApiError(400, 'required', 'Required parameter is missing: datasetId');
  if (!tableId) throw new ApiError(400, 'required', 'Required parameter is missing: tableId');
  return takeApart({ projectId: project, datasetId, tableId });
}

/** A table as a request or a statement names it, its partition decorator taken apart. */
export function takeApart({ projectId, datasetId, tableId }: TableRef): Destination {
  const [id = '', partition] = tableId.split('$', 2);
  return { table: { projectId, datasetId, tableId: id }, partition };
}
