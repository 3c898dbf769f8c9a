import { native, type Rows, special, template } from './row.ts';

const double = (sql: (x: string) => string): ((x?: string) => string) => {
  return (x = 'NULL') => sql(`CAST(${x} AS DOUBLE)`);
};

/** GREATEST and LEAST are NULL where any argument is. */
const extreme = (name: string): ((...args: string[]) => string) => {
  return (...args) =>
    `(CASE WHEN ${args.map((arg) => `${arg} IS NULL`).join(' OR ')} THEN NULL ELSE ${name}(${args.join(', ')}) END)`;
};

const unary = (name: string) =>
  template(
    1,
    1,
    double((x) => `${name}(${x})`),
  );

const safely = (operator: string) => template(2, 2, (a, b) => `TRY(${a} ${operator} ${b})`);

export const MATHS: Rows = {
  ABS: native('abs', 1),
  ACOS: unary('acos'),
  ACOSH: unary('acosh'),
  ASIN: unary('asin'),
  ASINH: unary('asinh'),
  ATAN: unary('atan'),
  ATAN2: native('atan2', 2),
  ATANH: unary('atanh'),
  BIT_COUNT: template(1, 1, (x) => `CAST(bit_count(${x}) AS BIGINT)`),
  CBRT: unary('cbrt'),
  CEIL: native('bq_ceil', 1),
  CEILING: native('bq_ceil', 1),
  COS: unary('cos'),
  COSH: unary('cosh'),
  COT: unary('cot'),
  DIV: native('bq_div', 2),
  EXP: unary('exp'),
  FLOOR: native('bq_floor', 1),
  GREATEST: template(1, 999, extreme('greatest')),
  IEEE_DIVIDE: template(2, 2, (a, b) => `bq_ieee_divide(${a}, ${b})`),
  IS_INF: template(
    1,
    1,
    double((x) => `isinf(${x})`),
  ),
  IS_NAN: template(
    1,
    1,
    double((x) => `isnan(${x})`),
  ),
  LEAST: template(1, 999, extreme('least')),
  LN: unary('ln'),
  LOG: special(1, 2, (call, emit) => {
    const [x = 'NULL', base] = call.arguments.map((node) => `CAST(${emit.expression(node)} AS DOUBLE)`);
    return base ? `(ln(${x}) / ln(${base}))` : `ln(${x})`;
  }),
  LOG10: unary('log10'),
  MOD: native('bq_mod', 2),
  POW: template(2, 2, (x, y) => `pow(CAST(${x} AS DOUBLE), CAST(${y} AS DOUBLE))`),
  POWER: template(2, 2, (x, y) => `pow(CAST(${x} AS DOUBLE), CAST(${y} AS DOUBLE))`),
  RAND: template(0, 0, () => 'random()'),
  RANGE_BUCKET: template(2, 2, (point, bounds) => `len(list_filter(${bounds}, lambda b: b <= ${point}))`),
  ROUND: template(1, 2, (x, digits) => (digits ? `bq_round_to(${x}, ${digits})` : `bq_round(${x})`)),
  SAFE_ADD: safely('+'),
  SAFE_DIVIDE: template(2, 2, (a, b) => `(CASE WHEN ${b} = 0 THEN NULL ELSE bq_divide(${a}, ${b}) END)`),
  SAFE_MULTIPLY: template(2, 2, (a, b) => `TRY(bq_multiply(${a}, ${b}))`),
  SAFE_NEGATE: template(1, 1, (x) => `TRY(-${x})`),
  SAFE_SUBTRACT: safely('-'),
  SIGN: native('bq_sign', 1),
  SIN: unary('sin'),
  SINH: unary('sinh'),
  SQRT: unary('sqrt'),
  TAN: unary('tan'),
  TANH: unary('tanh'),
  TRUNC: template(1, 2, (x, digits) => (digits ? `bq_trunc_to(${x}, ${digits})` : `bq_trunc(${x})`)),

  COALESCE: native('coalesce', 1, 999),
  IF: template(3, 3, (condition, yes, no) => `(CASE WHEN ${condition} THEN ${yes} ELSE ${no} END)`),
  IFNULL: native('coalesce', 2),
  NULLIF: native('nullif', 2),
  NULLIFZERO: template(1, 1, (x) => `nullif(${x}, 0)`),
  ZEROIFNULL: template(1, 1, (x) => `coalesce(${x}, 0)`),
  ERROR: template(1, 1, (message) => `error(${message})`),
};
