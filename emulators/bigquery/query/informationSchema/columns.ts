import type { TableMeta } from '../../catalog/meta.ts';
import { isIngestionTime, PARTITION_TIME } from '../../catalog/partitioning.ts';
import { defaultExpression, type Field } from '../../schema/field.ts';
import { typeName } from '../../schema/typeName.ts';
import { type Value, valuesSql } from './valuesSql.ts';

/** https://cloud.google.com/bigquery/docs/information-schema-columns */
export const columnsView = (tables: readonly TableMeta[]): string =>
  valuesSql(
    {
      table_catalog: 'VARCHAR',
      table_schema: 'VARCHAR',
      table_name: 'VARCHAR',
      column_name: 'VARCHAR',
      ordinal_position: 'BIGINT',
      is_nullable: 'VARCHAR',
      data_type: 'VARCHAR',
      is_generated: 'VARCHAR',
      is_hidden: 'VARCHAR',
      is_system_defined: 'VARCHAR',
      is_partitioning_column: 'VARCHAR',
      clustering_ordinal_position: 'BIGINT',
      column_default: 'VARCHAR',
    },
    tables.flatMap((table) => [
      ...table.fields.map((field, index) => columnRow(table, field, index)),
      ...hiddenRows(table),
    ]),
  );

type Row = Record<string, Value>;

const yes = (is: boolean): string => (is ? 'YES' : 'NO');

function columnRow(table: TableMeta, field: Field, index: number): Row {
  const { ref, partitioning, clustering = [] } = table;
  const cluster = clustering.findIndex((name) => name.toLowerCase() === field.name.toLowerCase());
  return {
    table_catalog: ref.projectId,
    table_schema: ref.datasetId,
    table_name: ref.tableId,
    column_name: field.name,
    ordinal_position: index + 1,
    is_nullable: yes(field.mode === 'NULLABLE'),
    data_type: typeName(field),
    is_generated: 'NEVER',
    is_hidden: 'NO',
    is_system_defined: 'NO',
    is_partitioning_column: yes(partitioning?.field?.toLowerCase() === field.name.toLowerCase()),
    clustering_ordinal_position: cluster < 0 ? null : cluster + 1,
    column_default: defaultExpression(field) ?? 'NULL',
  };
}

function hiddenRows(table: TableMeta): Row[] {
  if (!isIngestionTime(table.partitioning)) return [];
  const field: Field = { name: PARTITION_TIME, type: 'TIMESTAMP', mode: 'NULLABLE' };
  return [
    {
      ...columnRow(table, field, -1),
      ordinal_position: null,
      is_hidden: 'YES',
      is_system_defined: 'YES',
      is_partitioning_column: 'YES',
    },
  ];
}

/** https://cloud.google.com/bigquery/docs/information-schema-column-field-paths */
export const fieldPathsView = (tables: readonly TableMeta[]): string =>
  valuesSql(
    {
      table_catalog: 'VARCHAR',
      table_schema: 'VARCHAR',
      table_name: 'VARCHAR',
      column_name: 'VARCHAR',
      field_path: 'VARCHAR',
      data_type: 'VARCHAR',
      description: 'VARCHAR',
    },
    tables.flatMap(({ ref, fields }) =>
      fields.flatMap((column) =>
        pathsOf(column, '').map(([path, field]) => ({
          table_catalog: ref.projectId,
          table_schema: ref.datasetId,
          table_name: ref.tableId,
          column_name: column.name,
          field_path: path,
          data_type: typeName(field),
          description: field.description,
        })),
      ),
    ),
  );

function pathsOf(field: Field, prefix: string): [path: string, field: Field][] {
  const path = prefix + field.name;
  return [[path, field], ...(field.fields ?? []).flatMap((inner) => pathsOf(inner, `${path}.`))];
}
