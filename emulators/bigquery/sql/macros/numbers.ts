import { fail, macro } from './macro.ts';

const NUMERIC = 'DECIMAL(38,9)';
const byZero = (type: string): string => fail("'division by zero: ' || bq_string(a) || ' / ' || bq_string(b)", type);
const modulo = (type: string): string =>
  fail("'division by zero: MOD(' || bq_string(a) || ', ' || bq_string(b) || ')'", type);
const unlessNull = (sql: string): string => `CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN b = 0 THEN ${sql} END`;

export const NUMBER_MACROS: readonly string[] = [
  // cast_to_type: a product of decimals has both scales, BigQuery's has that of NUMERIC
  macro('bq_multiply', ['a, b', 'cast_to_type(a * b, coalesce(a, b))']),
  macro(
    'bq_divide',
    ['a DOUBLE, b DOUBLE', unlessNull(`${byZero('DOUBLE')} ELSE a / b`)],
    [`a ${NUMERIC}, b ${NUMERIC}`, unlessNull(`${byZero(NUMERIC)} ELSE bq_numeric_divide(a, b)`)],
  ),
  macro('bq_ieee_divide', ['a, b', 'CAST(a AS DOUBLE) / CAST(b AS DOUBLE)']),
  macro(
    'bq_div',
    ['a BIGINT, b BIGINT', unlessNull(`${byZero('BIGINT')} ELSE a // b`)],
    [`a ${NUMERIC}, b ${NUMERIC}`, unlessNull(`${byZero(NUMERIC)} ELSE bq_trunc(bq_numeric_divide(a, b))`)],
  ),
  macro(
    'bq_mod',
    ['a BIGINT, b BIGINT', unlessNull(`${modulo('BIGINT')} ELSE a % b`)],
    [`a ${NUMERIC}, b ${NUMERIC}`, unlessNull(`${modulo(NUMERIC)} ELSE a % b`)],
  ),
  macro('bq_floor_div', ['a, b', '((a - ((a % b) + b) % b) // b)']),
  macro(
    'bq_round',
    ['x DOUBLE', 'round(x)'],
    ['x DOUBLE, n', 'round(x, CAST(n AS INTEGER))'],
    [`x ${NUMERIC}`, `CAST(round(x) AS ${NUMERIC})`],
    [`x ${NUMERIC}, n`, `CAST(round(x, CAST(n AS INTEGER)) AS ${NUMERIC})`],
  ),
  macro(
    'bq_trunc',
    ['x DOUBLE', 'trunc(x)'],
    ['x DOUBLE, n', 'trunc(x * pow(10, n)) / pow(10, n)'],
    [`x ${NUMERIC}`, `CAST(trunc(x) AS ${NUMERIC})`],
  ),
  macro('bq_ceil', ['x DOUBLE', 'ceil(x)'], [`x ${NUMERIC}`, `CAST(ceil(x) AS ${NUMERIC})`]),
  macro('bq_floor', ['x DOUBLE', 'floor(x)'], [`x ${NUMERIC}`, `CAST(floor(x) AS ${NUMERIC})`]),
  macro(
    'bq_sign',
    ['x BIGINT', 'CAST(sign(x) AS BIGINT)'],
    ['x DOUBLE', 'CAST(sign(x) AS DOUBLE)'],
    [`x ${NUMERIC}`, `CAST(sign(x) AS ${NUMERIC})`],
  ),
  macro(
    'bq_int64',
    ['x BIGINT', 'x'],
    ['x BOOLEAN', 'CAST(x AS BIGINT)'],
    ['x DOUBLE', 'CAST(round(x) AS BIGINT)'],
    [`x ${NUMERIC}`, 'CAST(round(x) AS BIGINT)'],
    [
      'x VARCHAR',
      `CASE WHEN regexp_full_match(trim(x), '[-+]?\\d+') THEN CAST(trim(x) AS BIGINT) WHEN regexp_full_match(trim(x), '0[xX][0-9A-Fa-f]+') THEN CAST(lower(trim(x)) AS BIGINT) WHEN x IS NOT NULL THEN ${fail("'Bad int64 value: ' || x", 'BIGINT')} END`,
    ],
  ),
  macro('bq_float64', [
    'x',
    `CASE WHEN TRY_CAST(x AS DOUBLE) IS NULL AND x IS NOT NULL THEN ${fail("'Bad double value: ' || CAST(x AS VARCHAR)", 'DOUBLE')} ELSE TRY_CAST(x AS DOUBLE) END`,
  ]),
  macro(
    'bq_bool',
    ['x BOOLEAN', 'x'],
    ['x BIGINT', 'x <> 0'],
    [
      'x VARCHAR',
      `CASE lower(x) WHEN 'true' THEN true WHEN 'false' THEN false ELSE CASE WHEN x IS NOT NULL THEN ${fail("'Bad bool value: ' || x", 'BOOLEAN')} END END`,
    ],
  ),
];
