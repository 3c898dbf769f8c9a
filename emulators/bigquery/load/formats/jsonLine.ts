import { unsupported } from '../../errors/apiError.ts';
import type { Field } from '../../schema/field.ts';
import {
  compileRow,
  multipleDefinition,
  type RowConverter,
  type RowOptions,
  type RowState,
} from '../rows/compileRow.ts';
import { parseExactly } from '../rows/exactNumber.ts';
import { RowError } from '../rows/rowError.ts';
import { repeatedKeys } from './repeatedKeys.ts';

/** Gives a line back as DuckDB can read it. @throws RowError */
export type LineConverter = (text: string) => string;

/** The exact way: a line is parsed, each value checked, and what DuckDB would read otherwise is written anew. */
export function compileLine(fields: readonly Field[], options: RowOptions): LineConverter {
  const convertRow = compileRow(fields, options);
  return (text) => converted(text, { convertRow, fields });
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
