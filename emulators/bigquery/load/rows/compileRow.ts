import type { Field, FieldType } from '../../schema/field.ts';
import { CONVERTERS, type ScalarConverter } from './convertScalar.ts';
import { ExactNumber, parseExactly } from './exactNumber.ts';
import { RowError } from './rowError.ts';
import { scalarRefusal, shown } from './scalarRefusal.ts';

export interface RowOptions {
  ignoreUnknownValues: boolean;
  /** insertAll takes numbers for STRING, and JSON values as texts. */
  isStreamed?: boolean;
}

export interface RowState {
  /** Whether the row differs from what was read: only then it has to be written again. */
  changed: boolean;
  /** Whether the numbers are all that the caller has; else JSON.parse may have lost digits of theirs. */
  readonly isExact: boolean;
  /** Set where digits may be lost: the row has to be read exactly and converted again. */
  inexact: boolean;
}

/** Checks a row against the schema and gives it back with the schema's names. @throws RowError in BigQuery's words. */
export type RowConverter = (row: object, state: RowState) => Record<string, unknown>;

type ValueConverter = (value: unknown, state: RowState) => unknown;

export function compileRow(fields: readonly Field[], options: RowOptions): RowConverter {
  return compileRecord(fields, options, '');
}

interface Column {
  field: Field;
  path: string;
  convert: ValueConverter;
}

function compileRecord(fields: readonly Field[], options: RowOptions, prefix: string): RowConverter {
  const columns = fields.map((field): Column => {
    const path = prefix + field.name;
    return { field, path, convert: compileValue(field, options, path) };
  });
  const find = finder(columns);
  const needed = columns.filter(({ field }) => field.mode !== 'NULLABLE');

  function convertField(converted: Record<string, unknown>, [name, value]: [string, unknown], state: RowState): void {
    const column = find(name);
    if (column?.field.name !== name) state.changed = true;
    if (!column) {
      if (!options.ignoreUnknownValues) throw unknownField(prefix + name);
      return;
    }
    if (Object.hasOwn(converted, column.field.name)) throw multipleDefinition(column.path);
    converted[column.field.name] = column.convert(value, state);
  }

  return (row, state) => {
    const converted: Record<string, unknown> = {};
    for (const entry of Object.entries(row)) convertField(converted, entry, state);
    for (const column of needed) converted[column.field.name] ??= missingValue(column, options, state);
    return converted;
  };
}

/** For a row that names a column twice; names are the same in any case. */
export const multipleDefinition = (path: string): RowError =>
  new RowError(`Multiple definition of field: ${path}`, path);

const unknownField = (path: string): RowError => new RowError(`No such field: ${path}.`, path);

/** Finds a column by its name, in any case. */
function finder(columns: readonly Column[]): (name: string) => Column | undefined {
  const byName = new Map(columns.map((column) => [column.field.name, column]));
  const byLowerCase = new Map(columns.map((column) => [column.field.name.toLowerCase(), column]));
  return (name) => byName.get(name) ?? byLowerCase.get(name.toLowerCase());
}

/** A repeated field is never NULL, but empty. */
function missingValue({ field, path }: Column, { isStreamed = false }: RowOptions, state: RowState): unknown {
  if (field.mode === 'REQUIRED') {
    throw isStreamed ? missingStreamed(path) : new RowError(`Missing required field: ${path}.`, path);
  }
  state.changed = true;
  return [];
}

function compileValue(field: Field, options: RowOptions, path: string): ValueConverter {
  const single = field.fields ? compileRecordValue(field.fields, options, path) : compileScalar(field, options, path);
  if (field.mode === 'REPEATED') return compileRepeated(options.isStreamed ? placed(single, path) : single, path);
  return (value, state) => {
    if (value !== null && value !== undefined) return single(value, state);
    if (field.mode === 'REQUIRED') throw options.isStreamed ? missingStreamed(path) : nullRefused(path);
    return null;
  };
}

const missingStreamed = (path: string): RowError =>
  new RowError(`Missing required field: Msg_0_CLOUD_QUERY_TABLE.${path}.`);

const nullRefused = (path: string): RowError =>
  new RowError(`Only optional fields can be set to NULL. Field: ${path}; Value: NULL`, path);

type ElementConverter = (value: unknown, state: RowState, index: number) => unknown;

/** Names the element of a list in which a field is to blame: `items[0].price`. */
const placed =
  (single: ValueConverter, path: string): ElementConverter =>
  (value, state, index) => {
    try {
      return single(value, state);
    } catch (error) {
      if (!(error instanceof RowError) || !error.field.startsWith(path)) throw error;
      throw new RowError(error.message, `${path}[${index}]${error.field.slice(path.length)}`);
    }
  };

function compileRepeated(single: ElementConverter, path: string): ValueConverter {
  return (value, state) => {
    if (value === null || value === undefined) {
      state.changed = true;
      return [];
    }
    if (!Array.isArray(value)) {
      throw new RowError(`Repeated field must be imported as a JSON array. Field: ${path}.`, path);
    }
    return value.map((element: unknown, index) => {
      if (element === null) throw nullRefused(path);
      return single(element, state, index);
    });
  };
}

function compileRecordValue(fields: readonly Field[], options: RowOptions, path: string): ValueConverter {
  const record = compileRecord(fields, options, `${path}.`);
  return (value, state) => {
    if (Array.isArray(value)) throw arrayRefused(path);
    if (typeof value !== 'object' || value === null || value instanceof ExactNumber) {
      throw options.isStreamed
        ? new RowError(`This field: ${path} is not a record.`, path)
        : new RowError(`Could not convert non-record value to record. Field: ${path}; Value: ${shown(value)}`, path);
    }
    return record(value, state);
  };
}

const arrayRefused = (path: string): RowError => new RowError(`Array specified for non-repeated field: ${path}.`, path);

/** Types whose numbers may have more digits than a double. */
const EXACT = new Set<FieldType>(['NUMERIC', 'BIGNUMERIC', 'INTEGER', 'TIMESTAMP']);

function compileScalar(field: Field, options: RowOptions, path: string): ValueConverter {
  if (field.type === 'RECORD') throw new Error(`Record ${path} has no fields`);
  const convert = (options.isStreamed ? STREAMED[field.type] : undefined) ?? CONVERTERS[field.type];
  const isJson = field.type === 'JSON';
  const isExact = EXACT.has(field.type);
  return (value, state) => {
    if (!isJson && typeof value === 'object' && !(value instanceof ExactNumber)) {
      if (Array.isArray(value)) throw arrayRefused(path);
      throw new RowError(`JSON object specified for non-record field: ${path}`, path);
    }
    if (isExact && !state.isExact && typeof value === 'number' && !Number.isSafeInteger(value)) state.inexact = true;
    const converted = convert(value, field);
    // A number that lost digits is looked at again.
    if (converted === undefined && !state.inexact) {
      throw scalarRefusal({ field, path, value, isStreamed: options.isStreamed ?? false });
    }
    if (converted !== value) state.changed = true;
    return converted;
  };
}

const STREAMED: Partial<Record<FieldType, ScalarConverter>> = {
  STRING: (value, field) => CONVERTERS.STRING(typeof value === 'number' ? String(value) : value, field),
  JSON: jsonOfText,
};

function jsonOfText(value: unknown): unknown {
  if (typeof value !== 'string') return undefined;
  try {
    return parseExactly(value);
  } catch {
    return undefined;
  }
}
