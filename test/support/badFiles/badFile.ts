import type { JobMetadata } from '@google-cloud/bigquery';

export type FileFormat = 'NEWLINE_DELIMITED_JSON' | 'CSV' | 'AVRO' | 'PARQUET';
export type LoadOptions = NonNullable<NonNullable<JobMetadata['configuration']>['load']>;

/** A file that cannot be loaded into the table of its format. */
export interface BadFile {
  /** What is wrong with it; unique. */
  name: string;
  format: FileFormat;
  /** How the object's name ends: `.json`, `.csv.gz`, … */
  extension: string;
  bytes(): Buffer | Promise<Buffer>;
  /** What the load job says beside format and destination; a rule's `Dest` takes the same names. */
  options?: LoadOptions;
  /** The partition that the load goes to, of a table partitioned by `day`; its good files are of that day. */
  partition?: string;
  /** Broken as such, or sound and of another schema than the table. */
  kind: 'corrupted' | 'invalidSchema';
  /** Whether an error of the job names the file, be it in `location` or in its text. */
  isNamed: boolean;
  /** The most telling words in the job's errors. */
  text: string;
}
