import { quoteName } from '../../schema/names.ts';
import { fail, repeated } from '../terms/fail.ts';
import { NotEmitted } from '../terms/notEmitted.ts';
import { fieldNames, kindOf, typeSql } from '../terms/typeSql.ts';
import { type Argument, type Signature, special, sql } from './signature.ts';

type Signatures = Readonly<Record<string, readonly Signature[]>>;

/** NaN compares with nothing; DuckDB has it equal itself and above all. */
const comparison = (operator: string, ofNaN: string): readonly Signature[] => [
  sql('EXACT EXACT', (a, b) => `(${a} ${operator} ${b})`),
  sql('DOUBLE DOUBLE', (a = '', b = '') => {
    repeated(a, b);
    return `(CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL WHEN isnan(${a}) OR isnan(${b}) THEN ${ofNaN} ELSE ${a} ${operator} ${b} END)`;
  }),
];

const joined =
  (operator: string) =>
  (...args: string[]): string =>
    `(${args.join(` ${operator} `)})`;

/** `CASE WHEN a THEN b … ELSE c END`; without ELSE the last value is a NULL of GoogleSQL's. */
function cases(args: readonly string[], subject = ''): string {
  const whens: string[] = [];
  for (let index = 0; index + 1 < args.length; index += 2) whens.push(`WHEN ${args[index]} THEN ${args[index + 1]}`);
  const otherwise = args.length % 2 === 1 ? ` ELSE ${args.at(-1)}` : '';
  return `(CASE ${subject}${whens.join(' ')}${otherwise} END)`;
}

/** NULL where any argument is; DuckDB's skip NULLs. */
const extreme = (name: string): readonly Signature[] => [
  sql('EXACT EXACT*', (...args) => {
    repeated(...args);
    return `(CASE WHEN ${args.map((arg) => `${arg} IS NULL`).join(' OR ')} THEN NULL ELSE ${name}(${args.join(', ')}) END)`;
  }),
  sql('DOUBLE DOUBLE*', (...args) => {
    repeated(...args);
    const isNull = args.map((arg) => `${arg} IS NULL`).join(' OR ');
    const anyNaN = args.map((arg) => `isnan(${arg})`).join(' OR ');
    return `(CASE WHEN ${isNull} THEN NULL WHEN ${anyNaN} THEN CAST('nan' AS DOUBLE) ELSE ${name}(${args.join(', ')}) END)`;
  }),
];

function inArray(value = '', list = ''): string {
  repeated(value, list, list);
  return `(CASE WHEN coalesce(len(${list}), 0) = 0 THEN FALSE WHEN list_contains(${list}, ${value}) THEN TRUE
    WHEN ${value} IS NULL OR len(list_filter(${list}, lambda item: item IS NULL)) > 0 THEN NULL ELSE FALSE END)`;
}

/** Field by field; DuckDB has two NULLs within records equal each other. */
function sameStruct(a: Argument | undefined, b: Argument | undefined): string {
  if (!a || !b) throw new NotEmitted('such a comparison of STRUCTs');
  repeated(a.sql, a.sql, b.sql, b.sql);
  const [names, others] = [fieldNames(a.type), fieldNames(b.type)];
  const tests = (a.type.structType?.field ?? []).map(({ fieldType }, index) => {
    if (!EXACT.test(kindOf(fieldType))) throw new NotEmitted('the comparison of such STRUCTs');
    return `(${a.sql}).${quoteName(names[index] ?? '')} = (${b.sql}).${quoteName(others[index] ?? '')}`;
  });
  return joined('AND')(...tests);
}

const EXACT = /^(?:INT64|NUMERIC|BIGNUMERIC|BOOL|STRING|BYTES|DATE|DATETIME|TIME|TIMESTAMP)$/;

const ERROR = special('STRING', ([message], { type }) => fail(message?.sql ?? '', typeSql(type)));

export const CONDITIONS: Signatures = {
  $equal: [...comparison('=', 'FALSE'), special('STRUCT STRUCT', ([a, b]) => sameStruct(a, b))],
  $not_equal: comparison('<>', 'TRUE'),
  $less: comparison('<', 'FALSE'),
  $less_or_equal: comparison('<=', 'FALSE'),
  $greater: comparison('>', 'FALSE'),
  $greater_or_equal: comparison('>=', 'FALSE'),
  $between: [sql('EXACT EXACT EXACT', (x, low, high) => `(${x} BETWEEN ${low} AND ${high})`)],
  $in: [
    sql('EXACT EXACT*', (x, ...list) => `(${x} IN (${list.join(', ')}))`),
    special('STRUCT STRUCT*', ([x, ...list]) => joined('OR')(...list.map((item) => sameStruct(x, item)))),
  ],
  $in_array: [sql('EXACT ARRAY', inArray)],
  $like: [sql('STRING STRING', (value, pattern) => `(${value} LIKE ${pattern} ESCAPE '\\')`)],
  $is_null: [sql('ANY', (x) => `(${x} IS NULL)`)],
  $is_true: [sql('BOOL', (x) => `(${x} IS TRUE)`)],
  $is_false: [sql('BOOL', (x) => `(${x} IS FALSE)`)],
  $is_distinct_from: [sql('EXACT EXACT', joined('IS DISTINCT FROM'))],
  $is_not_distinct_from: [sql('EXACT EXACT', joined('IS NOT DISTINCT FROM'))],
  $not: [sql('BOOL', (x) => `(NOT ${x})`)],
  $and: [sql('BOOL BOOL*', joined('AND'))],
  $or: [sql('BOOL BOOL*', joined('OR'))],
  $case_no_value: [sql('BOOL ANY ANY*', (...args) => cases(args))],
  $case_with_value: [sql('EXACT ANY*', (subject, ...args) => cases(args, `${subject} `))],
  if: [sql('BOOL ANY ANY', (...args) => cases(args))],
  ifnull: [sql('ANY ANY', (...args) => `coalesce(${args.join(', ')})`)],
  coalesce: [sql('ANY ANY*', (...args) => `coalesce(${args.join(', ')})`)],
  nullif: [
    sql('EXACT EXACT', (a, b) => `nullif(${a}, ${b})`),
    sql('DOUBLE DOUBLE', (a = '', b = '') => {
      repeated(a, a, b);
      return `(CASE WHEN ${a} = ${b} AND NOT isnan(${a}) THEN NULL ELSE ${a} END)`;
    }),
  ],
  greatest: extreme('greatest'),
  least: extreme('least'),
  error: [ERROR],
};
