import { createDispositionOf, writeDispositionOf } from '../catalog/writeDisposition.ts';
import { invalid, unsupported } from '../errors/apiError.ts';
import type { LoadConfiguration } from '../rest/resources.ts';
import { canonicalFields, type Field } from '../schema/field.ts';
import { type Destination, destinationOf } from '../schema/names.ts';
import type { TextOptions } from './task/loadTask.ts';

export const LOAD_FORMATS = ['CSV', 'NEWLINE_DELIMITED_JSON', 'AVRO', 'PARQUET'] as const;
export type LoadFormat = (typeof LOAD_FORMATS)[number];

/** A load job's configuration, read and checked. */
export interface LoadPlan {
  destination: Destination;
  format: LoadFormat;
  /** The schema that the job brings, if any. */
  fields: Field[] | undefined;
  autodetect: boolean;
  createDisposition: string;
  writeDisposition: string;
  schemaUpdateOptions: readonly string[];
  options: TextOptions;
  /** For CSV that is detected: the job does not say how many lines to skip, so the first may be a header. */
  mayHaveHeader: boolean;
  /** For Parquet: a list is a repeated column, not a record that holds one. */
  enableListInference: boolean;
}

/** https://cloud.google.com/bigquery/docs/reference/rest/v2/Job#JobConfigurationLoad. @throws ApiError */
export function loadPlan(load: LoadConfiguration, projectId: string): LoadPlan {
  refuseUnsupported(load);
  return {
    destination: destinationOf(load.destinationTable, projectId),
    format: formatOf(load.sourceFormat ?? 'CSV'),
    fields: load.schema?.fields ? canonicalFields(load.schema.fields) : undefined,
    autodetect: load.autodetect ?? false,
    createDisposition: createDispositionOf(load.createDisposition),
    writeDisposition: writeDispositionOf(load.writeDisposition, 'WRITE_APPEND'),
    schemaUpdateOptions: load.schemaUpdateOptions ?? [],
    options: textOptions(load),
    mayHaveHeader: load.skipLeadingRows === undefined || load.skipLeadingRows === null,
    enableListInference: load.parquetOptions?.enableListInference ?? false,
  };
}

function textOptions(load: LoadConfiguration): TextOptions {
  return {
    ...flags(load),
    maxBadRecords: load.maxBadRecords ?? 0,
    skipLeadingRows: Number(load.skipLeadingRows ?? 0),
    fieldDelimiter: delimiterOf(load.fieldDelimiter ?? ','),
    quote: load.quote ?? '"',
    encoding: encodingOf(load.encoding ?? 'UTF-8'),
    nullMarkers: nullMarkersOf(load),
  };
}

const FLAGS = [
  'ignoreUnknownValues',
  'allowJaggedRows',
  'allowQuotedNewlines',
  'preserveAsciiControlCharacters',
  'useAvroLogicalTypes',
] as const satisfies readonly (keyof LoadConfiguration & keyof TextOptions)[];

const flags = (load: LoadConfiguration): Pick<TextOptions, (typeof FLAGS)[number]> =>
  Object.fromEntries(FLAGS.map((name) => [name, load[name] ?? false])) as Pick<TextOptions, (typeof FLAGS)[number]>;

/** What would change the rows and is not built: refused, so that nobody takes the rows for BigQuery's. */
const UNSUPPORTED = [
  'hivePartitioningOptions',
  'jsonExtension',
  'columnNameCharacterMap',
  'dateFormat',
  'datetimeFormat',
  'timeFormat',
  'timestampFormat',
  'timeZone',
  'sourceColumnMatch',
  'fileSetSpecType',
] as const satisfies readonly (keyof LoadConfiguration)[];

function refuseUnsupported(load: LoadConfiguration): void {
  const option = UNSUPPORTED.find((name) => load[name] !== undefined);
  if (option) throw unsupported(`load option ${option}`);
}

function formatOf(format: string): LoadFormat {
  const known = LOAD_FORMATS.find((candidate) => candidate === format.toUpperCase());
  if (known) return known;
  if (['ORC', 'DATASTORE_BACKUP'].includes(format.toUpperCase())) throw unsupported(`loading ${format}`);
  throw invalid(`Invalid value for sourceFormat: ${format} is not a valid value`);
}

function delimiterOf(delimiter: string): string {
  if (delimiter === '\\t' || delimiter.toLowerCase() === 'tab') return '\t';
  if ([...delimiter].length !== 1) throw invalid(`Invalid field delimiter "${delimiter}": it has to be one character.`);
  return delimiter;
}

const ENCODINGS: Readonly<Record<string, TextOptions['encoding']>> = {
  'UTF-8': 'UTF-8',
  'ISO-8859-1': 'ISO-8859-1',
  'UTF-16LE': 'UTF-16LE',
  'UTF-16BE': 'UTF-16BE',
};

function encodingOf(encoding: string): TextOptions['encoding'] {
  const known = ENCODINGS[encoding.toUpperCase()];
  if (/^UTF-32/i.test(encoding)) throw unsupported(`encoding ${encoding}`);
  if (!known) throw invalid(`Invalid value for encoding: ${encoding} is not a valid value`);
  return known;
}

function nullMarkersOf({ nullMarker, nullMarkers }: LoadConfiguration): string[] {
  return nullMarkers && nullMarkers.length > 0 ? nullMarkers : [nullMarker ?? ''];
}
