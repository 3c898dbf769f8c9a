import { hasPartition } from '../common/partition.ts';
import type { MoveSpec } from '../model/moveSpec.ts';
import type { TableInfo, TableName } from '../model/table.ts';

/**
 * What a destination is made like that is missing, and that has no template: with the columns of the temporary table and the
 * layout that the rule gives. It is made before the rows are moved, since a copy job could pass the expiry of the temporary
 * table on to what it creates, and DML creates nothing. Undefined where it must not be made, and where a partition
 * decorator or a computed column leaves that to the query.
 */
export function newDestination(move: MoveSpec, source: TableInfo, name: TableName): TableInfo | undefined {
  const { createDisposition, layout, transform = {} } = move;
  const hasColumn = (column: string): boolean =>
    source.fields.some((field) => field.name.toLowerCase() === column.toLowerCase());
  if (createDisposition === 'CREATE_NEVER' || hasPartition(name.tableId)) return undefined;
  return Object.keys(transform).every(hasColumn) ? { name, fields: source.fields, ...layout } : undefined;
}
