import type { Call, Expression } from '../model/ast.ts';
import { SqlError } from '../model/errors.ts';
import type { Partitioning } from '../model/types.ts';

type TimeType = Extract<Partitioning, { kind: 'time' }>['type'];

const TYPES: readonly TimeType[] = ['HOUR', 'DAY', 'MONTH', 'YEAR'];

/** PARTITION BY: https://cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language#partition_expression */
export function partitioningIn(node: Expression): Partitioning {
  if (node.kind === 'name') return byTime('DAY', node.name);
  if (node.kind === 'call' && node.name === 'RANGE_BUCKET') return byRange(node);
  const [column, part] = node.kind === 'call' ? node.arguments : [];
  if (node.kind !== 'call' || column?.kind !== 'name') throw invalid(node);
  if (node.name === 'DATE' && !part) return byTime('DAY', column.name);
  const type = TYPES.find((known) => part?.kind === 'name' && known === part.name.toUpperCase());
  if (!type || !/^(?:DATE|DATETIME|TIMESTAMP)_TRUNC$/.test(node.name)) throw invalid(node);
  return byTime(type, column.name);
}

/** The pseudo columns stand for the time of ingestion. */
const byTime = (type: TimeType, field: string): Partitioning =>
  /^_PARTITION(?:TIME|DATE)$/i.test(field) ? { kind: 'time', type } : { kind: 'time', type, field };

function byRange(node: Call): Partitioning {
  const [column, bounds] = node.arguments;
  const numbers = bounds?.kind === 'call' && bounds.name === 'GENERATE_ARRAY' ? bounds.arguments : [];
  const [start, end, interval = '1'] = numbers.map((bound) => (bound.kind === 'literal' ? bound.text : undefined));
  if (column?.kind !== 'name' || start === undefined || end === undefined) throw invalid(node);
  return { kind: 'range', field: column.name, start, end, interval };
}

const invalid = (node: Expression): SqlError =>
  new SqlError(
    'PARTITION BY expression must be DATE(<timestamp_column>), DATE(<datetime_column>), DATETIME_TRUNC(<datetime_column>, DAY/HOUR/MONTH/YEAR), a DATE column, TIMESTAMP_TRUNC(<timestamp_column>, DAY/HOUR/MONTH/YEAR), DATE_TRUNC(<date_column>, MONTH/YEAR), or RANGE_BUCKET(<int64_column>, GENERATE_ARRAY(<int64_value>, <int64_value>[, <int64_value>]))',
    node,
  );
