import path from 'node:path';
import { JobError } from '../errors/jobError.ts';
import type { Field } from '../schema/field.ts';
import { prepareParquet } from './parquet.ts';
import type { Preparation, PreparedRows } from './preparation.ts';
import { relaxedAs } from './relaxedAs.ts';
import { rowsSql } from './rowsSql.ts';
import type { TextFormat, TextOptions } from './task/loadTask.ts';

/** Finds out the schema and checks all rows against it. @throws JobError in BigQuery's words. */
export async function prepareRows(preparation: Preparation): Promise<PreparedRows> {
  const { files, plan, folder, context } = preparation;
  const { format } = plan;
  if (format === 'PARQUET') return prepareParquet(preparation);
  const { fields, options, isDetected } = await schemaOf(preparation, format);
  const output = path.join(folder, 'rows');
  const result = await context.loadWorkers.load({ format, files, fields, options, output });
  if (!result.ok) throw new JobError(...result.errors);
  return {
    fields,
    source: rowsSql(output, fields, result.longestRow),
    badRecords: result.badRecords,
    warnings: result.errors,
    modes: format === 'AVRO' ? 'narrower' : 'strict',
    isDetected,
  };
}

interface Schema {
  fields: Field[];
  options: TextOptions;
  isDetected: boolean;
}

async function schemaOf(preparation: Preparation, format: TextFormat): Promise<Schema> {
  const { plan, present } = preparation;
  const { options } = plan;
  if (format === 'AVRO') {
    const { fields } = await detected(preparation, format);
    return { fields: relaxedAs(fields, plan.fields ?? []), options, isDetected: false };
  }
  if (!plan.fields && plan.autodetect) return { ...(await detected(preparation, format)), isDetected: true };
  const fields = plan.fields ?? present?.fields;
  if (!fields || fields.length === 0) throw noSchema();
  if (format === 'CSV') requireFlat(fields);
  return { fields, options, isDetected: false };
}

/** CSV has no place for lists and records. */
function requireFlat(fields: readonly Field[]): void {
  const deep = fields.find(({ mode, type }) => mode === 'REPEATED' || type === 'RECORD');
  if (!deep) return;
  const what = deep.mode === 'REPEATED' ? 'a repeated field' : 'a nested schema';
  throw new JobError({ reason: 'invalid', message: `Cannot load CSV data with ${what}. Field: ${deep.name}` });
}

const noSchema = (): JobError => new JobError({ reason: 'invalid', message: 'No schema specified on job or table.' });

async function detected(
  { files, plan, context }: Preparation,
  format: TextFormat,
): Promise<Omit<Schema, 'isDetected'>> {
  const { options } = plan;
  const task = { format, files, options, mayHaveHeader: plan.mayHaveHeader };
  const result = await context.loadWorkers.detect(task);
  if (!result.ok) throw new JobError(...result.errors);
  const { fields, skipLeadingRows } = result.detection;
  if (fields.length === 0) throw noSchema();
  return { fields, options: { ...options, skipLeadingRows } };
}
