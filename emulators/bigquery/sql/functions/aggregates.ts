import type { Emission } from '../emission/emission.ts';
import type { Call } from '../model/ast.ts';
import { SqlError, unsupportedSql } from '../model/errors.ts';
import { type Aggregation, aggregation } from './modifiers.ts';
import type { FunctionRow, Rows } from './row.ts';

type Build = (args: string[], call: Call) => Aggregation;

const aggregate = (min: number, max: number, sql: FunctionRow['sql']): FunctionRow => ({
  min,
  max,
  aggregate: true,
  sql,
});

const argumentsOf = (call: Call, emit: Emission): string[] => call.arguments.map((node) => emit.expression(node));

/** An aggregate that leaves NULLs out, in BigQuery as in DuckDB. */
const skipping = (build: Build | string, count = 1): FunctionRow =>
  aggregate(count, count, (call, emit) => {
    refuse(call, 'star', 'limit', 'having');
    const args = argumentsOf(call, emit);
    return aggregation(typeof build === 'string' ? { name: build, arguments: args } : build(args, call), call, emit);
  });

/** @throws SqlError for what this function does not take. */
function refuse(call: Call, ...modifiers: readonly ('star' | 'limit' | 'having' | 'orderBy')[]): void {
  for (const modifier of modifiers) {
    const given = modifier === 'orderBy' ? call.orderBy.length > 0 : call[modifier];
    if (given) throw new SqlError(`Function ${call.name} does not support ${modifier}`, call);
  }
}

/** COUNT(*) counts rows, COUNT(x) those with an x. */
function count(call: Call, emit: Emission): string {
  refuse(call, 'limit', 'having', 'orderBy');
  if (!call.star && call.arguments.length !== 1)
    throw new SqlError('Number of arguments does not match for function COUNT', call);
  return aggregation({ name: 'count', arguments: call.star ? ['*'] : argumentsOf(call, emit) }, call, emit);
}

/** DuckDB sums BIGINT to HUGEINT: the sum takes the type of what is summed, and overflows as BigQuery's does. */
function sum(call: Call, emit: Emission): string {
  refuse(call, 'star', 'limit', 'having', 'orderBy');
  const args = argumentsOf(call, emit);
  const total = aggregation({ name: 'sum', arguments: args }, call, emit);
  return `cast_to_type(${total}, ${aggregation({ name: 'max', arguments: args }, call, emit)})`;
}

/** A sum by a count, so that NUMERIC stays exact. */
function average(call: Call, emit: Emission): string {
  const counted = aggregation({ name: 'count', arguments: argumentsOf(call, emit) }, call, emit);
  return `bq_divide(${sum(call, emit)}, ${counted})`;
}

/** MIN, MAX, ANY_VALUE with HAVING MAX/MIN take the value of the row with the greatest or least key. */
function anyValue(call: Call, emit: Emission): string {
  const [value = 'NULL'] = argumentsOf(call, emit);
  if (!call.having) return aggregation({ name: 'any_value', arguments: [value] }, call, emit);
  const name = call.having.kind === 'MAX' ? 'arg_max_null' : 'arg_min_null';
  return aggregation({ name, arguments: [value, emit.expression(call.having.of)] }, call, emit);
}

function arrayAgg(call: Call, emit: Emission): string {
  refuse(call, 'star', 'having');
  const [value = 'NULL'] = argumentsOf(call, emit);
  const filter = call.nulls === 'IGNORE' ? { filter: `${value} IS NOT NULL` } : {};
  return limited(aggregation({ name: 'list', arguments: [value], ...filter }, call, emit), call, emit);
}

const limited = (list: string, call: Call, emit: Emission): string =>
  call.limit ? `list_slice(${list}, 1, ${emit.expression(call.limit)})` : list;

function stringAgg(call: Call, emit: Emission): string {
  refuse(call, 'star', 'having');
  const [value = 'NULL', delimiter = "','"] = argumentsOf(call, emit);
  const filter = `${value} IS NOT NULL`;
  if (!call.limit) return aggregation({ name: 'string_agg', arguments: [value, delimiter], filter }, call, emit);
  const list = aggregation({ name: 'list', arguments: [value], filter }, call, emit);
  return `array_to_string(${limited(list, call, emit)}, ${delimiter})`;
}

function arrayConcatAgg(call: Call, emit: Emission): string {
  const [value = 'NULL'] = argumentsOf(call, emit);
  const lists = aggregation({ name: 'list', arguments: [value], filter: `${value} IS NOT NULL` }, call, emit);
  return `flatten(${limited(lists, call, emit)})`;
}

function countIf(call: Call, emit: Emission): string {
  const [condition = 'NULL'] = argumentsOf(call, emit);
  if (call.distinct) throw unsupportedSql('COUNTIF(DISTINCT …)', call);
  return aggregation({ name: 'count', arguments: ['*'], filter: condition }, call, emit);
}

const approxQuantiles: Build = ([value = 'NULL', parts = '1']) => ({
  name: 'quantile_disc',
  arguments: [value, `list_transform(range(${parts} + 1), lambda i: CAST(i AS DOUBLE) / ${parts})`],
});

function approxTopCount(call: Call, emit: Emission): string {
  const [value = 'NULL', number = '1'] = argumentsOf(call, emit);
  return `bq_top_count(${aggregation({ name: 'histogram', arguments: [value] }, call, emit)}, ${number})`;
}

const by = (name: string) => skipping(name, 2);

export const AGGREGATES: Rows = {
  ANY_VALUE: aggregate(1, 1, anyValue),
  APPROX_COUNT_DISTINCT: skipping(([value = 'NULL']) => ({ name: 'count', arguments: [`DISTINCT ${value}`] })),
  APPROX_QUANTILES: skipping(approxQuantiles, 2),
  APPROX_TOP_COUNT: aggregate(2, 2, approxTopCount),
  ARRAY_AGG: aggregate(1, 1, arrayAgg),
  ARRAY_CONCAT_AGG: aggregate(1, 1, arrayConcatAgg),
  AVG: aggregate(1, 1, average),
  BIT_AND: skipping('bit_and'),
  BIT_OR: skipping('bit_or'),
  BIT_XOR: skipping('bit_xor'),
  CORR: by('corr'),
  COUNT: aggregate(0, 1, count),
  COUNTIF: aggregate(1, 1, countIf),
  COVAR_POP: by('covar_pop'),
  COVAR_SAMP: by('covar_samp'),
  GROUPING: skipping(([value = 'NULL']) => ({ name: 'grouping', arguments: [value] })),
  LOGICAL_AND: skipping('bool_and'),
  LOGICAL_OR: skipping('bool_or'),
  MAX: skipping('max'),
  MAX_BY: by('arg_max_null'),
  MIN: skipping('min'),
  MIN_BY: by('arg_min_null'),
  STDDEV: skipping('stddev_samp'),
  STDDEV_POP: skipping('stddev_pop'),
  STDDEV_SAMP: skipping('stddev_samp'),
  STRING_AGG: aggregate(1, 2, stringAgg),
  SUM: aggregate(1, 1, sum),
  VARIANCE: skipping('var_samp'),
  VAR_POP: skipping('var_pop'),
  VAR_SAMP: skipping('var_samp'),
};
