import type { Field, FieldType } from '../../schema/field.ts';
import { readCsvRecords, splitCsvRecord } from '../formats/csvRecords.ts';
import { UnreadableFile } from '../formats/lines.ts';
import { RowError } from '../rows/rowError.ts';
import type { BadFiles } from '../task/badFiles.ts';
import type { Detection } from '../task/detectTask.ts';
import type { SourceFile, TextOptions } from '../task/loadTask.ts';
import { commonType, guessType, SAMPLED_ROWS } from './guessType.ts';

export interface CsvToDetect {
  files: readonly SourceFile[];
  options: TextOptions;
  /** Whether the job leaves it to BigQuery if there is a header. */
  mayHaveHeader: boolean;
  /** Gets the file that cannot be read at all. */
  badFiles: BadFiles;
}

/**
 * The schema of CSV, from its first rows. The last of the lines to skip, or the first line of all where the job says nothing,
 * may hold the names: if the lines below it are not such texts, too.
 * https://cloud.google.com/bigquery/docs/schema-detect#csv_header
 */
export async function detectCsv({ files, options, mayHaveHeader, badFiles }: CsvToDetect): Promise<Detection> {
  const [file] = files;
  const rows = file ? await sample(file, options, badFiles) : [];
  const skipped = mayHaveHeader ? 1 : options.skipLeadingRows;
  const [candidate = [], ...rest] = rows.slice(Math.max(skipped - 1, 0));
  const isHeader = skipped > 0 && looksLikeHeader(candidate, rest, options);
  const isCandidateData = skipped === 0 || (mayHaveHeader && !isHeader);
  const data = isCandidateData ? [candidate, ...rest] : rest;
  const names = isHeader ? candidate : [];
  const width = Math.max(...data.map((row) => row.length), names.length, 0);
  const types = Array.from({ length: width }, (_column, index) => typeOfColumn(data, index, options));
  return {
    fields: types.map((type, index): Field => ({ name: nameOf(names[index], type, index), type, mode: 'NULLABLE' })),
    skipLeadingRows: isCandidateData ? 0 : skipped,
  };
}

async function sample({ path, uri }: SourceFile, options: TextOptions, badFiles: BadFiles): Promise<string[][]> {
  const rows: string[][] = [];
  try {
    for await (const records of readCsvRecords(path, options)) {
      for (const { text } of records) if (text !== '') rows.push(...split(text, options));
      if (rows.length >= SAMPLED_ROWS) break;
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    badFiles.add(uri, error.message);
  }
  return rows.slice(0, SAMPLED_ROWS);
}

function split(text: string, options: TextOptions): string[][] {
  try {
    return [splitCsvRecord(text, options).map((value) => value.text)];
  } catch (error) {
    // The load says what is wrong with it.
    if (error instanceof RowError) return [];
    throw error;
  }
}

function looksLikeHeader(first: readonly string[], rest: readonly string[][], options: TextOptions): boolean {
  if (rest.length === 0 || first.some((text) => text === '' || guessType(text) !== 'STRING')) return false;
  return first.some((_name, index) => typeOfColumn(rest, index, options) !== 'STRING');
}

function typeOfColumn(rows: readonly string[][], index: number, { nullMarkers }: TextOptions): FieldType {
  const values = rows.map((row) => row[index] ?? '').filter((value) => value !== '' && !nullMarkers.includes(value));
  return values.length === 0 ? 'STRING' : values.map(guessType).reduce(commonType);
}

/** Names hold letters, digits and underscores, and do not begin with a digit. */
function nameOf(header: string | undefined, type: FieldType, index: number): string {
  const clean = (header ?? '').trim().replace(/[^A-Za-z0-9_]/g, '_');
  if (clean === '') return `${NAMES[type] ?? type.toLowerCase()}_field_${index}`;
  return /^\d/.test(clean) ? `_${clean}` : clean;
}

/** BigQuery calls columns without a header by type and position: `int64_field_0`. */
const NAMES: Partial<Record<FieldType, string>> = { INTEGER: 'int64', FLOAT: 'double', BOOLEAN: 'bool' };
