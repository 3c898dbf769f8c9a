import { defined } from '../../common/defined.ts';
import { hasPartition, splitPartition } from '../../common/partition.ts';
import { permanent } from '../../failure/failure.ts';
import type { JobConfiguration } from '../../model/job.ts';
import type { MoveSpec } from '../../model/moveSpec.ts';
import type { TableLayout } from '../../model/table.ts';
import { fullTableName, type TableInfo, type TableName } from '../../model/table.ts';
import { quoted, tableSql } from './quote.ts';
import { listSql, selectColumns } from './selectColumns.ts';

interface Write {
  spec: MoveSpec;
  source: TableInfo;
  target: TableName;
  destination: TableInfo | undefined;
  /** What comes after FROM. */
  from: string;
  /** Only rows that this is true for. */
  where?: string;
}

/** The job that writes the selected rows to a table, by a query with a destination table or by DML. */
export const writeJob = (write: Write): JobConfiguration =>
  write.spec.method === 'DML' ? dmlJob(write) : queryJob(write);

function queryJob(write: Write): JobConfiguration {
  const { spec, target, destination } = write;
  const { columns, missing, grows } = selectColumns(write);
  const isPartition = hasPartition(target.tableId);
  const updates = spec.allowFieldAddition && (isPartition || spec.writeDisposition === 'WRITE_APPEND');
  const keeps = destination !== undefined && !isPartition && !grows;
  return {
    query: {
      query: selectSql([...columns, ...missing], write),
      useLegacySql: false,
      destinationTable: target,
      writeDisposition: keeps ? keeping(spec.writeDisposition) : spec.writeDisposition,
      ...(destination ? undefined : layoutFor(spec.layout, target)),
      ...defined({
        createDisposition: spec.createDisposition,
        schemaUpdateOptions: destination && updates ? ['ALLOW_FIELD_ADDITION', 'ALLOW_FIELD_RELAXATION'] : undefined,
      }),
    },
  };
}

/**
 * Replacing the rows of a table must not replace its columns, their modes and descriptions by those of a query. With a new
 * column it cannot be helped: BigQuery adds none while it keeps the schema.
 */
const keeping = (writeDisposition: string): string =>
  writeDisposition === 'WRITE_TRUNCATE' ? 'WRITE_TRUNCATE_DATA' : writeDisposition;

const TYPE_BY_DIGITS: Readonly<Record<number, string>> = { 4: 'YEAR', 6: 'MONTH', 8: 'DAY', 10: 'HOUR' };

/** A table that is made by writing to its partition has to be told how it is partitioned. */
function layoutFor(layout: TableLayout, { tableId }: TableName): TableLayout {
  const { partition } = splitPartition(tableId);
  if (partition === undefined || layout.timePartitioning || layout.rangePartitioning) return layout;
  return { ...layout, timePartitioning: { type: TYPE_BY_DIGITS[partition.length] ?? 'DAY' } };
}

function dmlJob(write: Write): JobConfiguration {
  const { spec, target, destination } = write;
  if (hasPartition(target.tableId))
    throw permanent(
      'invalid',
      `Dest.Transient.CopyMethod DML cannot write to the partition ${fullTableName(target)}: DML knows no partition decorators; write QUERY`,
    );
  if (destination === undefined)
    throw permanent(
      'notFound',
      `${fullTableName(target)} does not exist, and CopyMethod DML creates no table; create it, or give a Schema.Template`,
    );
  if (spec.writeDisposition === 'WRITE_EMPTY')
    throw permanent(
      'invalid',
      'Dest.Transient.CopyMethod DML cannot keep WriteDisposition WRITE_EMPTY; write QUERY or COPY',
    );
  const { columns, grows } = selectColumns(write);
  if (grows !== undefined)
    throw permanent(
      'invalid',
      `Dest.Transient.CopyMethod DML cannot add the column ${grows} to ${fullTableName(target)}; add it to the table, or write QUERY`,
    );
  const names = columns.map(({ name }) => quoted(name)).join(', ');
  const insert = `INSERT INTO ${tableSql(target)} (${names})\n${selectSql(columns, write)}`;
  const query = spec.writeDisposition === 'WRITE_APPEND' ? insert : replacing(target, insert);
  return { query: { query, useLegacySql: false } };
}

/** Either all of it happens or nothing. */
const replacing = (target: TableName, insert: string): string =>
  ['BEGIN TRANSACTION', `TRUNCATE TABLE ${tableSql(target)}`, insert, 'COMMIT TRANSACTION']
    .map((sql) => `${sql};`)
    .join('\n');

function selectSql(columns: Parameters<typeof listSql>[0], { from, where }: Write): string {
  return ['SELECT', listSql(columns), `FROM ${from}`, ...(where === undefined ? [] : [`WHERE ${where}`])].join('\n');
}
