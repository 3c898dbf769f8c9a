import type { Field, FieldType } from './field.ts';
import { quoteName } from './names.ts';

/** DuckDB has no decimal of 76 digits: a BIGNUMERIC keeps 20 digits before the point and 18 behind it. */
const SCALAR = {
  STRING: 'VARCHAR',
  BYTES: 'BLOB',
  INTEGER: 'BIGINT',
  FLOAT: 'DOUBLE',
  NUMERIC: 'DECIMAL(38,9)',
  BIGNUMERIC: 'DECIMAL(38,18)',
  BOOLEAN: 'BOOLEAN',
  TIMESTAMP: 'TIMESTAMPTZ',
  DATE: 'DATE',
  TIME: 'TIME',
  DATETIME: 'TIMESTAMP',
  GEOGRAPHY: 'VARCHAR',
  JSON: 'JSON',
  // Of results only; no table has such columns.
  INTERVAL: 'VARCHAR',
  RANGE: 'VARCHAR',
} as const satisfies Record<Exclude<FieldType, 'RECORD'>, string>;

/** The DuckDB type of a column. `scalars` replaces the types of single values, as where bytes are read as text. */
export function duckType(field: Field, scalars: Readonly<Record<string, string>> = SCALAR): string {
  const single = field.fields
    ? `STRUCT(${field.fields.map((inner) => `${quoteName(inner.name)} ${duckType(inner, scalars)}`).join(', ')})`
    : field.isText
      ? 'VARCHAR'
      : (scalars[field.type] ?? SCALAR[field.type as keyof typeof SCALAR]);
  return field.mode === 'REPEATED' ? `${single}[]` : single;
}

/** A column as CREATE TABLE has it. */
export const columnSql = (field: Field): string =>
  `${quoteName(field.name)} ${duckType(field)}${field.mode === 'REQUIRED' ? ' NOT NULL' : ''}`;
