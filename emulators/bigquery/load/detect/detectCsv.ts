import type { Field, FieldType } from '../../catalog/field.ts';
import { readCsvRecords, splitCsvRecord } from '../formats/csvRecords.ts';
import type { SourceFile, TextOptions } from '../loadTask.ts';
import { RowError } from '../rows/rowError.ts';
import type { Detection } from './detectFields.ts';
import { commonType, guessType, SAMPLED_ROWS } from './guessType.ts';

/** The schema of CSV, from its first rows: a first line of names, if the lines below it are not such texts, too. */
export async function detectCsv(
  files: readonly SourceFile[],
  options: TextOptions,
  mayHaveHeader: boolean,
): Promise<Detection> {
  const [file] = files;
  const rows = file ? await sample(file.path, options) : [];
  const skipped = Math.max(options.skipLeadingRows, 0);
  const [first = [], ...rest] = mayHaveHeader ? rows : rows.slice(Math.max(skipped - 1, 0));
  const isHeader = mayHaveHeader ? looksLikeHeader(first, rest) : skipped > 0;
  const data = isHeader ? rest : [first, ...rest];
  const names = isHeader ? first : [];
  const width = Math.max(...data.map((row) => row.length), names.length, 0);
  const types = Array.from({ length: width }, (_column, index) => typeOfColumn(data.map((row) => row[index] ?? '')));
  return {
    fields: types.map((type, index): Field => ({ name: nameOf(names[index], type, index), type, mode: 'NULLABLE' })),
    skipLeadingRows: mayHaveHeader && isHeader ? 1 : skipped,
  };
}

async function sample(path: string, options: TextOptions): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const records of readCsvRecords(path, options)) {
    for (const { text } of records) if (text !== '') rows.push(...split(text, options));
    if (rows.length >= SAMPLED_ROWS) break;
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

function looksLikeHeader(first: readonly string[], rest: readonly string[][]): boolean {
  if (rest.length === 0 || first.some((text) => text === '' || guessType(text) !== 'STRING')) return false;
  return first.some((_name, index) => typeOfColumn(rest.map((row) => row[index] ?? '')) !== 'STRING');
}

function typeOfColumn(values: readonly string[]): FieldType {
  const types = values.filter((value) => value !== '').map(guessType);
  return types.length === 0 ? 'STRING' : types.reduce(commonType);
}

/** Names hold letters, digits and underscores, and do not begin with a digit. */
function nameOf(header: string | undefined, type: FieldType, index: number): string {
  const clean = (header ?? '').trim().replace(/[^A-Za-z0-9_]/g, '_');
  if (clean === '') return `${NAMES[type] ?? type.toLowerCase()}_field_${index}`;
  return /^\d/.test(clean) ? `_${clean}` : clean;
}

/** BigQuery calls columns without a header by type and position: `int64_field_0`. */
const NAMES: Partial<Record<FieldType, string>> = { INTEGER: 'int64', FLOAT: 'double', BOOLEAN: 'bool' };
