import { unsupported } from '../../errors/apiError.ts';
import type { Field, FieldMode, FieldType } from '../../schema/field.ts';
import type { AvroSchema } from './avroJson.ts';
import { avroScalar } from './avroScalar.ts';

/** What an Avro type is in BigQuery, and how its values get there. */
export interface AvroType {
  type: FieldType;
  mode: FieldMode;
  fields?: Field[];
  convert(value: unknown): unknown;
}

export interface AvroRecord {
  fields: Field[];
  convert(record: unknown): Record<string, unknown>;
}

/**
 * The table that an Avro file of this schema makes.
 * https://cloud.google.com/bigquery/docs/loading-data-cloud-storage-avro#avro_conversions
 */
export function compileAvro(schema: unknown, useLogicalTypes: boolean): AvroRecord {
  const { fields, convert } = compile(schema, { names: new Map(), useLogicalTypes });
  if (!fields) throw new Error('The root of an Avro schema has to be a record.');
  return { fields, convert: (record) => convert(record) as Record<string, unknown> };
}

interface Scope {
  /** Types by name: a schema may refer to one that it has defined before. */
  names: Map<string, AvroSchema>;
  useLogicalTypes: boolean;
}

function compile(schema: unknown, scope: Scope): AvroType {
  if (Array.isArray(schema)) return compileUnion(schema, scope);
  if (typeof schema === 'string') return compile(scope.names.get(schema) ?? { type: schema }, scope);
  const typed = schema as AvroSchema;
  if (typed.name !== undefined) define(typed, scope);
  if (Array.isArray(typed.type) || typeof typed.type === 'object' || scope.names.has(String(typed.type))) {
    return compile(typed.type, scope);
  }
  switch (typed.type) {
    case 'record':
      return compileRecord(typed, scope);
    case 'array':
      return compileArray(typed, scope);
    case 'map':
      return compileMap(typed, scope);
    default:
      return { mode: 'REQUIRED', ...avroScalar(typed, scope.useLogicalTypes) };
  }
}

function define(schema: AvroSchema, { names }: Scope): void {
  const { name = '', namespace } = schema;
  names.set(name, schema);
  if (namespace !== undefined) names.set(`${namespace}.${name}`, schema);
}

function compileUnion(branches: readonly unknown[], scope: Scope): AvroType {
  const [only, another] = branches.filter((branch) => branch !== 'null');
  if (only === undefined || another !== undefined) {
    throw unsupported('Avro unions of several types other than null');
  }
  const inner = compile(only, scope);
  // A list is empty, never NULL.
  if (inner.mode === 'REPEATED') return { ...inner, convert: (value) => (value === null ? [] : inner.convert(value)) };
  return { ...inner, mode: 'NULLABLE', convert: (value) => (value === null ? null : inner.convert(value)) };
}

function compileRecord({ fields = [] }: AvroSchema, scope: Scope): AvroType {
  const columns = fields.map(({ name, type, doc }) => ({ name, doc, column: compile(type, scope) }));
  return {
    type: 'RECORD',
    mode: 'REQUIRED',
    fields: columns.map(({ name, doc, column: { convert: _convert, ...column } }) => ({
      name,
      ...column,
      ...(doc === undefined ? {} : { description: doc }),
    })),
    convert: (value) => {
      const record = value as Record<string, unknown>;
      return Object.fromEntries(columns.map(({ name, column }) => [name, column.convert(record[name])]));
    },
  };
}

function compileArray({ items }: AvroSchema, scope: Scope): AvroType {
  const element = compile(items, scope);
  if (element.mode === 'REPEATED') {
    throw new Error('Avro arrays of arrays cannot become columns');
  }
  return { ...element, mode: 'REPEATED', convert: (value) => (value as unknown[]).map(element.convert) };
}

/** A map is a list of records of key and value. */
function compileMap({ values }: AvroSchema, scope: Scope): AvroType {
  const { convert, ...column } = compile(values, scope);
  return {
    type: 'RECORD',
    mode: 'REPEATED',
    fields: [
      { name: 'key', type: 'STRING', mode: 'REQUIRED' },
      { name: 'value', ...column },
    ],
    convert: (value) => Object.entries(value as object).map(([key, entry]) => ({ key, value: convert(entry) })),
  };
}
