import type { DuckDBType } from '@duckdb/node-api';
import { compareSchemas } from '../catalog/schemaEvolution.ts';
import type { Session } from '../engine/session.ts';
import { type ApiError, unsupported } from '../errors/apiError.ts';
import { JobError } from '../errors/jobError.ts';
import { duckType } from '../schema/duckType.ts';
import type { Field } from '../schema/field.ts';
import { fieldOfDuckType } from '../schema/fieldOfDuckType.ts';
import { quoteName, quoteText } from '../schema/names.ts';
import { evolutionRules } from './evolutionRules.ts';
import { type ParquetSurvey, surveyParquet, unreadableParquet } from './parquetFiles.ts';
import type { Preparation, PreparedRows } from './preparation.ts';
import { relaxedAs } from './relaxedAs.ts';
import type { SourceFile } from './task/loadTask.ts';

/**
 * Parquet says itself what its columns are; DuckDB reads it.
 * https://cloud.google.com/bigquery/docs/loading-data-cloud-storage-parquet#parquet_conversions
 */
export async function prepareParquet(preparation: Preparation): Promise<PreparedRows> {
  const { files, context } = preparation;
  return context.catalog.engine.use(async (session) => {
    const survey = await surveyParquet(session, files);
    const [misfit, ...others] = survey.misfits;
    if (misfit) {
      await requireFit(session, survey, preparation);
      throw new JobError(misfit, ...others);
    }
    const { own, fields, source } = await tableOf(session, files, { ...preparation, required: survey.required });
    return {
      fields,
      source: `SELECT ${own.map(castSql).join(', ')} FROM ${source}`,
      badRecords: 0,
      warnings: [],
      modes: 'narrower',
      isDetected: false,
      blame: () => context.catalog.engine.use((other) => unreadableParquet(other, files)),
    };
  });
}

/** The last file's schema is compared with the table's before the other files are compared with it. @throws JobError */
async function requireFit(
  session: Session,
  { last, required }: ParquetSurvey,
  preparation: Preparation,
): Promise<void> {
  const { plan, present } = preparation;
  if (!present || plan.writeDisposition === 'WRITE_TRUNCATE') return;
  const { fields } = await tableOf(session, [last], { ...preparation, required });
  compareSchemas(present.fields, fields, evolutionRules(plan, { modes: 'narrower', isDetected: false }));
}

interface ParquetTable {
  /** The columns as the files have them. */
  own: Field[];
  /** The same under the schema that the job brings. */
  fields: Field[];
  /** DuckDB SQL that reads the files. */
  source: string;
}

async function tableOf(
  session: Session,
  files: readonly SourceFile[],
  { plan, present, required }: Pick<Preparation, 'plan' | 'present'> & { required: ReadonlySet<string> },
): Promise<ParquetTable> {
  const source = `read_parquet([${files.map((file) => quoteText(file.path)).join(', ')}], union_by_name = true)`;
  const result = await session.read(`SELECT * FROM ${source} LIMIT 0`);
  const types = result.columnTypes();
  const own = result.columnNames().map((name, index): Field => {
    const column = columnOf(name, types[index], plan.enableListInference);
    const isRequired = required.has(name) && column.mode === 'NULLABLE';
    return asDeclared(isRequired ? { ...column, mode: 'REQUIRED' } : column, plan.fields ?? present?.fields ?? []);
  });
  return { own, fields: relaxedAs(own, plan.fields ?? []), source };
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
