import type { Format } from './formats/observation.ts';
import { NotLoadable } from './formats/observation.ts';

/** What files begin with, in latin-1. */
const MAGIC: readonly (readonly [string, Format])[] = [
  ['PAR1', 'PARQUET'],
  ['Obj\u0001', 'AVRO'],
  ['ORC', 'ORC'],
];

const PACKED = 'is packed in a way that BigQuery does not unpack; pack it with gzip';
const MARKUP = 'is XML or HTML, which BigQuery does not load; turn it into newline-delimited JSON or CSV';

/** What begins files of no format of BigQuery's loads, and what to do with such a file. */
const OTHERS: readonly (readonly [string, string])[] = [
  [
    'PK\u0003\u0004',
    'is a ZIP archive or an Excel workbook, which BigQuery does not load; unpack it, or save the sheet as CSV',
  ],
  ['BZh', PACKED],
  ['\u0028\u00b5\u002f\u00fd', PACKED],
  ['\u00fd7zXZ', PACKED],
  ['<?xml', MARKUP],
  ['<!DOCTYPE', MARKUP],
  ['<html', MARKUP],
];

/** The format of a file by its first bytes, whatever its name says. */
export function formatOf(bytes: Buffer, text: string, shown: string): Format {
  const start = bytes.subarray(0, 16).toString('latin1');
  const magic = MAGIC.find(([mark]) => start.startsWith(mark));
  if (magic) return magic[1];
  const other = OTHERS.find(([mark]) => start.trimStart().startsWith(mark));
  if (other) throw new NotLoadable(`${shown} ${other[1]}`);
  if (/^\ufeff?\s*\{/.test(text)) return 'NEWLINE_DELIMITED_JSON';
  if (/^\ufeff?\s*\[\s*[[{"\]]/.test(text)) {
    const lines = shown.replace(/^.*\//, '').replace(/\.gz$/, '');
    throw new NotLoadable(
      `${shown} holds a JSON array, and BigQuery loads JSON with an object a line; rewrite it, say with jq -c '.[]' ${lines} > ${lines.replace(/\.json$/, '')}.ndjson`,
    );
  }
  return 'CSV';
}
