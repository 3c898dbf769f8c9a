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

/**
 * The format of a file by its name, without regard to case and to a `.gz` at the end; CSV, which is BigQuery's own
 * default, where the name tells nothing.
 */
export function sourceFormatOf(name: string): SourceFormat {
  const [, extension = ''] = /\.([^./]+?)(?:\.gz)?$/i.exec(name) ?? [];
  return BY_EXTENSION.get(extension.toLowerCase()) ?? 'CSV';
}
