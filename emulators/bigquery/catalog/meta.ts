import type { Field } from '../schema/field.ts';
import type { DatasetRef, TableRef } from '../schema/names.ts';
import type { Partitioning } from './partitioning.ts';

/** What the stub keeps of a dataset. Times are milliseconds since the epoch. */
export interface DatasetMeta {
  ref: DatasetRef;
  location: string;
  creationTime: number;
  lastModifiedTime: number;
  etag: string;
  /** Not listed: it holds the results of queries without a destination table. */
  hidden?: boolean;
  /** description, friendlyName, labels, defaultTableExpirationMs, access, …: kept and given back. */
  properties: Record<string, unknown>;
}

export interface ViewDefinition {
  query: string;
  useLegacySql: boolean;
}

/** What the stub keeps of a table or view. Times are milliseconds since the epoch. */
export interface TableMeta {
  ref: TableRef;
  fields: Field[];
  partitioning?: Partitioning;
  clustering?: string[];
  view?: ViewDefinition;
  creationTime: number;
  lastModifiedTime: number;
  expirationTime?: number;
  etag: string;
  /** When each partition was last written to, by partition ID. */
  partitionTimes?: Record<string, number>;
  /** description, friendlyName, labels, requirePartitionFilter, …: kept and given back. */
  properties: Record<string, unknown>;
}
