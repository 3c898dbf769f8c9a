import type { TypeProto } from '../../googlesql/messages.ts';
import { unsupported } from '../errors/apiError.ts';
import type { Field, FieldType } from '../schema/field.ts';

const KINDS = {
  STRING: 'TYPE_STRING',
  BYTES: 'TYPE_BYTES',
  INTEGER: 'TYPE_INT64',
  FLOAT: 'TYPE_DOUBLE',
  NUMERIC: 'TYPE_NUMERIC',
  BIGNUMERIC: 'TYPE_BIGNUMERIC',
  BOOLEAN: 'TYPE_BOOL',
  TIMESTAMP: 'TYPE_TIMESTAMP',
  DATE: 'TYPE_DATE',
  TIME: 'TYPE_TIME',
  DATETIME: 'TYPE_DATETIME',
  GEOGRAPHY: 'TYPE_GEOGRAPHY',
  JSON: 'TYPE_JSON',
  INTERVAL: 'TYPE_INTERVAL',
} as const satisfies Partial<Record<FieldType, string>>;

const TYPES = new Map<string, FieldType>(Object.entries(KINDS).map(([type, kind]) => [kind, type as FieldType]));

/** A field's type as GoogleSQL has it. */
export function typeOf(field: Field): TypeProto {
  const single = singleType(field);
  return field.mode === 'REPEATED' ? { typeKind: 'TYPE_ARRAY', arrayType: { elementType: single } } : single;
}

function singleType({ type, fields, rangeElementType }: Field): TypeProto {
  if (type === 'RECORD') {
    const inner = (fields ?? []).map((field) => ({ fieldName: field.name, fieldType: typeOf(field) }));
    return { typeKind: 'TYPE_STRUCT', structType: { field: inner } };
  }
  if (type === 'RANGE') {
    const { type: element } = rangeElementType as { type: FieldType };
    return {
      typeKind: 'TYPE_RANGE',
      rangeType: { elementType: singleType({ name: '', type: element, mode: 'NULLABLE' }) },
    };
  }
  return { typeKind: KINDS[type] };
}

/** A column of GoogleSQL as a field. @throws ApiError where BigQuery has no results of such a type. */
export function fieldOf(name: string, type: TypeProto): Field {
  const element = type.arrayType?.elementType;
  if (element) return { ...singleField(name, element), mode: 'REPEATED' };
  return singleField(name, type);
}

function singleField(name: string, { typeKind, structType, rangeType }: TypeProto): Field {
  if (structType) {
    const fields = (structType.field ?? []).map(({ fieldName, fieldType }, index) =>
      fieldOf(fieldName || `_field_${index + 1}`, fieldType),
    );
    return { name, type: 'RECORD', mode: 'NULLABLE', fields };
  }
  if (rangeType) {
    const { type } = singleField('', rangeType.elementType);
    return { name, type: 'RANGE', mode: 'NULLABLE', rangeElementType: { type } };
  }
  const type = TYPES.get(typeKind);
  if (type === undefined) throw unsupported(`results of type ${typeKind.replace('TYPE_', '')} (column ${name})`);
  return { name, type, mode: 'NULLABLE' };
}
