import type { TypeProto } from '../../../googlesql/messages.ts';
import { quoteName } from '../../schema/names.ts';
import { CONVERSIONS } from './conversions.ts';
import { repeated } from './fail.ts';
import { NotEmitted } from './notEmitted.ts';
import { fieldNames, kindOf, typeSql } from './typeSql.ts';

interface Conversion {
  from: TypeProto;
  to: TypeProto;
  isSafe: boolean;
}

/** A value by CAST or SAFE_CAST. @throws NotEmitted */
export function converted(sql: string, conversion: Conversion): string {
  const { from, to, isSafe } = conversion;
  const kinds = `${kindOf(from)} ${kindOf(to)}`;
  if (from.structType && to.structType) return record(sql, conversion);
  if (from.arrayType && to.arrayType) return list(sql, from.arrayType.elementType, to.arrayType.elementType, isSafe);
  const convert = CONVERSIONS[kinds];
  if (!convert) {
    if (kindOf(from) === kindOf(to)) return sql;
    throw new NotEmitted(`CAST of ${kinds.replace(' ', ' to ')}`);
  }
  repeated(sql);
  return `(${convert(sql, isSafe ? 'TRY_CAST' : 'CAST')})`;
}

function list(sql: string, from: TypeProto, to: TypeProto, isSafe: boolean): string {
  if (typeSql(from) === typeSql(to)) return sql;
  if (isSafe) throw new NotEmitted('SAFE_CAST of an ARRAY');
  return `list_transform(${sql}, lambda item: ${converted('item', { from, to, isSafe })})`;
}

/** By position, and with the names of the wanted type. */
function record(sql: string, { from, to, isSafe }: Conversion): string {
  if (typeSql(from) === typeSql(to)) return sql;
  if (isSafe) throw new NotEmitted('SAFE_CAST of a STRUCT');
  repeated(sql);
  const names = fieldNames(from);
  const wanted = fieldNames(to);
  const fields = (to.structType?.field ?? []).map(({ fieldType }, index) => {
    const source = from.structType?.field?.[index]?.fieldType ?? fieldType;
    const value = converted(`(${sql}).${quoteName(names[index] ?? '')}`, { from: source, to: fieldType, isSafe });
    return `${quoteName(wanted[index] ?? '')} := ${value}`;
  });
  return `(CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END)`;
}

/** A text as CAST reads it. */
export const castText = (text: string, kind: 'DATE' | 'DATETIME' | 'TIME' | 'TIMESTAMP'): string => {
  repeated(text, text);
  return `(${CONVERSIONS[`STRING ${kind}`]?.(text, 'CAST') ?? text})`;
};
