import { createTable } from '../catalog/createTable.ts';
import type { TableMeta } from '../catalog/meta.ts';
import { isIngestionTime, PARTITION_TIME, type Partitioning, partitioningOf } from '../catalog/partitioning.ts';
import type { Transaction } from '../catalog/transaction.ts';
import { asInTable } from '../engine/describe.ts';
import { duplicate } from '../errors/apiError.ts';
import { canonicalFields, type Field } from '../schema/field.ts';
import { quoteName, sqlName, type TableRef, tableName, takeApart } from '../schema/names.ts';
import type { StatementOutcome } from '../state/statementOutcome.ts';
import { insertRows } from '../tables/insertRows.ts';
import type { QueryRun } from './queryRun.ts';
import type { CreateTable, CreateTableDdl, CreateView, Partitioning as PartitionBy } from './script/statement.ts';
import { tableOptions, withPartitionOptions } from './tableOptions.ts';

type Operation = 'CREATE' | 'SKIP' | 'REPLACE';

/** CREATE TABLE, also … AS SELECT, LIKE, COPY and CLONE. */
export async function runCreateTable(run: QueryRun, statement: CreateTable): Promise<StatementOutcome> {
  const { ddl, target, kind } = statement;
  if (ddl.temporary) {
    const { sql = '' } = statement;
    await run.context.heavyWork(() => run.session.run(sql));
    return { statistics: { statementType: kind, ddlOperationPerformed: 'CREATE', totalBytesProcessed: '0' } };
  }
  const { table: ref } = takeApart(target);
  return run.write(ref, async (tx) => {
    run.context.catalog.dataset(ref);
    const present = tx.findTable(ref);
    const planned = plan(ref, present, ddl);
    if (planned === 'SKIP') return ddlOutcome(kind, planned, ref);
    if (present) await tx.removeTable(ref);
    await make(run, tx, { ref, ddl });
    return ddlOutcome(kind, planned, ref);
  });
}

export const ddlOutcome = (statementType: string, operation: string, ddlTargetTable: TableRef): StatementOutcome => ({
  statistics: { statementType, ddlOperationPerformed: operation, ddlTargetTable, totalBytesProcessed: '0' },
});

/** @throws ApiError `duplicate` */
function plan(
  ref: TableRef,
  present: TableMeta | undefined,
  ddl: { orReplace: boolean; ifNotExists: boolean },
): Operation {
  if (!present) return 'CREATE';
  if (ddl.orReplace) return 'REPLACE';
  if (ddl.ifNotExists) return 'SKIP';
  throw duplicate(`Already Exists: Table ${tableName(ref)}`);
}

interface Making {
  ref: TableRef;
  ddl: CreateTableDdl;
}

async function make(run: QueryRun, tx: Transaction, { ref, ddl }: Making): Promise<void> {
  const { catalog } = run.context;
  const source = ddl.source && catalog.table(takeApart(ddl.source.table).table);
  const described = ddl.queryFields ?? [];
  const fields = ddl.columns ? canonicalFields(ddl.columns) : (source?.fields ?? described);
  const { properties, expirationTime, partition } = tableOptions(ddl.options);
  const partitioning = partitioningFrom(ddl.partitioning, fields) ?? source?.partitioning;
  const meta = await createTable(tx, catalog.dataset(ref), {
    ref,
    fields,
    partitioning: withPartitionOptions(partitioning, partition),
    clustering: ddl.clustering ?? source?.clustering,
    expirationTime: expirationTime ?? undefined,
    properties,
  });
  if (source && ddl.source?.rows) await fill(tx, meta, copyOf(source));
  if (ddl.query !== undefined)
    await fill(tx, meta, { fields: renamed(described, fields), source: named(ddl.query, described, fields) });
}

interface Rows {
  fields: Field[];
  source: string;
  carriesPartitionTime?: boolean;
}

async function fill(tx: Transaction, meta: TableMeta, rows: Rows): Promise<void> {
  const { partitionTimes } = await insertRows(tx, meta, {
    ...rows,
    fields: asInTable(rows.fields, meta.fields),
    partition: undefined,
  });
  if (partitionTimes) await tx.putTable({ ...meta, partitionTimes });
}

function copyOf({ ref, fields, partitioning }: TableMeta): Rows {
  const carriesPartitionTime = isIngestionTime(partitioning);
  const hidden = carriesPartitionTime ? `, ${PARTITION_TIME}` : '';
  return {
    fields,
    carriesPartitionTime,
    source: `SELECT *${hidden && ` EXCLUDE (${PARTITION_TIME})`}${hidden} FROM ${sqlName(ref)}`,
  };
}

/** The query's columns are the table's by position where the table lists its columns. */
const renamed = (described: readonly Field[], fields: readonly Field[]): Field[] =>
  described.map((field, index) => ({ ...field, name: fields[index]?.name ?? field.name }));

const named = (query: string, described: readonly Field[], fields: readonly Field[]): string =>
  `SELECT * FROM (${query}) AS query_result(${renamed(described, fields)
    .map(({ name }) => quoteName(name))
    .join(', ')})`;

function partitioningFrom(by: PartitionBy | undefined, fields: readonly Field[]): Partitioning | undefined {
  if (!by) return undefined;
  if (by.kind === 'range') {
    const { field, start, end, interval } = by;
    return partitioningOf({ rangePartitioning: { field, range: { start, end, interval } } }, fields);
  }
  return partitioningOf(
    { timePartitioning: { type: by.type, ...(by.field === undefined ? {} : { field: by.field }) } },
    fields,
  );
}

/** CREATE VIEW. The view keeps its GoogleSQL, which is computed anew each time it is read. */
export async function runCreateView(run: QueryRun, { target, ddl, kind }: CreateView): Promise<StatementOutcome> {
  const { table: ref } = takeApart(target);
  const fields = ddl.fields.map((field, index) => ({ ...field, name: ddl.columns?.[index] ?? field.name }));
  return run.write(ref, async (tx) => {
    const dataset = run.context.catalog.dataset(ref);
    const present = tx.findTable(ref);
    const planned = plan(ref, present, ddl);
    if (planned === 'SKIP') return ddlOutcome(kind, planned, ref);
    if (present) await tx.removeTable(ref);
    const { properties, expirationTime } = tableOptions(ddl.options);
    const view = { query: ddl.source, useLegacySql: false };
    await createTable(tx, dataset, { ref, fields, view, properties, expirationTime: expirationTime ?? undefined });
    return ddlOutcome(kind, planned, ref);
  });
}
