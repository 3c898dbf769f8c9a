import type { Partitioning } from '../catalog/partitioning.ts';
import { unsupported } from '../errors/apiError.ts';
import type { Options, OptionValue } from './script/statement.ts';

/** What OPTIONS(…) of a table or view says, as the REST API has it. */
export interface TableOptions {
  properties: Record<string, unknown>;
  /** Milliseconds since the epoch; null takes it away. */
  expirationTime?: number | null;
  partition?: PartitionOptions;
}

interface PartitionOptions {
  /** null takes it away. */
  expirationMs?: number | null;
  requirePartitionFilter?: boolean;
}

const DAY_MS = 86_400_000;

/** https://cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language#table_option_list. @throws ApiError */
export function tableOptions(options: Options): TableOptions {
  const result: TableOptions = { properties: {} };
  for (const [name, value] of Object.entries(options)) {
    switch (name.toLowerCase()) {
      case 'description':
        result.properties['description'] = value;
        break;
      case 'friendly_name':
        result.properties['friendlyName'] = value;
        break;
      case 'labels':
        result.properties['labels'] = labelsOf(value);
        break;
      case 'expiration_timestamp':
        result.expirationTime = value === null ? null : new Date(String(value)).getTime();
        break;
      case 'partition_expiration_days':
        result.partition = { ...result.partition, expirationMs: value === null ? null : Number(value) * DAY_MS };
        break;
      case 'require_partition_filter':
        result.partition = { ...result.partition, requirePartitionFilter: value === true };
        break;
      default:
        throw unsupported(`table option ${name}`);
    }
  }
  return result;
}

/** `[("name", "value"), …]` */
export function labelsOf(value: OptionValue): Record<string, string> {
  const pairs = Array.isArray(value) ? (value as readonly OptionValue[]) : [];
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, label] = Array.isArray(pair) ? pair : [pair];
      return [String(name), String(label)];
    }),
  );
}

/** How a table is partitioned once these options are set. */
export function withPartitionOptions(
  known: Partitioning | undefined,
  { expirationMs, ...options }: PartitionOptions = {},
): Partitioning | undefined {
  if (known?.kind !== 'time') return known;
  const { expirationMs: before, ...kept } = known;
  const expires = expirationMs === undefined ? before : (expirationMs ?? undefined);
  return { ...kept, ...options, ...(expires === undefined ? {} : { expirationMs: expires }) };
}
