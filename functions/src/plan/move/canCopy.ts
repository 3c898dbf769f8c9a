import type { TableField, TableInfo, TableLayout } from '../../bigquery/table.ts';
import { isSameType } from '../../bigquery/typeNames.ts';
import type { MoveSpec } from '../moveSpec.ts';
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

export const hasDecorator = ({ destination }: MoveSpec): boolean => destination.tableId.includes('$');

/**
 * Whether a copy job can append these rows: BigQuery wants the same columns and the same layout ("Failed to copy Non
 * partitioned table to Column partitioned table: not supported"), and a copy has no disposition that keeps the schema. That
 * it goes by the names of columns, and not by their order, is nowhere promised.
 */
export function canCopy(spec: MoveSpec, source: TableInfo, destination: TableInfo | undefined): boolean {
  if (!isPlain(spec) || spec.writeDisposition === 'WRITE_TRUNCATE_DATA') return false;
  if (destination === undefined) return !hasDecorator(spec) && isSameLayout(source, spec.layout);
  if (!isSameFields(source.fields, destination.fields)) return false;
  return hasDecorator(spec)
    ? isIngestionTime(destination) && isSameLayout(source, {})
    : isSameLayout(source, destination);
}

const isIngestionTime = ({ timePartitioning }: TableLayout): boolean =>
  timePartitioning !== undefined && timePartitioning.field === undefined;

function isSameFields(source: readonly TableField[], destination: readonly TableField[]): boolean {
  return (
    source.length === destination.length &&
    source.every((field, index) => {
      const other = destination[index];
      return (
        other !== undefined &&
        sameName(field.name, other.name) &&
        isSameType(field.type, other.type) &&
        (field.mode ?? 'NULLABLE') === (other.mode ?? 'NULLABLE') &&
        isSameFields(field.fields ?? [], other.fields ?? [])
      );
    })
  );
}

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
