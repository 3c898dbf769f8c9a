import type { Field } from '../../schema/field.ts';

/**
 * A file may have another schema than the one that the table gets its columns from, if Avro can resolve the one to the other:
 * fields that only the file has are left out, and those that it lacks are NULL.
 *
 * @throws Error that names the first field for which it cannot. https://avro.apache.org/docs/1.12.0/specification/#schema-resolution
 */
export function requireResolvable(own: readonly Field[], target: readonly Field[], path = ''): void {
  for (const field of target) {
    const found = own.find(({ name }) => name.toLowerCase() === field.name.toLowerCase());
    const name = path + field.name;
    if (!found) {
      if (field.mode === 'REQUIRED') throw new Error(`Cannot resolve field ${name}: the file lacks it`);
      continue;
    }
    if (!isResolvable(found, field)) {
      throw new Error(`Cannot resolve field ${name}: ${described(found)} with ${described(field)}`);
    }
    if (field.fields) requireResolvable(found.fields ?? [], field.fields, `${name}.`);
  }
}

function isResolvable(own: Field, target: Field): boolean {
  const isSameType = own.type === target.type || (own.type === 'INTEGER' && target.type === 'FLOAT');
  if (own.mode === 'REPEATED' || target.mode === 'REPEATED') return isSameType && own.mode === target.mode;
  return isSameType && (target.mode === 'NULLABLE' || own.mode === 'REQUIRED');
}

const described = ({ type, mode }: Field): string => `${type} ${mode}`;
