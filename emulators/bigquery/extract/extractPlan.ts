import { ApiError, invalid, unsupported } from '../errors/apiError.ts';
import { parseGsUri } from '../objects/gsUri.ts';
import type { ObjectName } from '../objects/objectStore.ts';
import type { ExtractConfiguration } from '../rest/resources.ts';
import { type Destination, destinationOf } from '../schema/names.ts';

const FORMATS = ['CSV', 'NEWLINE_DELIMITED_JSON', 'AVRO', 'PARQUET'] as const;
export type ExtractFormat = (typeof FORMATS)[number];
type Compression = 'NONE' | 'GZIP' | 'DEFLATE' | 'SNAPPY' | 'ZSTD';

/** An extract job's configuration, read and checked. */
export interface ExtractPlan {
  source: Destination;
  object: ObjectName;
  format: ExtractFormat;
  compression: Compression;
  fieldDelimiter: string;
  printHeader: boolean;
  useAvroLogicalTypes: boolean;
}

/** https://cloud.google.com/bigquery/docs/exporting-data#export_formats_and_compression_types */
const COMPRESSIONS: Readonly<Record<ExtractFormat, readonly Compression[]>> = {
  CSV: ['NONE', 'GZIP'],
  NEWLINE_DELIMITED_JSON: ['NONE', 'GZIP'],
  AVRO: ['NONE', 'DEFLATE', 'SNAPPY'],
  PARQUET: ['NONE', 'SNAPPY', 'GZIP', 'ZSTD'],
};

/** https://cloud.google.com/bigquery/docs/reference/rest/v2/Job#JobConfigurationExtract. @throws ApiError */
export function extractPlan(extract: ExtractConfiguration, projectId: string): ExtractPlan {
  if (extract.sourceModel) throw unsupported('extracting models');
  const format = formatOf(extract.destinationFormat ?? 'CSV');
  return {
    source: destinationOf(extract.sourceTable, projectId),
    object: objectOf(extract),
    format,
    compression: compressionOf(extract.compression ?? 'NONE', format),
    fieldDelimiter: delimiterOf(extract.fieldDelimiter ?? ','),
    printHeader: extract.printHeader ?? true,
    useAvroLogicalTypes: extract.useAvroLogicalTypes ?? false,
  };
}

function formatOf(format: string): ExtractFormat {
  const known = FORMATS.find((candidate) => candidate === format.toUpperCase());
  if (!known) throw invalid(`Invalid value for destinationFormat: ${format} is not a valid value`);
  return known;
}

function compressionOf(compression: string, format: ExtractFormat): Compression {
  const known = COMPRESSIONS[format].find((candidate) => candidate === compression.toUpperCase());
  if (!known) throw invalid(`Compression type ${compression} is not supported for format ${format}.`);
  return known;
}

const delimiterOf = (delimiter: string): string => (delimiter === '\\t' || delimiter === 'tab' ? '\t' : delimiter);

/** BigQuery makes several files of a table that is large; here one is always enough. */
const FIRST_SHARD = '000000000000';

function objectOf({ destinationUris, destinationUri }: ExtractConfiguration): ObjectName {
  const [uri, another] = destinationUris ?? (destinationUri === undefined ? [] : [destinationUri]);
  if (uri === undefined) throw new ApiError(400, 'required', 'Required parameter is missing: destinationUris');
  if (another !== undefined) throw unsupported('several destination URIs');
  const { bucket, name } = parseGsUri(uri);
  if (name.split('*').length > 2) throw invalid(`Invalid destination URI ${uri}: it may have one wildcard.`);
  return { bucket, name: name.replace('*', FIRST_SHARD) };
}
