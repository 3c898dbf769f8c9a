import { type ApiError, invalid } from '../errors/apiError.ts';
import type { Field } from '../schema/field.ts';
import type { TableMeta } from './meta.ts';
import { isIngestionTime, type Partitioning } from './partitioning.ts';

/** How a table's rows are laid out: what it is partitioned and clustered by. */
export interface TableLayout {
  partitioning?: Partitioning | undefined;
  clustering?: readonly string[] | undefined;
}

/** As BigQuery's messages write it: `interval(type:day,field:ts) clustering(region)`, or `none`. */
function layoutText({ partitioning, clustering = [] }: TableLayout): string {
  const parts = [
    ...(partitioning ? [partitioningText(partitioning)] : []),
    ...(clustering.length > 0 ? [`clustering(${clustering.join(',').toLowerCase()})`] : []),
  ];
  return parts.join(' ') || 'none';
}

function partitioningText(partitioning: Partitioning): string {
  if (partitioning.kind === 'range') {
    const { field, start, end, interval } = partitioning;
    return `range(field:${field.toLowerCase()},start:${start},end:${end},interval:${interval})`;
  }
  const { unit, field } = partitioning;
  return `interval(type:${unit.toLowerCase()}${field === undefined ? '' : `,field:${field.toLowerCase()}`})`;
}

/**
 * A job that brings partitioning or clustering has to bring all that the table has, even where it replaces the table's rows.
 *
 * @throws ApiError `invalid`
 */
export function requireSameLayout(present: TableLayout, given: TableLayout): void {
  const isGiven = given.partitioning !== undefined || (given.clustering ?? []).length > 0;
  if (isGiven && layoutText(present) !== layoutText(given)) throw incompatible(present, given);
}

const incompatible = (present: TableLayout, given: TableLayout): ApiError =>
  invalid(
    `Incompatible table partitioning specification. Expects partitioning specification ${layoutText(present)}, but input partitioning specification is ${layoutText(given)}`,
  );

/** @throws ApiError `invalid` where a schema lacks a column that the table is laid out by. */
export function requireLayoutColumns(fields: readonly Field[], { partitioning, clustering = [] }: TableLayout): void {
  const names = new Set(fields.map(({ name }) => name.toLowerCase()));
  const lacks = (name: string | undefined): name is string => name !== undefined && !names.has(name.toLowerCase());
  if (lacks(partitioning?.field)) {
    throw invalid(`The field specified for partitioning cannot be found in the schema: ${partitioning?.field}`);
  }
  const missing = clustering.find(lacks);
  if (missing) throw invalid(`The field specified for clustering cannot be found in the schema: ${missing}`);
}

/**
 * A copy goes to a table of the same layout. Only one partitioned by arrival takes rows of a table that is not partitioned.
 *
 * @throws ApiError `invalid`
 */
export function requireCopyableLayout(source: TableMeta, destination: TableMeta): void {
  const { partitioning } = destination;
  if (partitioning && !source.partitioning && !isIngestionTime(partitioning)) {
    const kind = partitioning.kind === 'range' ? 'Range' : 'Column';
    throw invalid(`Failed to copy Non partitioned table to ${kind} partitioned table: not supported.`);
  }
  const isByArrival = isIngestionTime(partitioning) && !source.partitioning;
  if (!isByArrival && layoutText({ partitioning }) !== layoutText({ partitioning: source.partitioning })) {
    throw incompatible(destination, source);
  }
  if (layoutText({ clustering: destination.clustering }) !== layoutText({ clustering: source.clustering })) {
    throw invalid(
      `Failed to copy table: incompatible clustering fields: ${layoutText({ clustering: source.clustering })} instead of ${layoutText({ clustering: destination.clustering })}.`,
    );
  }
}
