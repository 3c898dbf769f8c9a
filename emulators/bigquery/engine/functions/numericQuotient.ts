import { failure } from './failure.ts';

const SCALE = 10n ** 9n;
const LIMIT = 10n ** 38n;

/** The quotient of two NUMERICs, both and the result scaled by 10⁹, rounded half away from zero. */
export function numericQuotient(dividend: bigint, divisor: bigint): bigint {
  const scaled = dividend * SCALE;
  const negative = scaled < 0n !== divisor < 0n;
  const [n, d] = [magnitude(scaled), magnitude(divisor)];
  const quotient = (2n * n + d) / (2n * d);
  if (quotient >= LIMIT) throw failure('numeric overflow');
  return negative ? -quotient : quotient;
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
