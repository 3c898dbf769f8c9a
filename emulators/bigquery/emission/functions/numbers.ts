import { fail, repeated } from '../terms/fail.ts';
import { inYears } from '../terms/inYears.ts';
import { NotEmitted } from '../terms/notEmitted.ts';
import { type Argument, native, type Signature, special, sql } from './signature.ts';

const NUMERIC = 'DECIMAL(38,9)';

/** Between two FLOAT64s that have an end, the result has one too; DuckDB goes on with infinity. */
const finite =
  (operator: string) =>
  (a = '', b = ''): string => {
    repeated(a, a, a, b, b, b);
    const value = `(${a} ${operator} ${b})`;
    const message = `'double overflow: ' || bq_double_text(${a}) || ' ${operator} ' || bq_double_text(${b})`;
    return `(CASE WHEN isinf(${value}) AND NOT isinf(${a}) AND NOT isinf(${b}) THEN ${fail(message, 'DOUBLE')} ELSE ${value} END)`;
  };

const sum = (operator: '+' | '-'): Signature[] => [
  sql('INT64 INT64', (a, b) => `(${a} ${operator} ${b})`),
  sql('NUMERIC NUMERIC', (a, b) => `CAST(${a} ${operator} ${b} AS ${NUMERIC})`),
  sql('BIGNUMERIC BIGNUMERIC', (a, b) => `CAST(${a} ${operator} ${b} AS DECIMAL(38,18))`),
  sql('DOUBLE DOUBLE', finite(operator)),
];

/** A day more or less, of a DATE. */
const days = (operator: '+' | '-'): Signature =>
  sql('DATE INT64', (date, n) => inYears(`${date} ${operator} CAST(${n} AS INTEGER)`, 'DATE'));

const divided = (a = '', b = ''): string => {
  repeated(a, a, b, b, b);
  const message = `'division by zero: ' || bq_double_text(${a}) || ' / ' || bq_double_text(${b})`;
  return `(CASE WHEN ${b} = 0 THEN ${fail(message, 'DOUBLE')} ELSE ${finite('/')(a, b)} END)`;
};

const dividedExactly = (a = '', b = ''): string => {
  repeated(a, a, b, b);
  return `(CASE WHEN ${b} = 0 THEN ${fail(`'division by zero: ' || regexp_replace(CAST(${a} AS VARCHAR), '\\.?0+$', '') || ' / 0'`, NUMERIC)} ELSE bq_numeric_divide(${a}, ${b}) END)`;
};

const whole =
  (operator: '//' | '%', name: string) =>
  (a = '', b = ''): string => {
    repeated(a, a, a, b, b, b);
    const message = `'division by zero: ${name}(' || ${a} || ', ' || ${b} || ')'`;
    const none = operator === '%' ? ` WHEN ${b} = -1 THEN ${a} - ${a}` : '';
    return `(CASE WHEN ${b} = 0 THEN ${fail(message, 'BIGINT')}${none} ELSE ${a} ${operator} ${b} END)`;
  };

/** The number of digits, where it is a literal that FLOAT64s are rounded to in the same way. */
function digitsOf(argument: Argument | undefined): number {
  const digits = Number(argument?.literal?.int64Value ?? Number.NaN);
  if (!(Math.abs(digits) <= 15)) throw new NotEmitted('rounding to such a number of digits');
  return digits;
}

const same = (name: string): Signature[] => [
  native('INT64|DOUBLE', name),
  sql('NUMERIC', (x) => `CAST(${name}(${x}) AS ${NUMERIC})`),
];

/** Where a function has no value; DuckDB has other words for it. */
const DOMAINS: Readonly<Record<string, (x: string) => string>> = {
  ln: (x) => `${x} <= 0`,
  log10: (x) => `${x} <= 0`,
  asin: (x) => `abs(${x}) > 1`,
  acos: (x) => `abs(${x}) > 1`,
  acosh: (x) => `${x} < 1`,
  atanh: (x) => `abs(${x}) >= 1`,
  cot: (x) => `${x} = 0`,
};

