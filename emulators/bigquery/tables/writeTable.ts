import { createTable, newEtag } from '../catalog/createTable.ts';
import type { TableMeta } from '../catalog/meta.ts';
import {
  type PartitioningRequest,
  partitionIdSql,
  partitioningOf,
  requirePartitionId,
  requirePartitioning,
  unitOfPartitionId,
} from '../catalog/partitioning.ts';
import { applySchemaChanges, compareSchemas, type EvolutionRules } from '../catalog/schemaEvolution.ts';
import { requireLayoutColumns, requireSameLayout } from '../catalog/tableLayout.ts';
import type { Transaction } from '../catalog/transaction.ts';
import { duplicate, invalid, notFound } from '../errors/apiError.ts';
import type { Field } from '../schema/field.ts';
import { type Destination, quoteText, sqlName, tableName } from '../schema/names.ts';
import type { StubContext } from '../state/context.ts';
import { insertRows } from './insertRows.ts';

/** Rows that go into a table: what load, query and copy jobs have in common. */
export interface TableWrite {
  destination: Destination;
  createDisposition?: string | undefined;
  writeDisposition: string;
  /** What the rows have; the source's columns have these names. */
  fields: Field[];
  /** A DuckDB query for the rows, without parentheses. */
  source: string;
  /** Whether the source has a column `_PARTITIONTIME`, which says where its rows go. */
  carriesPartitionTime?: boolean;
  /** Whether the rows' schema may differ from the table's, and how BigQuery refuses it. */
  evolution: EvolutionRules;
  partitioning?: PartitioningRequest;
  clustering?: string[] | undefined;
  /** What the layout of a table that is there has to be like; without it, like `partitioning` and `clustering`. */
  requireLayout?(present: TableMeta): void;
  /** For a table that is made. */
  properties?: Record<string, unknown> | undefined;
  /** Keys of the source, which a table has after WRITE_TRUNCATE; rows that are loaded or queried have none. */
  tableConstraints?: unknown;
  expirationTime?: number | undefined;
}

export interface TableWritten {
  table: TableMeta;
  rows: number;
}

/** Writes rows as the dispositions say, in the caller's transaction and under the table's lock. */
export async function writeTable(tx: Transaction, context: StubContext, write: TableWrite): Promise<TableWritten> {
  const { table: ref, partition } = write.destination;
  context.catalog.dataset(ref);
  const present = tx.findTable(ref);
  if (!present && write.createDisposition === 'CREATE_NEVER') throw notFound(`Not found: Table ${tableName(ref)}`);
  if (present?.view)
    throw invalid(`${tableName(ref)} is not allowed for this operation because it is currently a VIEW.`);
  context.quotas.noteTableModification(present ?? { ref });
  const target = present ? await adapt(tx, present, { write, context }) : await create(tx, context, write);
  if (partition !== undefined) requirePartitionId(requirePartitioning(target, partition), partition);
  const { rows, partitionTimes } = await insertRows(tx, target, { ...write, partition });
  const table: TableMeta = {
    ...target,
    ...(partitionTimes ? { partitionTimes } : {}),
    lastModifiedTime: Date.now(),
    etag: newEtag(),
  };
  await tx.putTable(table);
  return { table, rows };
}

async function create(tx: Transaction, context: StubContext, write: TableWrite): Promise<TableMeta> {
  const { table: ref, partition } = write.destination;
  const unit = partition === undefined ? undefined : unitOfPartitionId(partition);
  const partitioning =
    partitioningOf(write.partitioning ?? {}, write.fields) ?? (unit ? { kind: 'time' as const, unit } : undefined);
  return createTable(tx, context.catalog.dataset(ref), {
    ref,
    fields: write.fields,
    partitioning,
    clustering: write.clustering,
    expirationTime: write.expirationTime,
    ...(write.properties ? { properties: write.properties } : {}),
  });
}

interface Adapting {
  write: TableWrite;
  context: StubContext;
}

async function adapt(tx: Transaction, present: TableMeta, { write, context }: Adapting): Promise<TableMeta> {
  const { partition } = write.destination;
  requireLayout(present, write);
  switch (write.writeDisposition) {
    case 'WRITE_EMPTY':
      if (await hasRows(tx, present, partition)) throw duplicate(`Already Exists: Table ${tableName(present.ref)}`);
      return evolve(tx, present, { write, context });
    case 'WRITE_APPEND':
      return evolve(tx, present, { write, context });
    case 'WRITE_TRUNCATE':
      return partition === undefined
        ? replace(tx, present, { write, context })
        : truncatePartition(tx, present, { write, context, partition });
    case 'WRITE_TRUNCATE_DATA':
      return deleteRows(tx, await evolve(tx, { ...present, partitionTimes: {} }, { write, context }));
    default:
      throw invalid(`Invalid value for writeDisposition: ${write.writeDisposition} is not a valid value`);
  }
}

function requireLayout(present: TableMeta, write: TableWrite): void {
  if (write.requireLayout) write.requireLayout(present);
  // A table that was made without columns gets its layout with its first rows.
  else if (present.fields.length > 0)
    requireSameLayout(present, {
      partitioning: partitioningOf(write.partitioning ?? {}, [...present.fields, ...write.fields]),
      clustering: write.clustering,
    });
}

async function deleteRows(tx: Transaction, table: TableMeta): Promise<TableMeta> {
  await tx.session.run(`DELETE FROM ${sqlName(table.ref)}`);
  return table;
}

async function hasRows(tx: Transaction, meta: TableMeta, partition: string | undefined): Promise<boolean> {
  const where =
    partition === undefined
      ? ''
      : ` WHERE ${partitionIdSql(requirePartitioning(meta, partition))} = ${quoteText(partition)}`;
  return (await tx.session.rows(`SELECT 1 FROM ${sqlName(meta.ref)}${where} LIMIT 1`)).length > 0;
}

/** WRITE_TRUNCATE replaces rows, schema and keys; layout, description and labels stay. */
async function replace(tx: Transaction, present: TableMeta, { write, context }: Adapting): Promise<TableMeta> {
  const { ref, properties, expirationTime, creationTime } = present;
  const { tableConstraints: _gone, ...kept } = properties;
  const partitioning = partitioningOf(write.partitioning ?? {}, write.fields) ?? present.partitioning;
  const clustering = write.clustering ?? present.clustering;
  requireLayoutColumns(write.fields, { partitioning, clustering });
  return createTable(tx, context.catalog.dataset(ref), {
    ref,
    fields: write.fields,
    partitioning,
    clustering,
    expirationTime,
    creationTime,
    properties: { ...kept, ...(write.tableConstraints ? { tableConstraints: write.tableConstraints } : {}) },
  });
}

async function truncatePartition(
  tx: Transaction,
  present: TableMeta,
  { write, context, partition }: Adapting & { partition: string },
): Promise<TableMeta> {
  // DuckDB adds no column to a table that the transaction has deleted rows of.
  const evolved = await evolve(tx, present, { write, context });
  await tx.session.run(
    `DELETE FROM ${sqlName(present.ref)} WHERE ${partitionIdSql(requirePartitioning(present, partition))} = ${quoteText(partition)}`,
  );
  return evolved;
}

async function evolve(tx: Transaction, present: TableMeta, { write, context }: Adapting): Promise<TableMeta> {
  // A table that was made without columns gets them with its first rows.
  if (present.fields.length === 0) return replace(tx, present, { write, context });
  const { fields, changes } = compareSchemas(present.fields, write.fields, write.evolution);
  await applySchemaChanges(tx.session, present.ref, changes);
  return { ...present, fields };
}
