import type { TableMeta } from '../../catalog/meta.ts';
import { partitionIdSql } from '../../catalog/partitioning.ts';
import { quoteText, sqlName } from '../../schema/names.ts';
import { valuesSql } from './valuesSql.ts';

const EMPTY = valuesSql(
  {
    table_catalog: 'VARCHAR',
    table_schema: 'VARCHAR',
    table_name: 'VARCHAR',
    partition_id: 'VARCHAR',
    total_rows: 'BIGINT',
    total_logical_bytes: 'BIGINT',
    last_modified_time: 'TIMESTAMPTZ',
    storage_tier: 'VARCHAR',
  },
  [],
);

/** https://cloud.google.com/bigquery/docs/information-schema-partitions: a row a partition, one for a table without. */
export const partitionsView = (tables: readonly TableMeta[]): string =>
  `(SELECT * FROM ${EMPTY}${tables
    .filter(({ view }) => !view)
    .map((table) => ` UNION ALL BY NAME ${partitionsOf(table)}`)
    .join('')})`;

function partitionsOf(table: TableMeta): string {
  const { ref } = table;
  const { projectId, datasetId, tableId } = ref;
  return `SELECT ${quoteText(projectId)} AS table_catalog, ${quoteText(datasetId)} AS table_schema, ${quoteText(tableId)} AS table_name,
    partition_id, count(*) AS total_rows, 'ACTIVE' AS storage_tier, ${modifiedSql(table, 'partition_id')} AS last_modified_time
    FROM (SELECT ${idSql(table)} AS partition_id FROM ${sqlName(ref)}) GROUP BY partition_id`;
}

const idSql = ({ partitioning }: TableMeta): string =>
  partitioning ? partitionIdSql(partitioning) : 'CAST(NULL AS VARCHAR)';

/** DuckDB SQL for when the partition was last written to. */
function modifiedSql({ partitionTimes = {}, lastModifiedTime }: TableMeta, id: string): string {
  const cases = Object.entries(partitionTimes).map(([partition, time]) => `WHEN ${quoteText(partition)} THEN ${time}`);
  const millis =
    cases.length === 0 ? String(lastModifiedTime) : `CASE ${id} ${cases.join(' ')} ELSE ${lastModifiedTime} END`;
  return `make_timestamptz(${millis} * 1000)`;
}

/** Legacy SQL's `table$__PARTITIONS_SUMMARY__`. */
export function partitionsSummary(table: TableMeta): string {
  const { projectId, datasetId, tableId } = table.ref;
  return `(SELECT ${quoteText(projectId)} AS project_id, ${quoteText(datasetId)} AS dataset_id, ${quoteText(tableId)} AS table_id,
    partition_id, ${table.creationTime} AS creation_time,
    epoch_ms(${modifiedSql(table, 'partition_id')}) AS last_modified_time
    FROM (SELECT DISTINCT ${idSql(table)} AS partition_id FROM ${sqlName(table.ref)}))`;
}
