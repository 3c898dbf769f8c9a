import type { Field } from '../schema/field.ts';

/**
 * The fields of a file that says itself what they are, under the schema that the job brings: what it calls NULLABLE may be
 * NULL, though the file has no NULLs. The job cannot make a field stricter than it is in the file.
 */
export function relaxedAs(own: readonly Field[], declared: readonly Field[]): Field[] {
  return own.map((field) => {
    const known = declared.find(({ name }) => name.toLowerCase() === field.name.toLowerCase());
    if (!known) return field;
    const mode = field.mode === 'REQUIRED' && known.mode === 'NULLABLE' ? 'NULLABLE' : field.mode;
    return { ...field, mode, ...(field.fields ? { fields: relaxedAs(field.fields, known.fields ?? []) } : {}) };
  });
}
