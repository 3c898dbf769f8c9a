import { invalid } from '../errors/apiError.ts';
import type { Field } from '../schema/field.ts';

/** `a,b.c`: columns; of a record whose fields are named, those fields. */
export function selectedFields(fields: readonly Field[], selected: string | null): Field[] {
  if (!selected) return [...fields];
  const paths = selected.split(',').map((path) => path.trim().toLowerCase());
  const chosen = fields.flatMap((field) => selectField(field, paths));
  if (chosen.length === 0) throw invalid(`Invalid selectedFields: no field of the table is called ${selected}`);
  return chosen;
}

function selectField(field: Field, paths: readonly string[]): Field[] {
  const name = field.name.toLowerCase();
  if (paths.includes(name)) return [field];
  const inner = paths.filter((path) => path.startsWith(`${name}.`)).map((path) => path.slice(name.length + 1));
  if (inner.length === 0 || !field.fields) return [];
  return [{ ...field, fields: field.fields.flatMap((nested) => selectField(nested, inner)) }];
}
