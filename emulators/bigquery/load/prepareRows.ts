import path from 'node:path';
import type { Field } from '../catalog/field.ts';
import type { TableMeta } from '../catalog/meta.ts';
import type { EvolutionRules } from '../catalog/schemaEvolution.ts';
import type { StubContext } from '../context.ts';
import { JobError } from '../errors/jobError.ts';
import type { ErrorProto } from '../rest.ts';
import type { LoadPlan } from './loadPlan.ts';
import type { SourceFile, TextFormat, TextOptions } from './loadTask.ts';
import { prepareParquet } from './parquet.ts';
import { rowsSql } from './rowsSql.ts';

/** Rows that are good and only have to be written. */
export interface PreparedRows {
  fields: Field[];
  /** A DuckDB query whose columns have the fields' names. */
  source: string;
  badRecords: number;
  warnings: ErrorProto[];
  modes: EvolutionRules['modes'];
}

export interface Preparation {
  files: SourceFile[];
  plan: LoadPlan;
  /** The destination, where it is there. */
  present: TableMeta | undefined;
  folder: string;
  context: StubContext;
}

/** Finds out the schema and checks all rows against it. @throws JobError in BigQuery's words. */
export async function prepareRows(preparation: Preparation): Promise<PreparedRows> {
  const { files, plan, folder, context } = preparation;
  const { format } = plan;
  if (format === 'PARQUET') return prepareParquet(preparation);
  const { fields, options } = await schemaOf(preparation, format);
  const output = path.join(folder, 'rows');
  const result = await context.loadWorkers.load({ format, files, fields, options, output });
  if (!result.ok) throw new JobError(...result.errors);
  return {
    fields,
    source: rowsSql(output, fields, result.longestRow),
    badRecords: result.badRecords,
    warnings: result.errors,
    modes: format === 'AVRO' ? 'narrower' : 'strict',
  };
}

interface Schema {
  fields: Field[];
  options: TextOptions;
}

async function schemaOf(preparation: Preparation, format: TextFormat): Promise<Schema> {
  const { plan, present } = preparation;
  const { options } = plan;
  const isDetected = format === 'AVRO' || (!plan.fields && plan.autodetect);
  if (isDetected) return detected(preparation, format);
  const fields = plan.fields ?? present?.fields;
  if (!fields || fields.length === 0) throw noSchema();
  return { fields, options };
}

const noSchema = (): JobError => new JobError({ reason: 'invalid', message: 'No schema specified on job or table.' });

async function detected({ files, plan, present, context }: Preparation, format: TextFormat): Promise<Schema> {
  const { options } = plan;
  const task = { format, files, options, mayHaveHeader: plan.mayHaveHeader };
  const { fields, skipLeadingRows } = await context.loadWorkers.detect(task).catch((error: unknown) => {
    throw unreadable(error, files.at(-1)?.uri);
  });
  if (fields.length === 0) throw noSchema();
  return {
    fields: format === 'AVRO' ? fields : asInTable(fields, present),
    options: { ...options, skipLeadingRows },
  };
}

function unreadable(error: unknown, uri: string | undefined): JobError {
  const text = error instanceof Error ? error.message : String(error);
  const message = text.startsWith('not supported') ? text : `Error while reading data, error message: ${text}`;
  return new JobError({ reason: 'invalid', ...(uri === undefined ? {} : { location: uri }), message });
}

/** What is guessed gives way to what the table says; new fields stay as guessed. */
function asInTable(fields: readonly Field[], present: TableMeta | undefined): Field[] {
  return fields.map((field) => {
    const known = present?.fields.find(({ name }) => name.toLowerCase() === field.name.toLowerCase());
    return known ? merged(known, field) : field;
  });
}

function merged(known: Field, guessed: Field): Field {
  const inner = known.fields ?? [];
  if (!guessed.fields || inner.length === 0) return known;
  const added = guessed.fields.filter(
    ({ name }) => !inner.some((field) => field.name.toLowerCase() === name.toLowerCase()),
  );
  return { ...known, fields: [...inner, ...added] };
}
