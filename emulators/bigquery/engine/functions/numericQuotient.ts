import { failure } from './failure.ts';
import { LIMIT, SCALE } from './numericLimit.ts';

/** The quotient of two NUMERICs, both and the result scaled by 10⁹, rounded half away from zero. */
export function numericQuotient(dividend: bigint, divisor: bigint): bigint {
  const quotient = safeNumericQuotient(dividend, divisor);
  if (quotient === undefined) throw failure('numeric overflow');
  return quotient;
}

/** The same; undefined for a division by zero, or where no NUMERIC is as great. */
export function safeNumericQuotient(dividend: bigint, divisor: bigint): bigint | undefined {
  if (divisor === 0n) return undefined;
  const scaled = dividend * SCALE;
  const negative = scaled < 0n !== divisor < 0n;
  const [n, d] = [magnitude(scaled), magnitude(divisor)];
  const quotient = (2n * n + d) / (2n * d);
  if (quotient >= LIMIT) return undefined;
  return negative ? -quotient : quotient;
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
