import { newEtag } from '../catalog/createTable.ts';
import type { TableMeta } from '../catalog/meta.ts';
import { partitionIdSql } from '../catalog/partitioning.ts';
import type { Session } from '../engine/session.ts';
import { invalid } from '../errors/apiError.ts';
import type { JobStatistics } from '../rest/resources.ts';
import { sqlName, type TableRef, tableName, takeApart } from '../schema/names.ts';
import type { StatementOutcome } from '../state/statementOutcome.ts';
import type { QueryRun } from './queryRun.ts';
import type { Statement } from './script/statement.ts';

type DmlStatement = Extract<Statement, { kind: 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE' | 'TRUNCATE_TABLE' }>;
type DmlStats = NonNullable<NonNullable<JobStatistics['query']>['dmlStats']>;

/** INSERT, UPDATE, DELETE, MERGE, TRUNCATE TABLE. */
export async function runDml(run: QueryRun, statement: DmlStatement): Promise<StatementOutcome> {
  const { table: ref } = takeApart(statement.target);
  if (ref.projectId === '') return runOnTemporary(run, statement);
  const end = isMutating(statement) ? run.context.quotas.beginDml(ref) : () => {};
  return writeTo(run, ref, statement).finally(end);
}

/** INSERT statements never wait for each other. https://cloud.google.com/bigquery/docs/data-manipulation-language#dml-limitations */
const isMutating = ({ kind }: DmlStatement): boolean => kind !== 'INSERT' && kind !== 'TRUNCATE_TABLE';

function writeTo(run: QueryRun, ref: TableRef, statement: DmlStatement): Promise<StatementOutcome> {
  return run.write(ref, async (tx) => {
    run.context.catalog.dataset(ref);
    const meta = tx.findTable(ref) ?? run.context.catalog.table(ref);
    if (meta.view) throw invalid(`Cannot modify ${tableName(ref)}: it is a view.`);
    const before = await partitionSizes(run.session, meta);
    const stats = await statement.apply();
    const partitionTimes = await changedPartitions(run.session, { meta, before, statement });
    await tx.putTable({
      ...meta,
      ...(partitionTimes ? { partitionTimes } : {}),
      lastModifiedTime: Date.now(),
      etag: newEtag(),
    });
    return dmlOutcome(statement, stats);
  });
}

/** A script's temporary table is DuckDB's, and nobody else's. */
async function runOnTemporary({ context }: QueryRun, statement: DmlStatement): Promise<StatementOutcome> {
  return dmlOutcome(statement, await context.heavyWork(() => statement.apply()));
}

function dmlOutcome({ kind }: DmlStatement, stats: DmlStats): StatementOutcome {
  const affected = Object.values(stats).reduce((sum, count) => sum + Number(count), 0);
  return {
    statistics: {
      statementType: kind,
      dmlStats: stats,
      numDmlAffectedRows: String(affected),
      totalBytesProcessed: '0',
    },
  };
}

type PartitionSizes = ReadonlyMap<string, number>;

async function partitionSizes(session: Session, { ref, partitioning }: TableMeta): Promise<PartitionSizes> {
  if (!partitioning) return new Map();
  const rows = await session.rows(
    `SELECT id, count(*) AS rows FROM (SELECT ${partitionIdSql(partitioning)} AS id FROM ${sqlName(ref)}) GROUP BY id`,
  );
  return new Map(rows.map(({ id, rows: count }) => [String(id), Number(count)]));
}

interface Change {
  meta: TableMeta;
  before: PartitionSizes;
  statement: DmlStatement;
}

/** UPDATE and MERGE may have changed rows of any partition: all of them count as written to. */
async function changedPartitions(
  session: Session,
  { meta, before, statement }: Change,
): Promise<TableMeta['partitionTimes']> {
  if (!meta.partitioning) return undefined;
  const after = await partitionSizes(session, meta);
  const now = Date.now();
  const isAnywhere = statement.kind === 'UPDATE' || statement.kind === 'MERGE';
  const times = [...after].map(([id, size]) => {
    const isWritten = isAnywhere || before.get(id) !== size;
    return [id, isWritten ? now : (meta.partitionTimes?.[id] ?? now)] as const;
  });
  return Object.fromEntries(times);
}
