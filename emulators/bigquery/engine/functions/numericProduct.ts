import { failure } from './failure.ts';
import { LIMIT, SCALE } from './numericLimit.ts';

/** The product of two NUMERICs, both and the result scaled by 10⁹, rounded half away from zero. */
export function numericProduct(left: bigint, right: bigint): bigint {
  const product = left * right;
  const magnitude = product < 0n ? -product : product;
  const rounded = (magnitude + SCALE / 2n) / SCALE;
  if (rounded >= LIMIT) throw failure('numeric overflow');
  return product < 0n ? -rounded : rounded;
}
