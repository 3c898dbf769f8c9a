import { failure } from './failure.ts';
import { LIMIT } from './numericLimit.ts';

/** More digits before the point than a NUMERIC has. */
const BEYOND = -29;

/** A NUMERIC, scaled by 10⁹, to so many digits behind the point (before it where negative): half away from zero, or cut off. */
export function numericRounded(value: bigint, digits: number, half: boolean): bigint {
  if (digits >= 9) return value;
  if (digits < BEYOND) return 0n;
  const unit = 10n ** BigInt(9 - digits);
  const magnitude = value < 0n ? -value : value;
  const rounded = ((magnitude + (half ? unit / 2n : 0n)) / unit) * unit;
  if (rounded >= LIMIT) throw failure('numeric overflow');
  return value < 0n ? -rounded : rounded;
}
