import { fail, repeated } from '../terms/fail.ts';
import { NotEmitted } from '../terms/notEmitted.ts';
import { typeSql } from '../terms/typeSql.ts';
import { MICROSECONDS, partOf } from './datePart.ts';
import { days } from './dates.ts';
import { type Argument, native, type Signature, special, sql } from './signature.ts';

type Check = (list: string, index: string) => { valid: string; at: string };

const OFFSET: Check = (list, index) => ({ valid: `${index} >= 0 AND ${index} < len(${list})`, at: `${index} + 1` });
const ORDINAL: Check = (list, index) => ({ valid: `${index} >= 1 AND ${index} <= len(${list})`, at: index });

/** An element, by its place; one that is not there is an error, or NULL, which DuckDB may know no type of by itself. */
const element = (check: Check, isSafe: boolean): Signature =>
  special('ARRAY INT64', ([array, place], { type }) => {
    const [list, index] = [array?.sql ?? '', place?.sql ?? ''];
    repeated(list, list, index, index, index);
    const { valid, at } = check(list, index);
    const otherwise = isSafe ? '' : ` ELSE ${fail(`'Array index ' || ${index} || ' is out of bounds'`, 'BIGINT')}`;
    const checked = `CASE WHEN ${list} IS NULL OR ${index} IS NULL THEN NULL WHEN ${valid} THEN ${at}${otherwise} END`;
    return `CAST((${list})[${checked}] AS ${typeSql(type)})`;
  });

/** BigQuery takes arrays of as many elements at most; more would take the machine's memory. */
const MAX_ELEMENTS = 1_000_000;

function series(from = '', to = '', step = 'CAST(1 AS BIGINT)'): string {
  repeated(from, from, to, step, step, step);
  return `(CASE WHEN ${step} = 0 THEN ${noStep('BIGINT')}
    WHEN abs(CAST(${to} AS HUGEINT) - ${from}) // abs(${step}) > ${MAX_ELEMENTS} THEN ${tooMany('BIGINT')}
    ELSE generate_series(${from}, ${to}, ${step}) END)`;
}

const noStep = (type: string): string => fail("'Sequence step cannot be 0.'", `${type}[]`);

const tooMany = (type: string): string =>
  fail(`'Cannot generate arrays with more than ${MAX_ELEMENTS} elements'`, `${type}[]`);

const seriesOfFractions =
  (type: string) =>
  (from = '', to = '', step = `CAST(1 AS ${type})`): string => {
    repeated(from, from, to, step, step, step, step);
    const count = `CAST(floor(CAST(${to} - ${from} AS DOUBLE) / CAST(${step} AS DOUBLE) + 1e-9) AS BIGINT)`;
    return `(CASE WHEN ${step} = 0 THEN ${noStep(type)} WHEN ${count} >= ${MAX_ELEMENTS} THEN ${tooMany(type)}
      ELSE list_transform(generate_series(0, ${count}), lambda place: CAST(${from} + place * ${step} AS ${type})) END)`;
  };

function dates([from, to, count, part]: readonly Argument[]): string {
  const length = count?.sql ?? 'CAST(1 AS BIGINT)';
  repeated(length);
  const step = days(length, part ? partOf(part) : 'DAY');
  return `(CASE WHEN ${length} = 0 THEN ${noStep('DATE')} ELSE list_transform(generate_series(CAST(${from?.sql} AS TIMESTAMP), CAST(${to?.sql} AS TIMESTAMP), ${step}), lambda moment: CAST(moment AS DATE)) END)`;
}

function times([from, to, count, part]: readonly Argument[]): string {
  const length = MICROSECONDS[partOf(part)];
  if (length === undefined) throw new NotEmitted('GENERATE_TIMESTAMP_ARRAY in such a part');
  const [start = '', end = '', step = ''] = [from?.sql, to?.sql, `(${count?.sql} * ${length})`];
  repeated(start, end, step, step);
  return `(CASE WHEN ${step} = 0 THEN ${noStep('TIMESTAMPTZ')} WHEN abs(epoch_us(${end}) - epoch_us(${start})) // abs(${step}) > ${MAX_ELEMENTS} THEN ${tooMany('TIMESTAMPTZ')} ELSE generate_series(${start}, ${end}, to_microseconds(${step})) END)`;
}

function inOneText(list = '', delimiter = '', nulls?: string): string {
  const items = nulls === undefined ? list : `list_transform(${list}, lambda item: coalesce(item, ${nulls}))`;
  repeated(list);
  return `(CASE WHEN ${list} IS NOT NULL THEN coalesce(array_to_string(${items}, ${delimiter}), '') END)`;
}

export const ARRAYS: Readonly<Record<string, readonly Signature[]>> = {
  $make_array: [
    special('ANY*', (args, { type }) => `CAST([${args.map((item) => item.sql).join(', ')}] AS ${typeSql(type)})`),
  ],
  $array_at_offset: [element(OFFSET, false)],
  $array_at_ordinal: [element(ORDINAL, false)],
  $safe_array_at_offset: [element(OFFSET, true)],
  $safe_array_at_ordinal: [element(ORDINAL, true)],
  array_length: [sql('ARRAY', (list) => `CAST(len(${list}) AS BIGINT)`)],
  array_concat: [sql('ARRAY ARRAY*', (...lists) => `(${lists.join(' || ')})`)],
  array_reverse: [native('ARRAY', 'list_reverse')],
  array_to_string: [sql('ARRAY STRING STRING?', inOneText)],
  generate_array: [
    sql('INT64 INT64 INT64?', series),
    sql('NUMERIC NUMERIC NUMERIC?', seriesOfFractions('DECIMAL(38,9)')),
    sql('DOUBLE DOUBLE DOUBLE?', seriesOfFractions('DOUBLE')),
  ],
  generate_date_array: [special('DATE DATE INT64? ENUM?', dates)],
  generate_timestamp_array: [special('TIMESTAMP TIMESTAMP INT64 ENUM', times)],
};
