import { child, children, type Flat, namesOf, rangeOf } from '../../../googlesql/nodes.ts';
import type { Source } from '../../../googlesql/source.ts';
import { SqlError } from '../../errors/sqlError.ts';
import type { Partitioning } from './statement.ts';

type TimeType = Extract<Partitioning, { kind: 'time' }>['type'];

const TYPES: readonly TimeType[] = ['HOUR', 'DAY', 'MONTH', 'YEAR'];

const nameIn = (node: Flat | undefined): string | undefined =>
  node?.kind === 'PathExpression' && namesOf(node).length === 1 ? namesOf(node)[0] : undefined;

/** PARTITION BY: https://cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language#partition_expression */
export function partitioningIn(node: Flat, source: Source): Partitioning {
  const column = nameIn(node);
  if (column !== undefined) return byTime('DAY', column);
  const path = child(node, 'function');
  const called = (path ? namesOf(path).join('.') : '').toUpperCase();
  const [of, part] = children(node, 'arguments');
  const name = nameIn(of);
  const invalid = (): SqlError => new SqlError(INVALID, source.positionOf(source.indexOf(rangeOf(node).start)));
  if (name === undefined) throw invalid();
  if (called === 'RANGE_BUCKET') return byRange(name, part, { source, invalid });
  if (called === 'DATE' && !part) return byTime('DAY', name);
  const type = TYPES.find((known) => known === nameIn(part)?.toUpperCase());
  if (!type || !/^(?:DATE|DATETIME|TIMESTAMP)_TRUNC$/.test(called)) throw invalid();
  return byTime(type, name);
}

/** The pseudo columns stand for the time of ingestion. */
const byTime = (type: TimeType, field: string): Partitioning =>
  /^_PARTITION(?:TIME|DATE)$/i.test(field) ? { kind: 'time', type } : { kind: 'time', type, field };

function byRange(
  field: string,
  bounds: Flat | undefined,
  { source, invalid }: { source: Source; invalid: () => SqlError },
): Partitioning {
  const path = bounds && child(bounds, 'function');
  if (!bounds || !path || namesOf(path).join('.').toUpperCase() !== 'GENERATE_ARRAY') throw invalid();
  const numbers = children(bounds, 'arguments').map((bound) => source.slice(rangeOf(bound)).replace(/\s/g, ''));
  const [start, end, interval = '1'] = numbers;
  if (start === undefined || end === undefined || numbers.some((number) => !/^-?\d+$/.test(number))) throw invalid();
  return { kind: 'range', field, start, end, interval };
}

const INVALID =
  'PARTITION BY expression must be DATE(<timestamp_column>), DATE(<datetime_column>), DATETIME_TRUNC(<datetime_column>, DAY/HOUR/MONTH/YEAR), a DATE column, TIMESTAMP_TRUNC(<timestamp_column>, DAY/HOUR/MONTH/YEAR), DATE_TRUNC(<date_column>, MONTH/YEAR), or RANGE_BUCKET(<int64_column>, GENERATE_ARRAY(<int64_value>, <int64_value>[, <int64_value>]))';
