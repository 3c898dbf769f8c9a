import { hasPartition } from '../../common/partition.ts';
import type { MoveSpec } from '../../model/moveSpec.ts';
import type { TableField, TableInfo, TableLayout } from '../../model/table.ts';
import { isSameType } from '../../model/typeNames.ts';
import { sameName } from './findColumn.ts';

/** Whether the rows stay as they are, so that a copy job, which is free, may move them. */
export const isPlain = ({
  method = 'COPY',
  criteria,
  uniqueColumns,
  transform,
  sideInputs,
  split,
}: MoveSpec): boolean =>
  method === 'COPY' && [criteria, uniqueColumns, transform, sideInputs, split].every((given) => given === undefined);

export const hasDecorator = ({ destination }: MoveSpec): boolean => hasPartition(destination.tableId);

/**
 * Whether a copy job can move these rows: BigQuery wants the same columns and the same layout ("Failed to copy Non
 * partitioned table to Column partitioned table: not supported"). That it goes by the names of columns, and not by their
 * order, is nowhere promised. A copy that replaces rows replaces the schema too, so that has to be the same altogether; and
 * a table made by a copy has nothing of a rule's partitioning that the temporary table could not have.
 */
export function canCopy(spec: MoveSpec, source: TableInfo, destination: TableInfo | undefined): boolean {
  if (!isPlain(spec) || spec.writeDisposition === 'WRITE_TRUNCATE_DATA') return false;
  if (destination === undefined)
    return !hasDecorator(spec) && isSameLayout(source, spec.layout) && !limitsPartitions(spec.layout);
  const isReplaced = spec.writeDisposition === 'WRITE_TRUNCATE';
  if (!isSameFields(source.fields, destination.fields, isReplaced ? isSameColumn : isSameColumnType)) return false;
  return hasDecorator(spec)
    ? isIngestionTime(destination) && isSameLayout(source, {})
    : isSameLayout(source, destination);
}

const isIngestionTime = ({ timePartitioning }: TableLayout): boolean =>
  timePartitioning !== undefined && timePartitioning.field === undefined;

const limitsPartitions = ({ timePartitioning }: TableLayout): boolean =>
  timePartitioning?.expirationMs !== undefined || timePartitioning?.requirePartitionFilter === true;

type Same = (a: TableField, b: TableField) => boolean;

function isSameFields(source: readonly TableField[], destination: readonly TableField[], isSame: Same): boolean {
  return (
    source.length === destination.length &&
    source.every((field, index) => {
      const other = destination[index];
      return (
        other !== undefined &&
        sameName(field.name, other.name) &&
        isSame(field, other) &&
        isSameFields(field.fields ?? [], other.fields ?? [], isSame)
      );
    })
  );
}

const isSameColumnType: Same = (a, b) =>
  isSameType(a.type, b.type) &&
  (a.mode ?? 'NULLABLE') === (b.mode ?? 'NULLABLE') &&
  attributes(a, isTypeParameter) === attributes(b, isTypeParameter);

/** Descriptions, defaults, policy tags and whatever else a column has. */
const isSameColumn: Same = (a, b) => isSameColumnType(a, b) && attributes(a, isMore) === attributes(b, isMore);

const isTypeParameter = (name: string): boolean =>
  ['maxLength', 'precision', 'scale', 'rangeElementType'].includes(name);
const isMore = (name: string): boolean => !['name', 'type', 'mode', 'fields'].includes(name);

const attributes = (field: TableField, counts: (name: string) => boolean): string =>
  JSON.stringify(
    Object.entries(field)
      .filter(([name]) => counts(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );

const isSameLayout = (a: TableLayout, b: TableLayout): boolean =>
  JSON.stringify(essence(a)) === JSON.stringify(essence(b));

/** What has to be the same for a copy. */
function essence({ timePartitioning: time, rangePartitioning: range, clustering }: TableLayout) {
  return {
    time: time ? [time.type, time.field?.toLowerCase()] : [],
    range: range
      ? [range.field?.toLowerCase(), ...[range.range?.start, range.range?.end, range.range?.interval].map(String)]
      : [],
    clustering: (clustering?.fields ?? []).map((name) => name.toLowerCase()),
  };
}
