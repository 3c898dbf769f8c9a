import type { ErrorProto } from '../../rest/resources.ts';
import type { Field } from '../../schema/field.ts';

export interface SourceFile {
  /** As messages name it; undefined for a file that came with the request. */
  uri: string | undefined;
  /** A copy on this machine, as it was when the job began to run. */
  path: string;
  /** The object's size, compressed where it is. */
  bytes: number;
}

/** The options of a load job that decide how text becomes rows, with their defaults filled in. */
export interface TextOptions {
  maxBadRecords: number;
  ignoreUnknownValues: boolean;
  allowJaggedRows: boolean;
  allowQuotedNewlines: boolean;
  skipLeadingRows: number;
  fieldDelimiter: string;
  /** Empty: no quoting. */
  quote: string;
  encoding: 'UTF-8' | 'ISO-8859-1' | 'UTF-16LE' | 'UTF-16BE';
  /** All texts that stand for NULL. */
  nullMarkers: string[];
  preserveAsciiControlCharacters: boolean;
  useAvroLogicalTypes: boolean;
}

export type TextFormat = 'NEWLINE_DELIMITED_JSON' | 'CSV' | 'AVRO';

/** What a worker thread is asked to do: to check files row by row and to write what DuckDB can read as it stands. */
export interface LoadTask {
  format: TextFormat;
  files: SourceFile[];
  fields: Field[];
  options: TextOptions;
  /** Where the rows go, as newline-delimited JSON. */
  output: string;
}

/** Rows that were left out, or for which the job fails. `errors` are what `status.errors` has to hold. */
export type LoadTaskResult =
  | { ok: true; rows: number; badRecords: number; errors: ErrorProto[]; longestRow: number }
  | { ok: false; badRecords: number; errors: [ErrorProto, ...ErrorProto[]] };
