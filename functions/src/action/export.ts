import { z } from 'zod';
import { defined } from '../common/defined.ts';
import { assertNotTakenIn } from '../deps/assertNotTakenIn.ts';
import { permanent } from '../failure/failure.ts';
import { fileEnding, sourceFormatOf } from '../rule/sourceFormat.ts';
import { objectAt } from '../storage/targets.ts';
import { defineAction } from './defineAction.ts';
import { gsText } from './fill/gsText.ts';
import { tableNameText } from './fill/tableNameText.ts';
import { plainText } from './fill/textKind.ts';
import { tableNamed } from './tableNamed.ts';
import { warnOfReload } from './warnOfReload.ts';

const FORMATS = ['CSV', 'NEWLINE_DELIMITED_JSON', 'AVRO', 'PARQUET'] as const;
type Format = (typeof FORMATS)[number];

const COMPRESSIONS = ['NONE', 'GZIP', 'DEFLATE', 'SNAPPY', 'ZSTD'] as const;

/** What BigQuery compresses of each format (JobConfigurationExtract.compression in its REST reference). */
const TAKES: Readonly<Record<Format, readonly string[]>> = {
  CSV: ['NONE', 'GZIP'],
  NEWLINE_DELIMITED_JSON: ['NONE', 'GZIP'],
  AVRO: ['NONE', 'DEFLATE', 'SNAPPY'],
  PARQUET: ['NONE', 'GZIP', 'SNAPPY', 'ZSTD'],
};

const request = z.strictObject({
  Source: z.string().describe('The table that is exported.'),
  DestURL: z.string().describe('Where to; a * numbers the files of a large table.'),
  Format: z.enum(FORMATS).optional().describe('By default inferred from the end of DestURL.'),
  Compression: z.enum(COMPRESSIONS).optional().describe('By default inferred from the end of DestURL.'),
  FieldDelimiter: z.string().optional().describe('CSV: the text between two values.'),
  IncludeHeader: z.boolean().optional().describe('CSV: whether the first row holds the names of the columns.'),
  UseAvroLogicalTypes: z.boolean().optional().describe('Avro: types such as TIMESTAMP are written as logical types.'),
});

/** Extracts a table to files. What is not said follows from the name: `.json.gz` is newline-delimited JSON, compressed. */
export const exportAction = defineAction({
  name: 'export',
  alsoCalled: ['extract', 'unload', 'dump'],
  help: 'Extracts a table to files.',
  request,
  texts: { Source: tableNameText, DestURL: gsText, FieldDelimiter: plainText },
  filled: request.extend({
    DestURL: z.string().regex(/^gs:\/\/[^/]+\/./, 'must be a URL such as gs://bucket/folder/part-*.json'),
  }),
  writes: ({ DestURL }) => firstFile(DestURL),
  check: ({ DestURL }, path) => warnOfReload(DestURL, path),
  jobKind: 'extract',

  async jobs({ Source, DestURL, IncludeHeader, FieldDelimiter, UseAvroLogicalTypes, ...given }, { deps }) {
    const sourceTable = tableNamed(Source, deps);
    const named = formatOf(DestURL);
    const { Format: format = named.format, Compression: compression = named.compression } = given;
    if (!TAKES[format].includes(compression)) {
      throw permanent(
        'invalid',
        `export: ${format} takes ${TAKES[format].join(', ')} for Compression, not ${compression}`,
      );
    }
    await assertNotTakenIn([objectAt(firstFile(DestURL))], 'export', deps);
    const extract = defined({
      sourceTable,
      destinationUris: [DestURL],
      destinationFormat: format,
      compression,
      fieldDelimiter: FieldDelimiter,
      printHeader: IncludeHeader,
      useAvroLogicalTypes: UseAvroLogicalTypes,
    });
    return [{ configuration: { extract }, dataset: sourceTable }];
  },
});

/** BigQuery numbers the files of an export from 000000000000 on. */
const firstFile = (url: string): string => url.replace('*', '000000000000');

/** CSV where the name has no known end, or names a format that BigQuery does not write. */
function formatOf(url: string): { format: Format; compression: 'NONE' | 'GZIP' } {
  const named = sourceFormatOf(url);
  const format = FORMATS.find((one) => one === named) ?? 'CSV';
  return { format, compression: fileEnding(url).isGzip ? 'GZIP' : 'NONE' };
}
