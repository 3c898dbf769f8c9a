import type { Catalog } from '../catalog/catalog.ts';
import type { TableMeta } from '../catalog/meta.ts';
import { SqlError, unsupportedSql } from '../errors/sqlError.ts';
import { quoteText, sqlName } from '../schema/names.ts';
import type { StubContext } from '../state/context.ts';
import { columnsView, fieldPathsView } from './informationSchema/columns.ts';
import { jobsView } from './informationSchema/jobs.ts';
import { partitionsView } from './informationSchema/partitions.ts';
import { schemataView } from './informationSchema/schemata.ts';
import { tableOptionsView, tablesView, viewsView } from './informationSchema/tables.ts';
import { valuesSql } from './informationSchema/valuesSql.ts';
import type { TableId } from './script/statement.ts';

const PREFIX = 'INFORMATION_SCHEMA.';

const TABLE_VIEWS: Readonly<Record<string, (tables: readonly TableMeta[]) => string>> = {
  TABLES: tablesView,
  VIEWS: viewsView,
  TABLE_OPTIONS: tableOptionsView,
  COLUMNS: columnsView,
  COLUMN_FIELD_PATHS: fieldPathsView,
  PARTITIONS: partitionsView,
};

/** The query for INFORMATION_SCHEMA.X or `__TABLES__`; undefined for any other table. @throws SqlError for a view that is not here. */
export function metadataView(table: TableId, context: StubContext): string | undefined {
  const { catalog, jobs } = context;
  if (table.tableId === '__TABLES__') return tablesSummary(tablesOf(catalog, table));
  if (!table.tableId.startsWith(PREFIX)) return undefined;
  const name = table.tableId.slice(PREFIX.length);
  const ofTables = TABLE_VIEWS[name];
  if (ofTables) return ofTables(tablesOf(catalog, table));
  if (name === 'SCHEMATA') return schemataView(catalog.datasets(table.projectId).filter(({ hidden }) => !hidden));
  if (/^JOBS(?:_BY_PROJECT|_BY_USER)?$/.test(name)) return jobsView(jobs.list(table.projectId));
  throw unsupportedSql(`${PREFIX}${name}`);
}

/** Without a dataset, or with a region in its place, the tables of the whole project. */
function tablesOf(catalog: Catalog, { projectId, datasetId }: TableId): TableMeta[] {
  if (datasetId !== '' && !datasetId.startsWith('region-')) {
    if (!catalog.findDataset({ projectId, datasetId })) {
      throw new SqlError(`Not found: Dataset ${projectId}:${datasetId}`, undefined, 'notFound');
    }
    return catalog.tables({ projectId, datasetId });
  }
  return catalog
    .datasets(projectId)
    .filter(({ hidden }) => !hidden)
    .flatMap(({ ref }) => catalog.tables(ref));
}

/** Legacy, and still used: `dataset.__TABLES__`. Type 1 is a table, 2 a view. */
function tablesSummary(tables: readonly TableMeta[]): string {
  const empty = valuesSql(
    {
      project_id: 'VARCHAR',
      dataset_id: 'VARCHAR',
      table_id: 'VARCHAR',
      creation_time: 'BIGINT',
      last_modified_time: 'BIGINT',
      row_count: 'BIGINT',
      size_bytes: 'BIGINT',
      type: 'BIGINT',
    },
    [],
  );
  const selects = tables.map(({ ref, view, creationTime, lastModifiedTime }) => {
    const count = view ? '0' : `(SELECT count(*) FROM ${sqlName(ref)})`;
    return ` UNION ALL SELECT ${quoteText(ref.projectId)}, ${quoteText(ref.datasetId)}, ${quoteText(ref.tableId)},
      ${creationTime}, ${lastModifiedTime}, ${count}, 0, ${view ? 2 : 1}`;
  });
  return `(SELECT * FROM ${empty}${selects.join('')})`;
}
