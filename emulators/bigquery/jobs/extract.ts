import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBValue } from '@duckdb/node-api';
import type { TableMeta } from '../catalog/meta.ts';
import { partitionIdSql, requirePartitionId, requirePartitioning } from '../catalog/partitioning.ts';
import { createTableSizes } from '../catalog/tableSize.ts';
import type { Session } from '../engine/session.ts';
import { invalid } from '../errors/apiError.ts';
import { type ExtractPlan, extractPlan } from '../extract/extractPlan.ts';
import { writeAvro } from '../extract/writeAvro.ts';
import { writeText } from '../extract/writeText.ts';
import { requireSameLocation } from '../objects/bucketLocations.ts';
import { quoteName, quoteText, sqlName, tableName } from '../schema/names.ts';
import type { StubContext } from '../state/context.ts';
import type { JobRecord } from '../state/job.ts';
import type { JobOutcome, PreparedJob } from './executor.ts';

/** Looks the table up; the commit writes its rows into an object. */
export async function prepareExtract(record: JobRecord, context: StubContext): Promise<PreparedJob> {
  const plan = extractPlan(record.configuration.extract ?? {}, record.ref.projectId);
  const meta = context.catalog.table(plan.source.table);
  if (meta.view)
    throw invalid(`${tableName(meta.ref)} is not allowed for this operation because it is currently a VIEW.`);
  const { location } = context.catalog.dataset(meta.ref);
  const destination = context.bucketLocations.of(plan.object.bucket);
  requireSameLocation({ source: location, destination, dataset: location });
  const file = path.join(context.workDir, randomUUID());
  return {
    commit: () => context.heavyWork(() => commit({ plan, meta, file }, context)),
    dispose: () => rm(file, { force: true }),
  };
}

interface Extract {
  plan: ExtractPlan;
  meta: TableMeta;
  file: string;
}

async function commit({ plan, meta, file }: Extract, context: StubContext): Promise<JobOutcome> {
  const { fields } = meta;
  await context.catalog.engine.use(async (session) => {
    const sql = selectSql(meta, plan.source.partition);
    switch (plan.format) {
      case 'PARQUET':
        await session.run(`COPY (${sql}) TO ${quoteText(file)} (FORMAT parquet, COMPRESSION ${parquetCodec(plan)})`);
        return;
      case 'AVRO':
        return writeAvro({ plan, fields, chunks: chunksOf(session, sql), file });
      case 'CSV':
      case 'NEWLINE_DELIMITED_JSON':
        return writeText({ plan, fields, chunks: chunksOf(session, sql), file });
    }
  });
  await context.objects.upload(plan.object, file);
  const { numBytes } = await createTableSizes(context.catalog.engine)(meta);
  return { statistics: { extract: { destinationUriFileCounts: ['1'], inputBytes: String(numBytes) } } };
}

const parquetCodec = ({ compression }: ExtractPlan): string => (compression === 'NONE' ? 'uncompressed' : compression);

function selectSql(meta: TableMeta, partition: string | undefined): string {
  const columns = meta.fields.map(({ name }) => quoteName(name)).join(', ') || 'NULL';
  const from = `SELECT ${columns} FROM ${sqlName(meta.ref)}`;
  if (partition === undefined) return from;
  const partitioning = requirePartitioning(meta, partition);
  requirePartitionId(partitioning, partition);
  return `${from} WHERE ${partitionIdSql(partitioning)} = ${quoteText(partition)}`;
}

async function* chunksOf({ connection }: Session, sql: string): AsyncGenerator<DuckDBValue[][]> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    yield chunk.getRows();
  }
}