/** A function whose value is a number for every argument that it takes. */
const checked =
  (name: string) =>
  (...args: string[]): string => {
    repeated(...args, ...args, ...args);
    const value = `${name}(${args.join(', ')})`;
    const shown = args.map((arg) => `bq_double_text(${arg})`).join(" || ', ' || ");
    const message = `'Floating point error in function: ${name.toUpperCase()}(' || ${shown} || ')'`;
    const allFinite = args.map((arg) => `isfinite(${arg})`).join(' AND ');
    const outside = DOMAINS[name]?.(args[0] ?? '');
    if (outside)
      return `(CASE WHEN isnan(${args[0]}) THEN ${args[0]} WHEN ${outside} THEN ${fail(message, 'DOUBLE')} ELSE ${value} END)`;
    return `(CASE WHEN ${allFinite} AND NOT isfinite(${value}) THEN ${fail(message, 'DOUBLE')} ELSE ${value} END)`;
  };

function logarithm(x = '', base = ''): string {
  const value = `(${checked('ln')(x)} / ${checked('ln')(base)})`;
  repeated(value, x, base, base, base);
  const message = `'Floating point error in function: LOG(' || bq_double_text(${x}) || ', 1)'`;
  return `(CASE WHEN ${base} = 1 THEN ${fail(message, 'DOUBLE')} WHEN isinf(${base}) THEN CAST('nan' AS DOUBLE) ELSE ${value} END)`;
}

const doubles = (...names: readonly string[]): Record<string, Signature[]> =>
  Object.fromEntries(names.map((name) => [name, [sql('DOUBLE', checked(name))]]));

const power: readonly Signature[] = [sql('DOUBLE DOUBLE', checked('pow'))];

const NULLED =
  (test: (a: string, b: string) => string, value: (a: string, b: string) => string) =>
  (a = '', b = ''): string => {
    repeated(a, a, b, b);
    return `(CASE WHEN ${test(a, b)} THEN NULL ELSE ${value(a, b)} END)`;
  };

/** How many bounds of a sorted array a value has reached. */
function bucket(value = '', bounds = ''): string {
  repeated(value, value, bounds, bounds, bounds, bounds);
  const unordered = `len(list_filter(${bounds}, lambda bound: bound IS NULL)) > 0 OR list_sort(${bounds}) <> ${bounds}`;
  const message = "'Elements in input array to RANGE_BUCKET must be in ascending order.'";
  return `(CASE WHEN ${value} IS NULL OR ${bounds} IS NULL THEN NULL WHEN ${unordered} THEN ${fail(message, 'BIGINT')} ELSE CAST(len(list_filter(${bounds}, lambda bound: bound <= ${value})) AS BIGINT) END)`;
}

/** Within the bits of an INT64, of a number that is not negative; DuckDB has other words for the rest. */
const shift =
  (operator: '<<' | '>>') =>
  (value = '', by = ''): string => {
    repeated(value, value, by, by);
    const message =
      "'not supported by the local BigQuery stub: a shift of a negative number, or by so much, over tables of this size'";
    return `(CASE WHEN ${value} < 0 OR ${by} < 0 OR ${by} > 62 OR ${value} >= CAST(1 AS BIGINT) << (62 - ${by}) THEN ${fail(message, 'BIGINT')} ELSE ${value} ${operator} ${by} END)`;
  };

/** NULL beyond the range of INT64; an argument's own error stays one, which it would not in TRY. */
const inRange =
  (operator: '+' | '-' | '*') =>
  (a = '', b = ''): string =>
    `TRY_CAST(CAST(${a} AS HUGEINT) ${operator} CAST(${b} AS HUGEINT) AS BIGINT)`;

const ceiling: readonly Signature[] = [
  native('DOUBLE', 'ceil'),
  sql('NUMERIC', (x) => `CAST(ceil(${x}) AS ${NUMERIC})`),
];

