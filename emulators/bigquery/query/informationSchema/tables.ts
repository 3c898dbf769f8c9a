import type { TableMeta } from '../../catalog/meta.ts';
import { valuesSql } from './valuesSql.ts';

/** https://cloud.google.com/bigquery/docs/information-schema-tables */
export const tablesView = (tables: readonly TableMeta[]): string =>
  valuesSql(
    {
      table_catalog: 'VARCHAR',
      table_schema: 'VARCHAR',
      table_name: 'VARCHAR',
      table_type: 'VARCHAR',
      is_insertable_into: 'VARCHAR',
      is_typed: 'VARCHAR',
      creation_time: 'TIMESTAMPTZ',
      ddl: 'VARCHAR',
    },
    tables.map(({ ref, view, creationTime }) => ({
      table_catalog: ref.projectId,
      table_schema: ref.datasetId,
      table_name: ref.tableId,
      table_type: view ? 'VIEW' : 'BASE TABLE',
      is_insertable_into: view ? 'NO' : 'YES',
      is_typed: 'NO',
      creation_time: creationTime,
    })),
  );

/** https://cloud.google.com/bigquery/docs/information-schema-views */
export const viewsView = (tables: readonly TableMeta[]): string =>
  valuesSql(
    {
      table_catalog: 'VARCHAR',
      table_schema: 'VARCHAR',
      table_name: 'VARCHAR',
      view_definition: 'VARCHAR',
      check_option: 'VARCHAR',
      use_standard_sql: 'VARCHAR',
    },
    tables.flatMap(({ ref, view }) =>
      view
        ? {
            table_catalog: ref.projectId,
            table_schema: ref.datasetId,
            table_name: ref.tableId,
            view_definition: view.query,
            use_standard_sql: view.useLegacySql ? 'NO' : 'YES',
          }
        : [],
    ),
  );

/** https://cloud.google.com/bigquery/docs/information-schema-table-options */
export const tableOptionsView = (tables: readonly TableMeta[]): string =>
  valuesSql(
    {
      table_catalog: 'VARCHAR',
      table_schema: 'VARCHAR',
      table_name: 'VARCHAR',
      option_name: 'VARCHAR',
      option_type: 'VARCHAR',
      option_value: 'VARCHAR',
    },
    tables.flatMap((table) =>
      [...options(table), ...partitionOptions(table)].map(([name, type, value]) => ({
        table_catalog: table.ref.projectId,
        table_schema: table.ref.datasetId,
        table_name: table.ref.tableId,
        option_name: name,
        option_type: type,
        option_value: value,
      })),
    ),
  );

type Option = [name: string, type: string, value: string];

function options({ properties, expirationTime }: TableMeta): Option[] {
  const { description, friendlyName, labels } = properties;
  return [
    ...(expirationTime === undefined
      ? []
      : [['expiration_timestamp', 'TIMESTAMP', `TIMESTAMP "${new Date(expirationTime).toISOString()}"`] as Option]),
    ...(description === undefined ? [] : [['description', 'STRING', JSON.stringify(description)] as Option]),
    ...(friendlyName === undefined ? [] : [['friendly_name', 'STRING', JSON.stringify(friendlyName)] as Option]),
    ...(labels === undefined ? [] : [['labels', 'ARRAY<STRUCT<STRING, STRING>>', labelsText(labels)] as Option]),
  ];
}

function partitionOptions({ partitioning, properties }: TableMeta): Option[] {
  const { expirationMs, requirePartitionFilter = properties['requirePartitionFilter'] } =
    partitioning?.kind === 'time' ? partitioning : {};
  return [
    ...(expirationMs === undefined
      ? []
      : [['partition_expiration_days', 'FLOAT64', floatText(expirationMs / DAY_MS)] as Option]),
    ...(requirePartitionFilter === true ? [['require_partition_filter', 'BOOL', 'true'] as Option] : []),
  ];
}

const DAY_MS = 86_400_000;

const floatText = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

const labelsText = (labels: unknown): string =>
  `[${Object.entries(labels as Record<string, string>)
    .map(([name, value]) => `STRUCT(${JSON.stringify(name)}, ${JSON.stringify(value)})`)
    .join(', ')}]`;
