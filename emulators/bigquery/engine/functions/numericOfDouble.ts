import { failure } from './failure.ts';
import { LIMIT } from './numericLimit.ts';
import { scaledDouble } from './scaledDouble.ts';

/** A FLOAT64 as a NUMERIC, scaled by 10⁹. */
export function numericOfDouble(value: number): bigint {
  if (!Number.isFinite(value))
    throw failure(`Illegal conversion of non-finite floating point number to numeric: ${value}`);
  const scaled = scaledDouble(value, 9, true);
  if (scaled >= LIMIT || scaled <= -LIMIT) throw failure(`numeric out of range: ${value}`);
  return scaled;
}
