import type { DuckDBType } from '@duckdb/node-api';
import { duckType } from '../catalog/duckType.ts';
import type { Field } from '../catalog/field.ts';
import { fieldOfDuckType } from '../catalog/fieldOfDuckType.ts';
import { quoteName, quoteText } from '../catalog/names.ts';
import type { Session } from '../engine/session.ts';
import { JobError } from '../errors/jobError.ts';
import type { ErrorProto } from '../rest.ts';
import { createBadFiles } from './badFiles.ts';
import type { SourceFile } from './loadTask.ts';
import type { Preparation, PreparedRows } from './prepareRows.ts';

/**
 * Parquet says itself what its columns are; DuckDB reads it.
 * https://cloud.google.com/bigquery/docs/loading-data-cloud-storage-parquet#parquet_conversions
 */
export async function prepareParquet({ files, plan, present, context }: Preparation): Promise<PreparedRows> {
  return context.catalog.engine.use(async (session) => {
    await refuseOthers(session, files);
    const source = `read_parquet([${files.map((file) => quoteText(file.path)).join(', ')}], union_by_name = true)`;
    const result = await session.read(`SELECT * FROM ${source} LIMIT 0`);
    const types = result.columnTypes();
    const columns = result.columnNames().map((name, index) => columnOf(name, types[index], plan.enableListInference));
    const fields = columns.map((column) => asDeclared(column, plan.fields ?? present?.fields ?? []));
    return {
      fields,
      source: `SELECT ${fields.map(castSql).join(', ')} FROM ${source}`,
      badRecords: 0,
      warnings: [],
      modes: 'any',
    };
  });
}

/** @throws JobError naming the files that are no Parquet. */
async function refuseOthers(session: Session, files: readonly SourceFile[]): Promise<void> {
  const badFiles = createBadFiles();
  for (const { path, uri } of files) {
    if (badFiles.full) break;
    await session.rows(`SELECT num_rows FROM parquet_file_metadata(${quoteText(path)})`).catch(() => {
      badFiles.add(uri, 'Input file is not in Parquet format.');
    });
  }
  const [first, ...others]: readonly ErrorProto[] = badFiles.errors;
  if (first) throw new JobError(first, ...others);
}

function columnOf(name: string, type: DuckDBType | undefined, enableListInference: boolean): Field {
  const field = type ? fieldOfDuckType(name, type) : undefined;
  if (!field) throw refused(name, String(type));
  if (!enableListInference && hasList(field)) {
    throw refused(name, `${String(type)} without parquetOptions.enableListInference`);
  }
  return field;
}

const refused = (name: string, what: string): JobError =>
  new JobError({
    reason: 'invalid',
    message: `not supported by the local BigQuery stub: Parquet column ${name} of type ${what}`,
  });

const hasList = ({ mode, fields = [] }: Field): boolean => mode === 'REPEATED' || fields.some(hasList);

/** Parquet has no JSON, GEOGRAPHY or BIGNUMERIC: where the table says that a column is one, its texts and numbers are. */
const DECLARABLE: Readonly<Record<string, readonly string[]>> = {
  STRING: ['JSON', 'GEOGRAPHY'],
  NUMERIC: ['BIGNUMERIC'],
  DATETIME: ['TIMESTAMP'],
  INTEGER: ['NUMERIC', 'BIGNUMERIC', 'FLOAT'],
};

function asDeclared(column: Field, declared: readonly Field[]): Field {
  const known = declared.find(({ name }) => name.toLowerCase() === column.name.toLowerCase());
  return known && DECLARABLE[column.type]?.includes(known.type) ? { ...column, type: known.type } : column;
}

const castSql = (field: Field): string =>
  `CAST(${quoteName(field.name)} AS ${duckType(field)}) AS ${quoteName(field.name)}`;
