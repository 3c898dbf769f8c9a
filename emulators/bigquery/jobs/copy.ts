import type { TableMeta } from '../catalog/meta.ts';
import {
  isIngestionTime,
  PARTITION_TIME,
  partitionIdSql,
  partitioningResource,
  requirePartitionId,
  requirePartitioning,
} from '../catalog/partitioning.ts';
import { compareSchemas, schemaMismatch } from '../catalog/schemaEvolution.ts';
import { requireCopyableLayout } from '../catalog/tableLayout.ts';
import { createTableSizes } from '../catalog/tableSize.ts';
import { createDispositionOf, writeDispositionOf } from '../catalog/writeDisposition.ts';
import { ApiError, invalid, unsupported } from '../errors/apiError.ts';
import type { CopyConfiguration } from '../rest/resources.ts';
import type { Field } from '../schema/field.ts';
import { type Destination, destinationOf, quoteName, quoteText, sqlName, tableName } from '../schema/names.ts';
import type { StubContext } from '../state/context.ts';
import { type JobRecord, jobName } from '../state/job.ts';
import { type TableWrite, writeTable } from '../tables/writeTable.ts';
import type { JobOutcome, PreparedJob } from './executor.ts';

interface Source extends Destination {
  meta: TableMeta;
}

/** Looks the sources up; the commit copies their rows as they are then. */
export async function prepareCopy(record: JobRecord, context: StubContext): Promise<PreparedJob> {
  const copy = record.configuration.copy ?? {};
  const { operationType } = copy;
  if (operationType === 'SNAPSHOT' || operationType === 'RESTORE') throw unsupported(`copies of type ${operationType}`);
  const destination = destinationOf(copy.destinationTable, record.ref.projectId);
  const sources = sourcesOf(copy, record.ref.projectId, context);
  return {
    commit: () => commit({ record, copy, destination, sources }, context),
    dispose: () => Promise.resolve(),
  };
}

function sourcesOf(copy: CopyConfiguration, projectId: string, { catalog }: StubContext): [Source, ...Source[]] {
  const references = copy.sourceTables ?? (copy.sourceTable ? [copy.sourceTable] : []);
  const [first, ...others] = references.map((reference): Source => {
    const source = destinationOf(reference, projectId);
    const meta = catalog.table(source.table);
    if (meta.view)
      throw invalid(
        `Using table ${tableName(meta.ref)} is not allowed for this operation because of its type. Try using a different table that is of type TABLE.`,
      );
    if (source.partition !== undefined)
      requirePartitionId(requirePartitioning(meta, source.partition), source.partition);
    return { ...source, meta };
  });
  if (!first) throw new ApiError(400, 'required', 'Required parameter is missing: sourceTables');
  return [first, ...others];
}

interface Copy {
  record: JobRecord;
  copy: CopyConfiguration;
  destination: Destination;
  sources: [Source, ...Source[]];
}

function commit(job: Copy, context: StubContext): Promise<JobOutcome> {
  const { table } = job.destination;
  return context.catalog.locks.hold([tableName(table)], () =>
    context.heavyWork(() =>
      context.catalog.transact(table.projectId, async (tx) => {
        const written = await writeTable(tx, context, tableWrite(job));
        const outcome: JobOutcome = {
          statistics: {
            copy: { copiedRows: String(written.rows), copiedLogicalBytes: String(await copiedBytes(job, context)) },
          },
        };
        await tx.putFinishedJob(jobName(job.record.ref), outcome);
        return outcome;
      }),
    ),
  );
}

async function copiedBytes({ sources }: Copy, { catalog }: StubContext): Promise<number> {
  const sizeOf = createTableSizes(catalog.engine);
  const sizes = await Promise.all(sources.map(({ meta }) => sizeOf(meta)));
  return sizes.reduce((sum, { numBytes }) => sum + numBytes, 0);
}

function tableWrite({ copy, destination, sources }: Copy): TableWrite {
  const [first] = sources;
  const refusal = schemaMismatch(destination.table);
  const fields = commonFields(sources, refusal);
  const isPartitioned = first.partition === undefined;
  const carriesPartitionTime =
    sources.every(({ meta }) => isIngestionTime(meta.partitioning)) && destination.partition === undefined;
  const { description, friendlyName, labels, tableConstraints } = first.meta.properties;
  return {
    destination,
    createDisposition: createDispositionOf(copy.createDisposition),
    writeDisposition: writeDispositionOf(copy.writeDisposition, 'WRITE_EMPTY'),
    fields,
    source: sources.map((source) => selectSql(source, fields, carriesPartitionTime)).join(' UNION ALL '),
    carriesPartitionTime,
    evolution: { mayAddFields: false, mayRelaxFields: false, modes: 'narrower', refusal },
    ...(isPartitioned
      ? { partitioning: partitioningResource(first.meta.partitioning), clustering: first.meta.clustering }
      : {}),
    requireLayout: (present) => {
      for (const { meta, partition } of sources) if (partition === undefined) requireCopyableLayout(meta, present);
    },
    properties: JSON.parse(JSON.stringify({ description, friendlyName, labels, tableConstraints })) as Record<
      string,
      unknown
    >,
    tableConstraints,
  };
}

/** Sources have to agree; a column that one of them lacks is NULL for its rows. */
function commonFields([first, ...others]: [Source, ...Source[]], refusal: string): Field[] {
  return others.reduce(
    (fields, { meta }) =>
      compareSchemas(fields, meta.fields, { mayAddFields: false, mayRelaxFields: true, modes: 'narrower', refusal })
        .fields,
    first.meta.fields,
  );
}

function selectSql({ meta, partition }: Source, fields: readonly Field[], carriesPartitionTime: boolean): string {
  const present = new Set(meta.fields.map(({ name }) => name.toLowerCase()));
  const columns = fields.map(({ name }) =>
    present.has(name.toLowerCase()) ? quoteName(name) : `NULL AS ${quoteName(name)}`,
  );
  if (carriesPartitionTime) columns.push(PARTITION_TIME);
  const where =
    partition !== undefined && meta.partitioning
      ? ` WHERE ${partitionIdSql(meta.partitioning)} = ${quoteText(partition)}`
      : '';
  return `SELECT ${columns.join(', ') || 'NULL'} FROM ${sqlName(meta.ref)}${where}`;
}
