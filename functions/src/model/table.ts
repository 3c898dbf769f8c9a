import type { TableMetadata } from '@google-cloud/bigquery';
import { withPartition } from '../common/partition.ts';
import { parseTable } from '../rule/destination.ts';
import type { TableReference } from '../rule/tableReference.ts';

/** A table by its full name; `tableId` may carry a partition decorator (`table$20260131`). */
export interface TableName {
  projectId: string;
  datasetId: string;
  tableId: string;
}

/** A table that a rule names, by its full name; without a project it is in the functions' own. */
export const tableNameOf = (
  { projectId, datasetId, tableId, partition }: TableReference,
  ownProjectId: string,
): TableName => ({ projectId: projectId ?? ownProjectId, datasetId, tableId: withPartition(tableId, partition) });

/** A column as BigQuery's REST API words it (TableFieldSchema). Types may have their old or their standard names. */
export interface TableField {
  name: string;
  type: string;
  /** NULLABLE where it is missing. */
  mode?: string;
  description?: string;
  fields?: TableField[];
}

/** How a table is laid out, as its REST resource words it. */
export type TableLayout = Pick<TableMetadata, 'timePartitioning' | 'rangePartitioning' | 'clustering'>;

/** What there is to know of a table before rows are written to it. */
export interface TableInfo extends TableLayout {
  name: TableName;
  /** Empty for a table that was made without columns. */
  fields: readonly TableField[];
  /** When its rows or its description last changed, as BigQuery reports it. */
  modified?: Date;
  labels?: Readonly<Record<string, string>>;
}

/** `project.dataset.table`, for messages. */
export const fullTableName = ({ projectId, datasetId, tableId }: TableName): string =>
  `${projectId}.${datasetId}.${tableId}`;

/** Whether the text is `[project.]dataset.table`, without a partition. */
export function isWholeTable(text: string): boolean {
  try {
    return parseTable(text).partition === undefined;
  } catch {
    return false;
  }
}
