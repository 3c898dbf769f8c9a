import { permanent } from '../../failure/failure.ts';
import type { TableField } from '../../model/table.ts';
import { nearest } from '../../rule/nearest.ts';

export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The column of that name; BigQuery takes no notice of case. */
export const columnNamed = (fields: readonly TableField[], name: string): TableField | undefined =>
  fields.find((field) => sameName(field.name, name));

interface FoundColumn {
  /** The names on the way to it, as the table spells them. */
  path: string[];
  field: TableField;
}

/** A column by its path, `info.key` being a field of a record. Throws where the table has none such. */
export function columnAt(fields: readonly TableField[], path: string, where: string): FoundColumn {
  const found: string[] = [];
  let field: TableField | undefined;
  let inner = fields;
  for (const part of path.split('.')) {
    if (field?.mode === 'REPEATED') {
      throw permanent(
        'invalid',
        `${where}: ${path} is within ${field.name}, which is REPEATED, and has no single value`,
      );
    }
    field = columnNamed(inner, part);
    if (field === undefined) throw permanent('invalid', `${where}: ${noColumn(path, fields)}`);
    found.push(field.name);
    inner = field.fields ?? [];
  }
  if (field === undefined) throw permanent('invalid', `${where}: ${noColumn(path, fields)}`);
  return { path: found, field };
}

function noColumn(path: string, fields: readonly TableField[]): string {
  const known = pathsOf(fields);
  const meant = nearest(path, known);
  const help = meant === undefined ? `it has ${known.slice(0, 20).join(', ')}` : `did you mean ${meant}?`;
  return `the temporary table has no column ${path}; ${help}`;
}

const pathsOf = (fields: readonly TableField[], before = ''): string[] =>
  fields.flatMap(({ name, mode, fields: inner = [] }) => [
    `${before}${name}`,
    ...(mode === 'REPEATED' ? [] : pathsOf(inner, `${before}${name}.`)),
  ]);