export const NUMBERS: Readonly<Record<string, readonly Signature[]>> = {
  $add: [...sum('+'), days('+')],
  $subtract: [...sum('-'), days('-')],
  $multiply: [
    sql('INT64 INT64', (a, b) => `(${a} * ${b})`),
    native('NUMERIC NUMERIC', 'bq_numeric_multiply'),
    sql('DOUBLE DOUBLE', finite('*')),
  ],
  $divide: [sql('DOUBLE DOUBLE', divided), sql('NUMERIC NUMERIC', dividedExactly)],
  $unary_minus: [sql('INT64|DOUBLE|NUMERIC', (x) => `(-${x})`)],
  safe_divide: [
    sql(
      'DOUBLE DOUBLE',
      NULLED(
        (a, b) => `${b} = 0 OR isinf(${a} / ${b}) AND NOT isinf(${a})`,
        (a, b) => `${a} / ${b}`,
      ),
    ),
    native('NUMERIC NUMERIC', 'bq_numeric_safe_divide'),
  ],
  safe_negate: [sql('INT64', (x) => `TRY_CAST(-CAST(${x} AS HUGEINT) AS BIGINT)`)],
  safe_add: [sql('INT64 INT64', inRange('+'))],
  safe_subtract: [sql('INT64 INT64', inRange('-'))],
  safe_multiply: [sql('INT64 INT64', inRange('*'))],
  ieee_divide: [sql('DOUBLE DOUBLE', (a, b) => `(${a} / ${b})`)],
  div: [sql('INT64 INT64', whole('//', 'DIV'))],
  mod: [sql('INT64 INT64', whole('%', 'MOD'))],
  abs: same('abs'),
  ceil: ceiling,
  ceiling,
  floor: [native('DOUBLE', 'floor'), sql('NUMERIC', (x) => `CAST(floor(${x}) AS ${NUMERIC})`)],
  round: [
    native('DOUBLE', 'round'),
    special('DOUBLE INT64', ([x, digits]) => `bq_round(${x?.sql}, ${digitsOf(digits)}, TRUE)`),
    sql('NUMERIC', (x) => `bq_numeric_round(${x}, 0, TRUE)`),
    sql('NUMERIC INT64', (x, digits) => `bq_numeric_round(${x}, ${digits}, TRUE)`),
  ],
  trunc: [
    native('DOUBLE', 'trunc'),
    special('DOUBLE INT64', ([x, digits]) => `bq_round(${x?.sql}, ${digitsOf(digits)}, FALSE)`),
    sql('NUMERIC', (x) => `bq_numeric_round(${x}, 0, FALSE)`),
    sql('NUMERIC INT64', (x, digits) => `bq_numeric_round(${x}, ${digits}, FALSE)`),
  ],
  sign: [
    sql('INT64', (x) => `CAST(sign(${x}) AS BIGINT)`),
    sql('NUMERIC', (x) => `CAST(sign(${x}) AS ${NUMERIC})`),
    sql('DOUBLE', (x = '') => `(CASE WHEN isnan(${x}) THEN ${x} ELSE CAST(sign(${x}) AS DOUBLE) END)`),
  ],
  is_nan: [sql('DOUBLE', (x) => `isnan(${x})`)],
  is_inf: [sql('DOUBLE', (x) => `isinf(${x})`)],
  ...doubles('exp', 'ln', 'log10', 'cbrt', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'cot'),
  ...doubles('asinh', 'acosh', 'atanh'),
  pow: power,
  power,
  atan2: [sql('DOUBLE DOUBLE', checked('atan2'))],
  log: [sql('DOUBLE', checked('ln')), sql('DOUBLE DOUBLE', logarithm)],
  bit_count: [sql('INT64', (x) => `CAST(bit_count(${x}) AS BIGINT)`)],
  range_bucket: [sql('EXACT ARRAY', bucket)],
  $bitwise_left_shift: [sql('INT64 INT64', shift('<<'))],
  $bitwise_right_shift: [sql('INT64 INT64', shift('>>'))],
  sqrt: [
    sql(
      'DOUBLE',
      (x = '') =>
        `(CASE WHEN ${x} < 0 THEN ${fail(`'Argument to SQRT cannot be negative: ' || bq_double_text(${x})`, 'DOUBLE')} ELSE sqrt(${x}) END)`,
    ),
  ],
  rand: [sql('', () => 'random()')],
  $bitwise_and: [sql('INT64 INT64', (a, b) => `(${a} & ${b})`)],
  $bitwise_or: [sql('INT64 INT64', (a, b) => `(${a} | ${b})`)],
  $bitwise_xor: [sql('INT64 INT64', (a, b) => `xor(${a}, ${b})`)],
  $bitwise_not: [sql('INT64', (x) => `(~${x})`)],
};
