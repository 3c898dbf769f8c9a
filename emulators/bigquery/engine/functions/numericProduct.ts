import { failure } from './failure.ts';

const SCALE = 10n ** 9n;
const LIMIT = 10n ** 38n;

/** The product of two NUMERICs, both and the result scaled by 10⁹, rounded half away from zero. */
export function numericProduct(left: bigint, right: bigint): bigint {
  const product = left * right;
  const magnitude = product < 0n ? -product : product;
  const rounded = (magnitude + SCALE / 2n) / SCALE;
  if (rounded >= LIMIT) throw failure('numeric overflow');
  return product < 0n ? -rounded : rounded;
}
