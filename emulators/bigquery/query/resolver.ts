import type { TableMeta } from '../catalog/meta.ts';
import {
  isIngestionTime,
  PARTITION_TIME,
  partitionIdSql,
  requirePartitionId,
  requirePartitioning,
} from '../catalog/partitioning.ts';
import { SqlError } from '../errors/sqlError.ts';
import {
  type DatasetRef,
  quoteName,
  quoteText,
  sqlName,
  type TableRef,
  tableName,
  takeApart,
} from '../schema/names.ts';
import type { StubContext } from '../state/context.ts';
import { partitionsSummary } from './informationSchema/partitions.ts';
import { metadataView } from './metadataView.ts';
import type { NameContext, TableId } from './script/statement.ts';

/** How the catalog answers when a statement names a table: what a plain DuckDB table is not, is a query. */
export function createResolver(context: StubContext, location: string): NameContext['resolve'] {
  const { catalog } = context;

  function resolve(table: TableId): string | undefined {
    const view = metadataView(table, context);
    if (view !== undefined) return view;
    requireDataset(table);
    const { table: ref, partition: decorator } = takeApart(table);
    if (ref.tableId.endsWith('*')) return wildcardSql(ref, catalog.tables(ref));
    const meta = catalog.findTable(ref);
    if (!meta) throw notFound(`Table ${tableName(ref)}`);
    if (decorator === '__PARTITIONS_SUMMARY__') return partitionsSummary(meta);
    if (decorator === undefined && !isIngestionTime(meta.partitioning)) return undefined;
    return partitionSql(meta, decorator);
  }

  function requireDataset(ref: DatasetRef): void {
    const dataset = catalog.findDataset(ref);
    if (dataset?.location.toLowerCase() !== location.toLowerCase())
      throw notFound(`Dataset ${ref.projectId}:${ref.datasetId}`);
  }

  const notFound = (what: string): SqlError =>
    new SqlError(`Not found: ${what} was not found in location ${location}`, undefined, 'notFound');

  return resolve;
}

/** A partition, or a table with a hidden column, which only those see who ask for it. */
function partitionSql(meta: TableMeta, partition: string | undefined): string {
  const columns = [...columnNames(meta), ...pseudoColumns(meta)].join(', ') || 'NULL';
  const from = `SELECT ${columns} FROM ${sqlName(meta.ref)}`;
  if (partition === undefined) return `(${from})`;
  const partitioning = requirePartitioning(meta, partition);
  requirePartitionId(partitioning, partition);
  return `(${from} WHERE ${partitionIdSql(partitioning)} = ${quoteText(partition)})`;
}

const columnNames = ({ fields }: TableMeta): string[] => fields.map(({ name }) => quoteName(name));

const pseudoColumns = ({ partitioning }: TableMeta): string[] =>
  isIngestionTime(partitioning) ? [PARTITION_TIME, `CAST(${PARTITION_TIME} AS DATE) AS _PARTITIONDATE`] : [];

/** All tables whose names begin so, their columns matched by name. */
function wildcardSql(ref: TableRef, tables: readonly TableMeta[]): string {
  const prefix = ref.tableId.slice(0, -1);
  const matching = tables.filter((table) => table.ref.tableId.startsWith(prefix) && !table.view);
  if (matching.length === 0) throw new SqlError(`${tableName(ref)} does not match any table.`);
  const [newest] = [...matching].sort((left, right) => right.creationTime - left.creationTime);
  // The newest table says what columns there are.
  const fields = newest?.fields ?? [];
  const selects = matching.map((meta) => {
    const present = new Set(meta.fields.map(({ name }) => name.toLowerCase()));
    const columns = fields.map(({ name }) =>
      present.has(name.toLowerCase()) ? quoteName(name) : `NULL AS ${quoteName(name)}`,
    );
    const suffix = `${quoteText(meta.ref.tableId.slice(prefix.length))} AS _TABLE_SUFFIX`;
    return `SELECT ${[...columns, suffix, ...pseudoColumns(meta)].join(', ')} FROM ${sqlName(meta.ref)}`;
  });
  return `(${selects.join(' UNION ALL ')})`;
}
