import type { Field } from '../../schema/field.ts';
import type { ColumnDefinition } from '../model/statementAst.ts';
import { optionValues } from './options.ts';
import { fieldOf } from './typeSql.ts';

/** A column definition as the REST API has it; `source` is the statement that it stands in. */
export function columnField(
  { name, type, notNull, default: fallback, options, fields }: ColumnDefinition,
  source: string,
): Field {
  const field: Field = {
    ...fieldOf(name, type),
    ...optionValues(options),
    ...(fallback ? { defaultValueExpression: source.slice(fallback.start, fallback.end).trim() } : {}),
  };
  for (const inner of fields) annotate(field, inner.path.split('.'), inner);
  return notNull && field.mode !== 'REPEATED' ? { ...field, mode: 'REQUIRED' } : field;
}

function annotate(
  record: Field,
  [name, ...deeper]: readonly string[],
  { notNull, options }: ColumnDefinition['fields'][number],
): void {
  const field = record.fields?.find((known) => known.name === name);
  if (!field) return;
  if (deeper.length > 0) {
    annotate(field, deeper, { path: deeper.join('.'), notNull, options });
    return;
  }
  if (notNull && field.mode !== 'REPEATED') field.mode = 'REQUIRED';
  Object.assign(field, optionValues(options));
}
