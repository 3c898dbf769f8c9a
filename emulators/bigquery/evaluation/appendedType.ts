import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  type DuckDBType,
  LIST,
  STRUCT,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api';
import type { Field, FieldType } from '../schema/field.ts';

const SCALARS: Partial<Record<FieldType, DuckDBType>> = {
  INTEGER: BIGINT,
  FLOAT: DOUBLE,
  BOOLEAN,
  BYTES: BLOB,
  NUMERIC: DECIMAL(38, 9),
  BIGNUMERIC: DECIMAL(38, 18),
  TIMESTAMP: TIMESTAMPTZ,
  DATETIME: TIMESTAMP,
  DATE,
  TIME,
};

/** The DuckDB type of a field's column, as its client has types: that of `duckType`. What is not here is text. */
export function appendedType(field: Field): DuckDBType {
  const single = field.fields
    ? STRUCT(Object.fromEntries(field.fields.map((inner) => [inner.name, appendedType(inner)])))
    : field.isText
      ? VARCHAR
      : (SCALARS[field.type] ?? VARCHAR);
  return field.mode === 'REPEATED' ? LIST(single) : single;
}
