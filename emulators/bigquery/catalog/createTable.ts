import { randomUUID } from 'node:crypto';
import { columnSql } from '../schema/duckType.ts';
import type { Field } from '../schema/field.ts';
import { sqlName, type TableRef } from '../schema/names.ts';
import type { DatasetMeta, TableMeta, ViewDefinition } from './meta.ts';
import { isIngestionTime, PARTITION_TIME, type Partitioning } from './partitioning.ts';
import type { Transaction } from './transaction.ts';

export interface NewTable {
  ref: TableRef;
  fields: Field[];
  partitioning?: Partitioning | undefined;
  clustering?: string[] | undefined;
  expirationTime?: number | undefined;
  view?: ViewDefinition | undefined;
  properties?: Record<string, unknown>;
  /** Of the table that is replaced, in milliseconds since the epoch. */
  creationTime?: number;
}

/** Makes a table, or replaces the one of that name. The dataset's defaults for expiration hold. */
export async function createTable(tx: Transaction, dataset: DatasetMeta, table: NewTable): Promise<TableMeta> {
  const now = Date.now();
  const { ref, fields, view, properties = {} } = table;
  const partitioning = withDefaultExpiration(table.partitioning, dataset);
  const expirationTime = table.expirationTime ?? defaultExpiration(dataset, partitioning, now);
  const meta: TableMeta = {
    ref,
    fields,
    ...(partitioning ? { partitioning } : {}),
    ...(table.clustering && table.clustering.length > 0 ? { clustering: table.clustering } : {}),
    ...(view ? { view } : {}),
    ...(expirationTime === undefined ? {} : { expirationTime }),
    creationTime: table.creationTime ?? now,
    lastModifiedTime: now,
    etag: newEtag(),
    properties,
  };
  if (!view) await tx.session.run(`CREATE OR REPLACE TABLE ${sqlName(ref)} (${columnsSql(meta)})`);
  await tx.putTable(meta);
  return meta;
}

export const newEtag = (): string => Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64');

/** DuckDB has no table without columns; BigQuery has. */
const NO_COLUMNS = '"(none)" INTEGER';

function columnsSql({ fields, partitioning }: TableMeta): string {
  const columns = fields.map(columnSql);
  if (partitioning?.kind === 'time' && isIngestionTime(partitioning)) {
    columns.push(`${PARTITION_TIME} TIMESTAMPTZ DEFAULT date_trunc('${partitioning.unit}', now())`);
  }
  return columns.join(', ') || NO_COLUMNS;
}

function withDefaultExpiration(partitioning: Partitioning | undefined, dataset: DatasetMeta): Partitioning | undefined {
  const expirationMs = dataset.properties['defaultPartitionExpirationMs'];
  if (partitioning?.kind !== 'time' || expirationMs === undefined || partitioning.expirationMs !== undefined) {
    return partitioning;
  }
  return { ...partitioning, expirationMs: Number(expirationMs) };
}

/** A dataset's default for partitions takes the place of that for tables. */
function defaultExpiration(
  dataset: DatasetMeta,
  partitioning: Partitioning | undefined,
  now: number,
): number | undefined {
  const expirationMs = dataset.properties['defaultTableExpirationMs'];
  const isPartitionwise =
    partitioning?.kind === 'time' && dataset.properties['defaultPartitionExpirationMs'] !== undefined;
  return expirationMs === undefined || isPartitionwise ? undefined : now + Number(expirationMs);
}
