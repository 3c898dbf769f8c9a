const MANTISSA_BITS = 52;
const BIAS = 1023 + MANTISSA_BITS;

/** A FLOAT64's exact value by 10 to the power of `digits`, as an integer: half away from zero, or cut off. The number has to have an end. */
export function scaledDouble(value: number, digits: number, half: boolean): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(value));
  const raw = bits.getBigUint64(0);
  const exponent = Number(raw >> BigInt(MANTISSA_BITS));
  const fraction = raw & ((1n << BigInt(MANTISSA_BITS)) - 1n);
  const mantissa = exponent === 0 ? fraction : fraction | (1n << BigInt(MANTISSA_BITS));
  const power = Math.max(exponent, 1) - BIAS;
  const dividend = mantissa * 10n ** BigInt(Math.max(digits, 0)) * (power > 0 ? 1n << BigInt(power) : 1n);
  const divisor = 10n ** BigInt(Math.max(-digits, 0)) * (power < 0 ? 1n << BigInt(-power) : 1n);
  const magnitude = half ? (2n * dividend + divisor) / (2n * divisor) : dividend / divisor;
  return value < 0 ? -magnitude : magnitude;
}
