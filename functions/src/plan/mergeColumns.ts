import type { TableField } from '../model/table.ts';
import { isSameType } from '../model/typeNames.ts';

export interface MergedColumns {
  fields: TableField[];
  /** Columns that were added, by their path: `info.key`. */
  added: string[];
  /** What of the template could not be taken over, and why. */
  conflicts: string[];
}

/**
 * The columns of a table with those that only the template has added, nested ones included. BigQuery adds columns to a table
 * only as NULLABLE or REPEATED ones, and changes no types: what differs stays as the table has it.
 */
export function mergeColumns(table: readonly TableField[], template: readonly TableField[], path = ''): MergedColumns {
  const merged: MergedColumns = { fields: [...table], added: [], conflicts: [] };
  for (const wanted of template) {
    const index = merged.fields.findIndex(({ name }) => name.toLowerCase() === wanted.name.toLowerCase());
    const known = merged.fields[index];
    const place = `${path}${wanted.name}`;
    if (known === undefined) {
      merged.fields.push(addable(wanted));
      merged.added.push(place);
    } else if (!isSameType(known.type, wanted.type) || isRepeated(known) !== isRepeated(wanted)) {
      merged.conflicts.push(
        `column ${place} is ${typeOf(known)} there and ${typeOf(wanted)} in the template; it stays`,
      );
    } else if (known.fields && wanted.fields) {
      const inner = mergeColumns(known.fields, wanted.fields, `${place}.`);
      merged.fields[index] = { ...known, fields: inner.fields };
      merged.added.push(...inner.added);
      merged.conflicts.push(...inner.conflicts);
    }
  }
  return merged;
}

const isRepeated = ({ mode }: TableField): boolean => mode === 'REPEATED';

const typeOf = (field: TableField): string => (isRepeated(field) ? `REPEATED ${field.type}` : field.type);

/** A column can be added only if the rows that are there may lack it. */
function addable(field: TableField): TableField {
  return field.mode === 'REQUIRED' ? { ...field, mode: 'NULLABLE' } : field;
}
