import { splitPartition } from '../../common/partition.ts';
import type { TableField, TableName } from '../../model/table.ts';
import { standardType } from '../../model/typeNames.ts';

/**
 * A name within backticks, as GoogleSQL reads it (lexical structure: quoted identifiers have the escapes of string
 * literals): whatever it holds, it is one name.
 */
export const quoted = (name: string): string =>
  `\`${name.replace(/[\\`]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r')}\``;

/** A column by its path (`info.key`), of the table that SQL calls `alias`. */
export const columnSql = (alias: string, path: readonly string[]): string => [alias, ...path].map(quoted).join('.');

/** A table for FROM and INTO; no partition decorator, which SQL does not take. */
export const tableSql = ({ projectId, datasetId, tableId }: TableName): string =>
  [projectId, datasetId, splitPartition(tableId).table].map(quoted).join('.');

/** Ranges have the type of their elements besides. */
type AnyField = TableField & { rangeElementType?: { type: string } };

/** The type of a column as a CAST takes it. */
export function typeSql(field: AnyField): string {
  return field.mode === 'REPEATED' ? `ARRAY<${elementSql(field)}>` : elementSql(field);
}

function elementSql({ type, fields = [], rangeElementType }: AnyField): string {
  const name = standardType(type);
  if (name === 'STRUCT')
    return `STRUCT<${fields.map((field) => `${quoted(field.name)} ${typeSql(field)}`).join(', ')}>`;
  return rangeElementType ? `${name}<${standardType(rangeElementType.type)}>` : name;
}
