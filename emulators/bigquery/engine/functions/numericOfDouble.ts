import { failure } from './failure.ts';
import { scaledDouble } from './scaledDouble.ts';

const LIMIT = 10n ** 38n;

/** A FLOAT64 as a NUMERIC, scaled by 10⁹. */
export function numericOfDouble(value: number): bigint {
  if (!Number.isFinite(value))
    throw failure(`Illegal conversion of non-finite floating point number to numeric: ${value}`);
  const scaled = scaledDouble(value, 9, true);
  if (scaled >= LIMIT || scaled <= -LIMIT) throw failure(`numeric out of range: ${value}`);
  return scaled;
}
