import type { DuckDBType } from '@duckdb/node-api';
import { duckType } from '../catalog/duckType.ts';
import type { Field } from '../catalog/field.ts';
import { fieldOfDuckType } from '../catalog/fieldOfDuckType.ts';
import { quoteName, quoteText } from '../catalog/names.ts';
import { type ApiError, unsupported } from '../errors/apiError.ts';
import { requiredParquetColumns, unreadableParquet } from './parquetFiles.ts';
import type { Preparation, PreparedRows } from './prepareRows.ts';
import { relaxedAs } from './relaxedAs.ts';

/**
 * Parquet says itself what its columns are; DuckDB reads it.
 * https://cloud.google.com/bigquery/docs/loading-data-cloud-storage-parquet#parquet_conversions
 */
export async function prepareParquet({ files, plan, present, context }: Preparation): Promise<PreparedRows> {
  return context.catalog.engine.use(async (session) => {
    const required = await requiredParquetColumns(session, files);
    const source = `read_parquet([${files.map((file) => quoteText(file.path)).join(', ')}], union_by_name = true)`;
    const result = await session.read(`SELECT * FROM ${source} LIMIT 0`);
    const types = result.columnTypes();
    const columns = result.columnNames().map((name, index): Field => {
      const column = columnOf(name, types[index], plan.enableListInference);
      return required.has(name) && column.mode === 'NULLABLE' ? { ...column, mode: 'REQUIRED' } : column;
    });
    const fields = columns.map((column) => asDeclared(column, plan.fields ?? present?.fields ?? []));
    return {
      fields: relaxedAs(fields, plan.fields ?? []),
      source: `SELECT ${fields.map(castSql).join(', ')} FROM ${source}`,
      badRecords: 0,
      warnings: [],
      modes: 'narrower',
      isDetected: false,
      blame: () => context.catalog.engine.use((other) => unreadableParquet(other, files)),
    };
  });
}

function columnOf(name: string, type: DuckDBType | undefined, enableListInference: boolean): Field {
  const field = type ? fieldOfDuckType(name, type) : undefined;
  if (!field) throw refused(name, String(type));
  if (!enableListInference && hasList(field)) {
    throw refused(name, `${String(type)} without parquetOptions.enableListInference`);
  }
  return field;
}

const refused = (name: string, what: string): ApiError => unsupported(`Parquet column ${name} of type ${what}`);

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
