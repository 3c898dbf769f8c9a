import { invalid } from '../errors/apiError.ts';
import type { RangePartitioning, TimePartitioning } from '../rest/resources.ts';
import type { Field } from '../schema/field.ts';
import { quoteName, quoteText, type TableRef, tableName } from '../schema/names.ts';

export type TimeUnit = 'HOUR' | 'DAY' | 'MONTH' | 'YEAR';

/** By a column's time, by arrival (no `field`; rows carry `_PARTITIONTIME`), or by ranges of an integer column. */
export type Partitioning =
  | { kind: 'time'; unit: TimeUnit; field?: string; expirationMs?: number; requirePartitionFilter?: boolean }
  | { kind: 'range'; field: string; start: number; end: number; interval: number };

/** The hidden column of tables partitioned by arrival. */
export const PARTITION_TIME = '_PARTITIONTIME';

/** How a partition ID writes its time, for DuckDB's strftime and strptime. */
const ID_FORMAT = { HOUR: '%Y%m%d%H', DAY: '%Y%m%d', MONTH: '%Y%m', YEAR: '%Y' } as const satisfies Record<
  TimeUnit,
  string
>;
const ID_LENGTH = { HOUR: 10, DAY: 8, MONTH: 6, YEAR: 4 } as const satisfies Record<TimeUnit, number>;

export const isIngestionTime = (partitioning: Partitioning | undefined): boolean =>
  partitioning?.kind === 'time' && partitioning.field === undefined;

export interface PartitioningRequest {
  timePartitioning?: TimePartitioning;
  rangePartitioning?: RangePartitioning;
}

/** @throws ApiError `invalid` where the column is missing or of a type that cannot be partitioned by. */
export function partitioningOf(request: PartitioningRequest, fields: readonly Field[]): Partitioning | undefined {
  const { timePartitioning, rangePartitioning } = request;
  if (timePartitioning) return timePartitioningOf(timePartitioning, fields);
  return rangePartitioning ? rangePartitioningOf(rangePartitioning, fields) : undefined;
}

function timePartitioningOf(request: TimePartitioning, fields: readonly Field[]): Partitioning {
  const unit = (request.type ?? 'DAY').toUpperCase();
  if (!isTimeUnit(unit)) throw invalid(`Invalid value for type: ${request.type} is not a valid value`);
  const { field, expirationMs, requirePartitionFilter } = request;
  if (field !== undefined)
    requireColumn(field, fields, unit === 'HOUR' ? ['TIMESTAMP', 'DATETIME'] : ['TIMESTAMP', 'DATETIME', 'DATE']);
  return {
    kind: 'time',
    unit,
    ...(field === undefined ? {} : { field }),
    ...(expirationMs === undefined || expirationMs === null ? {} : { expirationMs: Number(expirationMs) }),
    ...(requirePartitionFilter === undefined ? {} : { requirePartitionFilter }),
  };
}

function rangePartitioningOf({ field, range }: RangePartitioning, fields: readonly Field[]): Partitioning {
  if (field === undefined || !range)
    throw invalid('Range partitioning needs a field and a range with start, end and interval.');
  requireColumn(field, fields, ['INTEGER']);
  const [start, end, interval] = [Number(range.start), Number(range.end), Number(range.interval)];
  if (!(start < end) || !(interval > 0))
    throw invalid('The range of a range partitioning must have start < end and interval > 0.');
  return { kind: 'range', field, start, end, interval };
}

const isTimeUnit = (unit: string): unit is TimeUnit => Object.hasOwn(ID_FORMAT, unit);

function requireColumn(name: string, fields: readonly Field[], types: readonly string[]): void {
  const column = fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  if (!column) throw invalid(`The field specified for partitioning cannot be found in the schema: ${name}`);
  if (!types.includes(column.type) || column.mode === 'REPEATED') {
    throw invalid(
      `The field specified for partitioning must be of type ${types.join(', ')}, not repeated. Field: ${name}, type: ${column.type}`,
    );
  }
}

/** How the REST API tells it. */
export function partitioningResource(partitioning: Partitioning | undefined): PartitioningRequest {
  if (!partitioning) return {};
  if (partitioning.kind === 'range') {
    const { field, start, end, interval } = partitioning;
    return {
      rangePartitioning: { field, range: { start: String(start), end: String(end), interval: String(interval) } },
    };
  }
  const { unit, field, expirationMs, requirePartitionFilter } = partitioning;
  return {
    timePartitioning: {
      type: unit,
      ...(field === undefined ? {} : { field }),
      ...(expirationMs === undefined ? {} : { expirationMs: String(expirationMs) }),
      ...(requirePartitionFilter === undefined ? {} : { requirePartitionFilter }),
    },
  };
}

/** DuckDB SQL for the ID of the partition that a row is in. */
export function partitionIdSql(partitioning: Partitioning): string {
  const column = quoteName(partitioning.kind === 'time' ? (partitioning.field ?? PARTITION_TIME) : partitioning.field);
  if (partitioning.kind === 'time') {
    // strftime has no version for TIMESTAMPTZ; the session's time zone is UTC.
    return `coalesce(strftime(CAST(${column} AS TIMESTAMP), ${quoteText(ID_FORMAT[partitioning.unit])}), '__NULL__')`;
  }
  const { start, end, interval } = partitioning;
  return `CASE WHEN ${column} IS NULL THEN '__NULL__' WHEN ${column} < ${start} OR ${column} >= ${end} THEN '__UNPARTITIONED__'
    ELSE CAST(${start} + ((${column} - ${start}) // ${interval}) * ${interval} AS VARCHAR) END`;
}

/** DuckDB SQL for the time at which a partition begins. @throws ApiError `invalid` for an ID that is none. */
export function partitionStartSql(partitioning: Partitioning & { kind: 'time' }, id: string): string {
  requirePartitionId(partitioning, id);
  return `timezone('UTC', strptime(${quoteText(id)}, ${quoteText(ID_FORMAT[partitioning.unit])}))`;
}

/** @throws ApiError `invalid` where a decorator is given for a table without partitions. */
export function requirePartitioning(
  { ref, partitioning }: { ref: TableRef; partitioning?: Partitioning },
  id: string,
): Partitioning {
  if (partitioning) return partitioning;
  throw invalid(`Cannot address partition ${id} of ${tableName(ref)}: the table is not partitioned.`);
}

/** @throws ApiError `invalid` where a decorator does not fit the table's partitioning. */
export function requirePartitionId(partitioning: Partitioning, id: string): void {
  if (partitioning.kind === 'time') {
    const digits = /^\d+$/.test(id) ? id.length : 0;
    if (digits === ID_LENGTH[partitioning.unit] || id === '__NULL__') return;
    throw invalid(
      `Invalid time partitioning ID: "${id}". A table partitioned by ${partitioning.unit} takes ${ID_LENGTH[partitioning.unit]} digits.`,
    );
  }
  const { start, end, interval } = partitioning;
  const value = Number(id);
  const fits = Number.isInteger(value) && value >= start && value < end && (value - start) % interval === 0;
  if (!fits && id !== '__NULL__' && id !== '__UNPARTITIONED__') {
    throw invalid(`Invalid range partitioning ID: "${id}". It has to be the start of a range.`);
  }
}

/** The unit that a decorator's length speaks of; a load into `new_table$20260131` makes a table partitioned by it. */
export function unitOfPartitionId(id: string): TimeUnit | undefined {
  const units = Object.keys(ID_LENGTH) as TimeUnit[];
  return /^\d+$/.test(id) ? units.find((unit) => ID_LENGTH[unit] === id.length) : undefined;
}
