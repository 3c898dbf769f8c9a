import { unsupported } from '../../errors/apiError.ts';
import type { Field } from '../../schema/field.ts';
import { compileRow, multipleDefinition, type RowConverter, type RowState } from '../rows/compileRow.ts';
import { parseExactly } from '../rows/exactNumber.ts';
import { RowError } from '../rows/rowError.ts';
import type { BadRows } from '../task/badRows.ts';
import type { LoadTask, SourceFile } from '../task/loadTask.ts';
import type { RowWriter } from '../task/rowWriter.ts';
import { readLines } from './lines.ts';
import { readable } from './readable.ts';
import { repeatedKeys } from './repeatedKeys.ts';

/** Checks newline-delimited JSON against the schema. Rows that need no change are passed through as they were written. */
export async function convertJson(task: LoadTask, writer: RowWriter, badRows: BadRows): Promise<void> {
  const { fields } = task;
  const convertRow = compileRow(fields, task.options);
  const convert: LineConverter = (text) => converted(text, { convertRow, fields });
  for (const file of task.files) {
    if (badRows.full) return;
    await readable(file, badRows, () => convertFile(file, { convert, writer, badRows }));
  }
}

/** Gives a line back as DuckDB can read it. @throws RowError */
type LineConverter = (text: string) => string;

interface FileTools {
  convert: LineConverter;
  writer: RowWriter;
  badRows: BadRows;
}

async function convertFile({ path, uri }: SourceFile, { convert, writer, badRows }: FileTools): Promise<void> {
  let rows = 0;
  for await (const lines of readLines(path)) {
    for (const { bytes, position } of lines) {
      const text = lineText(bytes, position);
      if (text === '') continue;
      rows += 1;
      const line = convertLine(text, convert);
      if (!(line instanceof RowError)) writer.write(line);
      else if (badRows.add({ uri, message: located(line, position) }, rows)) return;
    }
    await writer.drain();
  }
}

const located = ({ message }: RowError, position: number): string =>
  `JSON parsing error in row starting at position ${position}: ${message}`;

const BYTE_ORDER_MARK = '\uFEFF';

/** A mark within the file, as where files were joined, is no white space, though JavaScript takes it for some. */
function lineText(bytes: Buffer, position: number): string {
  const text = bytes.toString('utf8');
  if (!text.startsWith(BYTE_ORDER_MARK)) return text.trim();
  return position === 0 ? text.slice(1).trim() : text;
}

function convertLine(text: string, convert: LineConverter): string | RowError {
  try {
    return convert(text);
  } catch (error) {
    if (error instanceof RowError) return error;
    throw error;
  }
}

interface LineTools {
  convertRow: RowConverter;
  fields: readonly Field[];
}

function converted(text: string, { convertRow, fields }: LineTools): string {
  const state: RowState = { changed: false, isExact: false, inexact: false };
  const read = parsed(text, JSON.parse);
  refuseRepeatedKeys(text, read, fields);
  const row = convertRow(read, state);
  if (state.inexact) {
    return JSON.stringify(convertRow(parsed(text, parseExactly), { changed: false, isExact: true, inexact: false }));
  }
  return state.changed ? JSON.stringify(row) : text;
}

/** Keys that no column takes are ignored, or refused as such. */
function refuseRepeatedKeys(text: string, read: object, fields: readonly Field[]): void {
  for (const path of repeatedKeys(text, read)) {
    const column = columnAt(fields, path);
    if (column?.type === 'JSON') throw unsupported(`a JSON value that has the key ${path.at(-1)} twice`);
    if (column) throw multipleDefinition(path.join('.'));
  }
}

/** The column that a path leads to, or into: a value of type JSON has keys of its own. */
function columnAt(fields: readonly Field[], [name = '', ...rest]: readonly string[]): Field | undefined {
  const column = fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  if (!column || rest.length === 0) return column?.type === 'JSON' ? { ...column, type: 'STRING' } : column;
  return column.type === 'JSON' ? column : columnAt(column.fields ?? [], rest);
}

function parsed(text: string, parse: (text: string) => unknown): object {
  try {
    const row = parse(text);
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row;
  } catch (error) {
    throw new RowError(syntaxMessage(error instanceof Error ? error.message : '', text.length));
  }
  throw new RowError('Start of array encountered without start of object.');
}

/** BigQuery's words for what its parser stumbles over. */
function syntaxMessage(message: string, length: number): string {
  if (/Unterminated string|control character/.test(message)) return 'Closing quote expected in string';
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  const isAtEnd = /end of JSON/.test(message) || Number(position) >= length;
  return isAtEnd ? 'Parser terminated before end of string' : 'Unexpected token';
}
