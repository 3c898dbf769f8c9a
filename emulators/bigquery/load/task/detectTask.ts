import type { ErrorProto } from '../../rest/resources.ts';
import type { Field } from '../../schema/field.ts';
import type { SourceFile, TextFormat, TextOptions } from './loadTask.ts';

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

/** The errors are those of files that cannot be read; `status.errors` has to hold them. */
export type DetectTaskResult =
  | { ok: true; detection: Detection }
  | { ok: false; errors: [ErrorProto, ...ErrorProto[]] };
