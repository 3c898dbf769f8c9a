import type { Destination } from './schema.ts';

type SourceFormat = NonNullable<Destination['SourceFormat']>;

const BY_EXTENSION: ReadonlyMap<string, SourceFormat> = new Map([
  ['csv', 'CSV'],
  ['json', 'NEWLINE_DELIMITED_JSON'],
  ['jsonl', 'NEWLINE_DELIMITED_JSON'],
  ['ndjson', 'NEWLINE_DELIMITED_JSON'],
  ['avro', 'AVRO'],
  ['parquet', 'PARQUET'],
  ['orc', 'ORC'],
]);

const BRINGS_COLUMNS: ReadonlySet<string | undefined> = new Set(['AVRO', 'PARQUET', 'ORC', 'DATASTORE_BACKUP']);

/** Whether files of a format say themselves which columns they have. */
export const bringsColumns = (format: string | undefined): boolean => BRINGS_COLUMNS.has(format);

interface FileEnding {
  /** After the dot, as it is written, a `.gz` at its end included: `CSV`, `json.gz`; empty where there is none. */
  text: string;
  /** Of what is in it, in lower case: `csv`, `json`. */
  extension: string;
  isGzip: boolean;
}

/** What the name of a file ends in. */
export function fileEnding(name: string): FileEnding {
  const [, text = '', inner = '', gzip] = /\.(([^./]+?)(\.gz)?)$/i.exec(name) ?? [];
  const extension = inner.toLowerCase();
  return { text, extension, isGzip: gzip !== undefined || extension === 'gz' };
}

/** The format of a file by its name; CSV, which is BigQuery's own default, where the name has no known end. */
export const sourceFormatOf = (name: string): SourceFormat => BY_EXTENSION.get(fileEnding(name).extension) ?? 'CSV';
