import { quoteName, quoteText } from '../../schema/names.ts';
import { bytesSql } from '../emission/literal.ts';
import { type Position, SqlError, unsupportedSql } from '../model/errors.ts';
import type { QueryParameter } from '../model/types.ts';

type ParameterType = NonNullable<QueryParameter['parameterType']>;
type ParameterValue = NonNullable<QueryParameter['parameterValue']>;

/** The value of `@name`, or of the n-th `?` as `?n`, as a typed literal. */
export function parameterSql(name: string, parameters: readonly QueryParameter[], at: Position): string {
  const positional = name.startsWith('?');
  const found = positional
    ? parameters.filter((parameter) => !parameter.name)[Number(name.slice(1))]
    : parameters.find((parameter) => parameter.name?.toLowerCase() === name.toLowerCase());
  if (found) return valueSql(found.parameterType ?? {}, found.parameterValue ?? {});
  throw positional
    ? new SqlError('Query parameter at position is not found', at)
    : new SqlError(`Query parameter '${name}' not found`, at);
}

/** DuckDB's types by BigQuery's names for those of parameters. */
const TYPES: Readonly<Record<string, string>> = {
  STRING: 'VARCHAR',
  INT64: 'BIGINT',
  INTEGER: 'BIGINT',
  FLOAT64: 'DOUBLE',
  FLOAT: 'DOUBLE',
  BOOL: 'BOOLEAN',
  BOOLEAN: 'BOOLEAN',
  NUMERIC: 'DECIMAL(38,9)',
  BIGNUMERIC: 'DECIMAL(38,18)',
  DATE: 'DATE',
  DATETIME: 'TIMESTAMP',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMPTZ',
  JSON: 'JSON',
  GEOGRAPHY: 'VARCHAR',
  BYTES: 'BLOB',
};

function typeSql({ type, arrayType, structTypes }: ParameterType): string {
  if (arrayType) return `${typeSql(arrayType)}[]`;
  if (structTypes) {
    return `STRUCT(${structTypes.map((field, index) => `${quoteName(fieldName(field, index))} ${typeSql(field.type ?? {})}`).join(', ')})`;
  }
  const sql = TYPES[String(type).toUpperCase()];
  if (!sql) throw unsupportedSql(`query parameters of type ${String(type)}`);
  return sql;
}

const fieldName = ({ name }: { name?: string }, index: number): string => name || `_field_${index + 1}`;

function valueSql(type: ParameterType, value: ParameterValue): string {
  if (type.arrayType) return arraySql(type.arrayType, value, typeSql(type));
  if (type.structTypes) return structSql(type.structTypes, value, typeSql(type));
  const sql = typeSql(type);
  if (value.value === undefined || value.value === null) return `CAST(NULL AS ${sql})`;
  if (sql === 'BLOB') return bytesSql(Buffer.from(value.value, 'base64'));
  // The official client sends numbers and booleans as such, though the REST reference has text here.
  return `CAST(${quoteText(String(value.value))} AS ${sql})`;
}

/** An array is never NULL: without values it is empty. */
function arraySql(element: ParameterType, { arrayValues = [] }: ParameterValue, type: string): string {
  return `CAST([${arrayValues.map((value) => valueSql(element, value)).join(', ')}] AS ${type})`;
}

function structSql(
  fields: NonNullable<ParameterType['structTypes']>,
  { structValues }: ParameterValue,
  type: string,
): string {
  if (!structValues) return `CAST(NULL AS ${type})`;
  const values = fields.map((field, index) => {
    const value = structValues[field.name ?? ''] ?? Object.values(structValues)[index] ?? {};
    return `${quoteName(fieldName(field, index))} := ${valueSql(field.type ?? {}, value)}`;
  });
  return `struct_pack(${values.join(', ')})`;
}
