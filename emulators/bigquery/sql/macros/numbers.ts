import { failLike, macro, text } from './macro.ts';

const isDecimal = (x: string): string => `typeof(${x}) LIKE 'DECIMAL%'`;
const numeric = (x: string): string => `CAST(${x} AS DECIMAL(38,9))`;

/** A value of the type that both operands go together as. */
const BOTH = 'coalesce(a, b)';

/** A value of type FLOAT64 for an integer and of its own type for others, as a median is; only its type is asked for. */
const fractional = (x: string): string => `list_median([${x}])`;

const plain = (x: string): string => `regexp_replace(bq_string(${x}), '\\.0$', '')`;
const byZero = `'division by zero: ' || ${plain('a')} || ' / ' || ${plain('b')}`;

/** `exact` for NUMERIC, `other` for the rest: texts, as a CASE has one type only. */
const exactly = (subject: string, exact: string, other: string): string =>
  `CASE WHEN ${isDecimal(subject)} THEN ${text(exact)} ELSE ${text(other)} END`;

const unlessZero = (otherwise: string, message: string, like: string): string =>
  `CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN b = 0 THEN ${failLike(message, like)} ELSE ${otherwise} END`;

const rounded = (half: boolean, name: string): string =>
  `cast_to_type(${exactly('x', `bq_numeric_round(${numeric('x')}, n, ${half})`, name)}, ${fractional('x')})`;

export const NUMBER_MACROS: readonly string[] = [
  // a product of decimals has both scales, BigQuery's has that of NUMERIC
  macro('bq_multiply', 'a, b', `cast_to_type(a * b, ${BOTH})`),
  macro(
    'bq_divide',
    'a, b',
    unlessZero(
      `cast_to_type(${exactly(BOTH, `bq_numeric_divide(${numeric('a')}, ${numeric('b')})`, 'CAST(a AS DOUBLE) / CAST(b AS DOUBLE)')}, ${fractional(BOTH)})`,
      byZero,
      fractional(BOTH),
    ),
  ),
  macro('bq_ieee_divide', 'a, b', 'CAST(a AS DOUBLE) / CAST(b AS DOUBLE)'),
  macro(
    'bq_div',
    'a, b',
    unlessZero(
      `cast_to_type(${exactly(BOTH, `trunc(bq_numeric_divide(${numeric('a')}, ${numeric('b')}))`, 'CAST(a AS BIGINT) // CAST(b AS BIGINT)')}, ${BOTH})`,
      byZero,
      BOTH,
    ),
  ),
  macro(
    'bq_mod',
    'a, b',
    unlessZero(
      `cast_to_type(a % b, ${BOTH})`,
      `'division by zero: MOD(' || ${plain('a')} || ', ' || ${plain('b')} || ')'`,
      BOTH,
    ),
  ),
  macro('bq_floor_div', 'a, b', '((a - ((a % b) + b) % b) // b)'),
  macro('bq_round', 'x', `cast_to_type(round(x), ${fractional('x')})`),
  macro('bq_round_to', 'x, n', rounded(true, 'round(CAST(x AS DOUBLE), CAST(n AS INTEGER))')),
  macro('bq_trunc', 'x', `cast_to_type(trunc(x), ${fractional('x')})`),
  macro('bq_trunc_to', 'x, n', rounded(false, 'trunc(CAST(x AS DOUBLE) * pow(10, n)) / pow(10, n)')),
  macro('bq_ceil', 'x', `cast_to_type(ceil(x), ${fractional('x')})`),
  macro('bq_floor', 'x', `cast_to_type(floor(x), ${fractional('x')})`),
  macro('bq_sign', 'x', 'cast_to_type(sign(x), x)'),
];
