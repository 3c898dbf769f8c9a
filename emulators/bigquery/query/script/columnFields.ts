import type { Node, TypeProto } from '../../../googlesql/messages.ts';
import { children, flatten } from '../../../googlesql/nodes.ts';
import { unsupportedSql } from '../../errors/sqlError.ts';
import { prepareStatement } from '../../evaluation/prepareStatement.ts';
import { fieldOf } from '../../evaluation/typeProto.ts';
import type { Field } from '../../schema/field.ts';
import { resolvedOptions } from './optionValues.ts';
import type { Placed, Running } from './scriptRun.ts';

/** What makes a statement of definitions of columns, so that GoogleSQL resolves them. */
interface Around {
  before: string;
  after: string;
}

/** The columns that a part of a statement defines. */
export async function columnFields(
  definitions: Placed,
  { before, after }: Around,
  { run, state }: Running,
): Promise<Field[]> {
  const prepared = await prepareStatement({ ...definitions, before, after }, run.preparing(state));
  const statement = flatten(prepared.resolved);
  if (statement['primaryKey'] || children(statement, 'foreignKeyList').length > 0)
    throw unsupportedSql('keys of tables');
  return children(statement, 'columnDefinitionList').map(columnField);
}

function columnField(definition: Node): Field {
  const name = String(definition['name']);
  const type = definition['type'] as TypeProto;
  if (type.typeKind === 'TYPE_INTERVAL' || type.typeKind === 'TYPE_RANGE')
    throw unsupportedSql(`columns of type ${type.typeKind.replace('TYPE_', '')} (${name})`);
  if (definition['generatedColumnInfo']) throw unsupportedSql('generated columns');
  const field = annotated(fieldOf(name, type), (definition['annotations'] ?? {}) as Annotations);
  const { sql } = (definition['defaultValue'] ?? {}) as { sql?: string };
  return sql === undefined ? field : { ...field, defaultValueExpression: sql };
}

/** zetasql.ResolvedColumnAnnotationsProto; `childList` is of an array's elements, or of a record's fields. */
interface Annotations extends Node {
  notNull?: boolean;
  collationName?: unknown;
  childList?: Annotations[];
  typeParameters?: TypeParameters;
}

/** zetasql.TypeParametersProto */
interface TypeParameters {
  stringTypeParameters?: { maxLength?: string; isMaxLength?: boolean };
  numericTypeParameters?: { precision?: string; scale?: string; isMaxPrecision?: boolean };
}

function annotated(field: Field, annotations: Annotations): Field {
  const isArray = field.mode === 'REPEATED';
  const inner = isArray ? (annotations.childList?.[0] ?? {}) : annotations;
  const { childList = [] } = inner;
  return {
    ...field,
    ...(annotations.notNull === true && !isArray ? { mode: 'REQUIRED' } : {}),
    ...(field.fields ? { fields: field.fields.map((own, index) => annotated(own, childList[index] ?? {})) } : {}),
    ...limits(inner.typeParameters ?? {}),
    ...resolvedOptions(annotations),
  };
}

/** NUMERIC(10, 2), STRING(5): as the REST API has them. */
function limits({ stringTypeParameters: text, numericTypeParameters: number }: TypeParameters): Record<string, string> {
  if (text?.maxLength !== undefined && text.isMaxLength !== true) return { maxLength: String(text.maxLength) };
  if (number?.precision === undefined || number.isMaxPrecision === true) return {};
  const scale = Number(number.scale ?? 0);
  return { precision: String(number.precision), ...(scale === 0 ? {} : { scale: String(scale) }) };
}
