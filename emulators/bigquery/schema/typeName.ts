import type { Field, FieldType } from './field.ts';

const NAMES: Partial<Record<FieldType, string>> = { INTEGER: 'INT64', FLOAT: 'FLOAT64', BOOLEAN: 'BOOL' };

/** A field's type as GoogleSQL writes it: `ARRAY<STRUCT<a INT64>>`. `nameOf` writes the names of fields. */
export function typeName(field: Field, nameOf = (name: string): string => name): string {
  const single = field.fields
    ? `STRUCT<${field.fields.map((inner) => `${nameOf(inner.name)} ${typeName(inner, nameOf)}`).join(', ')}>`
    : (NAMES[field.type] ?? field.type);
  return field.mode === 'REPEATED' ? `ARRAY<${single}>` : single;
}
