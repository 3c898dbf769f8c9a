import type { TableField } from '../model/table.ts';
import { standardType } from '../model/typeNames.ts';
import { isObject, JsonNumber } from './parseRow.ts';

/**
 * Whether a load would take the row, as far as that can be told at a glance: the names, and the values of the commonest types.
 * It is used to decide what to try first, and what became of a file that BigQuery refused without a word about it.
 */
export function fitsColumns(row: Readonly<Record<string, unknown>>, columns: readonly TableField[]): boolean {
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  const given = new Set<string>();
  for (const [name, value] of Object.entries(row)) {
    const column = byName.get(name.toLowerCase());
    if (column === undefined || !fitsColumn(value, column)) return false;
    if (value !== null) given.add(column.name);
  }
  return columns.every(({ name, mode }) => mode !== 'REQUIRED' || given.has(name));
}

function fitsColumn(value: unknown, column: TableField): boolean {
  if (value === null) return column.mode !== 'REQUIRED';
  if (column.mode !== 'REPEATED') return fitsOne(value, column);
  return Array.isArray(value) && value.every((element) => element !== null && fitsOne(element, column));
}

function fitsOne(value: unknown, { type, fields }: TableField): boolean {
  const standard = standardType(type);
  if (standard === 'JSON') return true;
  if (fields) return isObject(value) && fitsColumns(value, fields);
  if (isObject(value) || Array.isArray(value)) return false;
  return FITS[standard]?.(value) ?? true;
}

const scalarText = (value: unknown): string => (value instanceof JsonNumber ? value.text : String(value)).trim();

/** A load reads numbers and booleans out of texts, too, but no texts out of numbers. */
const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  STRING: (value) => typeof value === 'string',
  INT64: (value) => typeof value !== 'boolean' && /^[+-]?\d+(?:\.0*)?$/.test(scalarText(value)),
  FLOAT64: (value) => typeof value !== 'boolean' && scalarText(value) !== '' && isFloat(scalarText(value)),
  BOOL: (value) => typeof value === 'boolean' || /^(?:true|false|t|f|yes|no|y|n|1|0)$/i.test(scalarText(value)),
};

const isFloat = (text: string): boolean => /^[+-]?(?:inf|infinity|nan)$/i.test(text) || !Number.isNaN(Number(text));
