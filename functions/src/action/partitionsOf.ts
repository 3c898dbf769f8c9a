import { permanent } from '../failure/failure.ts';
import { fullTableName, type TableName } from '../model/table.ts';
import type { ActionContext } from './actionKind.ts';

/** Each is a job and a step of the process, whose journal entry is a document of 1 MiB. */
const MAX_PARTITIONS = 1000;

/**
 * The partitions to copy: those that the SQL gives in `partition_id`, or its first column, or else all that the table has.
 * What BigQuery still keeps in its streaming buffer (`__UNPARTITIONED__`) cannot be copied.
 */
export async function partitionsOf(
  table: TableName,
  sql: string | undefined,
  context: ActionContext,
): Promise<string[]> {
  const { deps, idempotencyKey } = context;
  const job = {
    projectId: deps.settings.projectId,
    location: await deps.warehouse.locationOf(table),
    jobId: `partitions_${idempotencyKey}`,
  };
  const partitions = new Set<string>();
  for await (const row of deps.queries.rows(sql ?? (await listing(table, context)), job, context)) {
    const id = row['partition_id'] ?? Object.values(row)[0];
    if (id !== null && id !== undefined) partitions.add(String(id));
    if (partitions.size > MAX_PARTITIONS) {
      throw permanent('invalid', `copy: there are more than ${MAX_PARTITIONS} partitions; take fewer by PartitionSQL`);
    }
  }
  return [...partitions];
}

async function listing(table: TableName, { deps }: ActionContext): Promise<string> {
  const found = await deps.tables.find(table);
  if (found === undefined) throw permanent('notFound', `copy: Source ${fullTableName(table)} does not exist`);
  if (!found.timePartitioning && !found.rangePartitioning) {
    throw permanent('invalid', `copy: Source ${fullTableName(table)} has no partitions; drop MultiPartition`);
  }
  const { projectId, datasetId, tableId } = table;
  return [
    'SELECT partition_id',
    `FROM \`${projectId}\`.\`${datasetId}\`.INFORMATION_SCHEMA.PARTITIONS`,
    `WHERE table_name = '${tableId}' AND partition_id IS NOT NULL AND partition_id != '__UNPARTITIONED__'`,
    'ORDER BY partition_id',
  ].join('\n');
}
