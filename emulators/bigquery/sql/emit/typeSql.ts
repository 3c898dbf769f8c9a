import { duckType } from '../../schema/duckType.ts';
import type { Field, FieldType } from '../../schema/field.ts';
import type { SqlType } from '../model/ast.ts';
import { unsupportedSql } from '../model/errors.ts';

const CANONICAL: Readonly<Record<string, FieldType>> = {
  INT64: 'INTEGER',
  FLOAT64: 'FLOAT',
  BOOL: 'BOOLEAN',
  STRUCT: 'RECORD',
};

/** The column of this name and type. An ARRAY is a REPEATED column of its elements. */
export function fieldOf(name: string, type: SqlType): Field {
  if (type.name === 'ARRAY') {
    if (!type.element || type.element.name === 'ARRAY') throw unsupportedSql('arrays of arrays');
    return { ...fieldOf(name, type.element), mode: 'REPEATED' };
  }
  if (type.name === 'INTERVAL') throw unsupportedSql(`columns of type INTERVAL (${name})`);
  const fields = type.fields?.map((field, index) => fieldOf(field.name ?? `_field_${index + 1}`, field.type));
  return {
    name,
    type: CANONICAL[type.name] ?? (type.name as FieldType),
    mode: 'NULLABLE',
    ...(fields ? { fields } : {}),
    ...limits(type),
  };
}

/** NUMERIC(10, 2), STRING(5): as the REST API has them. */
function limits({ name, parameters: [first, second] }: SqlType): Record<string, string> {
  if (first === undefined) return {};
  if (name === 'STRING' || name === 'BYTES') return { maxLength: first };
  return { precision: first, ...(second === undefined ? {} : { scale: second }) };
}

/** A type in DuckDB's words. */
export const typeSql = (type: SqlType): string =>
  type.name === 'INTERVAL' ? 'INTERVAL' : duckType(fieldOf('_', type));
