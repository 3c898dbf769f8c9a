import type { Field, FieldType } from '../../schema/field.ts';
import { CONVERTERS } from '../rows/convertScalar.ts';
import { RowError } from '../rows/rowError.ts';
import type { BadRows } from '../task/badRows.ts';
import type { LoadTask, SourceFile, TextOptions } from '../task/loadTask.ts';
import type { RowWriter } from '../task/rowWriter.ts';
import { type CsvRecord, type CsvValue, readCsvRecords, splitCsvRecord } from './csvRecords.ts';
import { readable } from './readable.ts';

/** Checks CSV files against the schema, column by position. */
export async function convertCsv(task: LoadTask, writer: RowWriter, badRows: BadRows): Promise<void> {
  for (const file of task.files) {
    if (badRows.full) return;
    await readable(file, badRows, () => convertFile(file, { task, writer, badRows }));
  }
}

interface FileTools {
  task: LoadTask;
  writer: RowWriter;
  badRows: BadRows;
}

async function convertFile({ path, uri }: SourceFile, { task, writer, badRows }: FileTools): Promise<void> {
  let seen = 0;
  for await (const records of readCsvRecords(path, task.options)) {
    for (const record of records) {
      if (record.text === '') continue;
      seen += 1;
      const rows = seen - task.options.skipLeadingRows;
      if (rows <= 0) continue;
      const row = convertRecord(record, task);
      if (!(row instanceof RowError)) writer.write(row);
      else if (badRows.add({ uri, message: row.message }, rows)) return;
    }
    await writer.drain();
  }
}

function convertRecord(record: CsvRecord, { fields, options }: LoadTask): string | RowError {
  try {
    const values = valuesOf(record, options);
    requireLength(values.length, record, { fields, options });
    const row = Object.fromEntries(
      fields.map((field, index) => [field.name, convertValue(values[index], { field, index, record, options })]),
    );
    return JSON.stringify(row);
  } catch (error) {
    if (error instanceof RowError) return error;
    throw error;
  }
}

function valuesOf({ text, position }: CsvRecord, options: TextOptions): CsvValue[] {
  try {
    if (!options.preserveAsciiControlCharacters && text.includes('\0')) {
      throw new RowError('Bad character (ASCII 0) encountered.');
    }
    return splitCsvRecord(text, options);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    throw new RowError(`Error detected while parsing row starting at position: ${position}. Error: ${error.message}`);
  }
}

function requireLength(
  length: number,
  { position }: CsvRecord,
  { fields, options }: Pick<LoadTask, 'fields' | 'options'>,
): void {
  if (length > fields.length && !options.ignoreUnknownValues) {
    throw new RowError(
      `Too many values in row starting at position: ${position}. Found ${length} column(s) while expected ${fields.length}.`,
    );
  }
  if (length < fields.length && !options.allowJaggedRows) {
    throw new RowError(
      `CSV table references column position ${length}, but line starting at position:${position} contains only ${length} columns.`,
    );
  }
}

interface Place {
  field: Field;
  index: number;
  record: CsvRecord;
  options: TextOptions;
}

function convertValue(value: CsvValue | undefined, { field, index, record, options }: Place): unknown {
  if (value === undefined || isNull(value, field, options)) {
    if (field.mode !== 'REQUIRED') return null;
    throw new RowError(
      `Required column value for column index: ${index} is missing in row starting at position: ${record.position}`,
    );
  }
  const converted = field.type === 'JSON' ? jsonOf(value.text) : scalar(value.text, field);
  if (converted !== undefined) return converted;
  throw new RowError(
    `Could not parse '${value.text}' as ${SQL_NAMES[field.type] ?? field.type} for field ${field.name} (position ${index}) starting at location ${record.position} with message '${reasonOf(value.text, field.type)}'`,
  );
}

function reasonOf(text: string, type: FieldType): string {
  if (type === 'DATETIME' || type === 'TIME') return `Invalid ${type.toLowerCase()} string "${text}"`;
  return 'Unable to parse';
}

/** A byte order mark within the file is no white space, though JavaScript takes it for some. */
const scalar = (text: string, field: Field): unknown =>
  field.type === 'RECORD' || (field.type !== 'STRING' && text.includes('\uFEFF'))
    ? undefined
    : CONVERTERS[field.type](text, field);

/** A quoted text is NULL only where no NULL marker is set and the column cannot hold the empty text. */
function isNull({ text, isQuoted }: CsvValue, { type }: Field, { nullMarkers }: TextOptions): boolean {
  if (!isQuoted) return nullMarkers.includes(text);
  return text === '' && nullMarkers.includes('') && type !== 'STRING' && type !== 'BYTES';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How messages about CSV name the types. */
const SQL_NAMES: Partial<Record<FieldType, string>> = { INTEGER: 'INT64', FLOAT: 'DOUBLE', BOOLEAN: 'BOOL' };
