import { canonicalFields, type Field } from '../../catalog/field.ts';
import { avroFields } from '../formats/avro.ts';
import type { SourceFile, TextFormat, TextOptions } from '../loadTask.ts';
import { detectCsv } from './detectCsv.ts';
import { detectJson } from './detectJson.ts';

/** What a worker thread is asked to do: to find out the schema of files. */
export interface DetectTask {
  format: TextFormat;
  files: SourceFile[];
  options: TextOptions;
  /** Whether the job leaves it to BigQuery if there is a header. */
  mayHaveHeader: boolean;
}

export interface Detection {
  fields: Field[];
  /** For CSV: how many lines are no data; the job's own number where it gives one. */
  skipLeadingRows: number;
}

/** The schema of files that bring none along, from their first rows; that of Avro is in the file. */
export async function detectFields({ format, files, options, mayHaveHeader }: DetectTask): Promise<Detection> {
  switch (format) {
    case 'AVRO':
      return { fields: await detectAvro(files, options.useAvroLogicalTypes), skipLeadingRows: 0 };
    case 'NEWLINE_DELIMITED_JSON':
      return { fields: await detectJson(files), skipLeadingRows: 0 };
    case 'CSV':
      return detectCsv(files, options, mayHaveHeader);
  }
}

/** BigQuery takes the schema of the file that comes last in the alphabet. */
async function detectAvro(files: readonly SourceFile[], useLogicalTypes: boolean): Promise<Field[]> {
  const last = [...files].sort((left, right) => ((left.uri ?? '') < (right.uri ?? '') ? -1 : 1)).at(-1);
  return last ? canonicalFields(await avroFields(last, useLogicalTypes)) : [];
}
