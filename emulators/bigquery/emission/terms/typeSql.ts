import type { TypeProto } from '../../../googlesql/messages.ts';
import { fieldOf } from '../../evaluation/typeProto.ts';
import { duckType } from '../../schema/duckType.ts';
import { NotEmitted } from './notEmitted.ts';

const NOT_HERE: ReadonlySet<string> = new Set(['TYPE_INTERVAL', 'TYPE_RANGE', 'TYPE_ENUM', 'TYPE_PROTO', 'TYPE_UUID']);

/** A type in DuckDB's words. @throws NotEmitted */
export function typeSql(type: TypeProto): string {
  requireKnown(type);
  return duckType(fieldOf('value', type));
}

/** As signatures name it: `INT64`, `ARRAY`. */
export const kindOf = ({ typeKind }: TypeProto): string => typeKind.replace('TYPE_', '');

/** DuckDB finds the fields of a record by names, and wants each to have its own. */
function requireKnown({ typeKind, arrayType, structType }: TypeProto): void {
  if (NOT_HERE.has(typeKind)) throw new NotEmitted(`values of type ${typeKind.replace('TYPE_', '')}`);
  if (arrayType) requireKnown(arrayType.elementType);
  const fields = structType?.field ?? [];
  const names = fieldNames({ typeKind, structType: { field: fields } });
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length)
    throw new NotEmitted('a STRUCT with two fields of one name');
  if (structType && fields.length === 0) throw new NotEmitted('a STRUCT without fields');
  for (const { fieldType } of fields) requireKnown(fieldType);
}

export const fieldNames = ({ structType }: TypeProto): string[] =>
  (structType?.field ?? []).map(({ fieldName }, index) => fieldName || `_field_${index + 1}`);
