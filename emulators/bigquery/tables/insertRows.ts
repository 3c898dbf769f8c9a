import type { TableMeta } from '../catalog/meta.ts';
import {
  isIngestionTime,
  PARTITION_TIME,
  type Partitioning,
  partitionIdSql,
  partitionStartSql,
} from '../catalog/partitioning.ts';
import type { Transaction } from '../catalog/transaction.ts';
import { invalid } from '../errors/apiError.ts';
import type { Field } from '../schema/field.ts';
import { quoteName, quoteText, sqlName, tableName } from '../schema/names.ts';

export interface RowSource {
  fields: readonly Field[];
  /** A DuckDB query whose columns have the fields' names. */
  source: string;
  /** The partition that all rows go to. */
  partition: string | undefined;
  /** Whether the source has a column `_PARTITIONTIME`, which says where its rows go. */
  carriesPartitionTime?: boolean;
}

export interface RowsInserted {
  rows: number;
  /** For a partitioned table: when each of its partitions was last written to, by partition ID. */
  partitionTimes?: Record<string, number>;
}

/** Inserts rows, each into its partition. @throws ApiError `invalid` for a row that is not of the given partition. */
export async function insertRows(tx: Transaction, table: TableMeta, rows: RowSource): Promise<RowsInserted> {
  const { partitioning } = table;
  if (!partitioning) return { rows: await tx.session.run(insertSql(table, rows.fields, rows.source)) };
  return insertPartitioned(tx, { ...table, partitioning }, rows);
}

/** The rows are laid aside first: which partitions they are in is asked of them, not of the whole table. */
const STAGED = 'temp.main.staged_rows';

async function insertPartitioned(
  tx: Transaction,
  table: TableMeta & { partitioning: Partitioning },
  { fields, source, partition, carriesPartitionTime = false }: RowSource,
): Promise<RowsInserted> {
  const { session } = tx;
  const isByArrival = isIngestionTime(table.partitioning);
  const arrival = isByArrival && !carriesPartitionTime ? arrivalSql(table.partitioning, partition) : '';
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${STAGED} AS SELECT *${arrival && `, ${arrival} AS ${PARTITION_TIME}`} FROM (${source})`,
  );
  const ids = await session.rows(`SELECT DISTINCT ${partitionIdSql(table.partitioning)} AS id FROM ${STAGED}`);
  const stray = ids.find(({ id }) => partition !== undefined && id !== partition);
  if (stray) {
    throw invalid(
      `Some rows belong to different partitions rather than destination partition ${tableName(table.ref)}$${partition}`,
    );
  }
  const columns = isByArrival ? [...fields, { name: PARTITION_TIME }] : fields;
  const rows = await session.run(insertSql(table, columns, `SELECT * FROM ${STAGED}`));
  await session.run(`DROP TABLE ${STAGED}`);
  const now = Date.now();
  const written = Object.fromEntries(ids.map(({ id }) => [String(id), now]));
  return { rows, partitionTimes: { ...table.partitionTimes, ...written } };
}

function insertSql({ ref, fields }: TableMeta, columns: readonly { name: string }[], source: string): string {
  if (fields.length === 0) return `INSERT INTO ${sqlName(ref)} SELECT NULL FROM (${source})`;
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  return `INSERT INTO ${sqlName(ref)} (${names}) SELECT ${names} FROM (${source})`;
}

/** What `_PARTITIONTIME` the rows get; empty where a column of theirs decides. */
function arrivalSql(partitioning: Partitioning, partition: string | undefined): string {
  if (partitioning.kind !== 'time') return '';
  if (partition === '__NULL__') return 'CAST(NULL AS TIMESTAMPTZ)';
  return partition === undefined
    ? `date_trunc(${quoteText(partitioning.unit)}, now())`
    : partitionStartSql(partitioning, partition);
}
