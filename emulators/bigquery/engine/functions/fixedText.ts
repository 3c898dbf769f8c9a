import { scaledDouble } from './scaledDouble.ts';

/** As `%.Nf` writes a FLOAT64 that has an end: exactly, and to the even digit where it is halfway. */
export function fixedText(value: number, digits: number): string {
  const magnitude = Math.abs(value);
  const down = scaledDouble(magnitude, digits, false);
  const rounded = isHalfway(magnitude, digits) ? down + (down % 2n) : scaledDouble(magnitude, digits, true);
  return `${isNegative(value) ? '-' : ''}${pointed(rounded, digits)}`;
}

/** An odd multiple of half of 10⁻ᴺ has one binary digit more than N behind the point, which is 1. */
const isHalfway = (magnitude: number, digits: number): boolean => (magnitude * 2 ** (digits + 1)) % 2 === 1;

/** A number that is scaled by 10 to the power of `digits`. */
export function pointed(scaled: bigint, digits: number): string {
  const text = String(scaled).padStart(digits + 1, '0');
  return digits > 0 ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
}

/** As many digits behind the point as JavaScript writes. */
const ALL = 100;

/** As `%.Ne` writes it, likewise. */
export function exponentText(value: number, digits: number): string {
  const [all = '', power = ''] = Math.abs(value).toExponential(ALL).split('e');
  const kept = all.slice(0, digits === 0 ? 1 : digits + 2);
  const isKept = /^\.?50*$/.test(all.slice(kept.length)) && Number(kept.at(-1)) % 2 === 0;
  const text = isKept ? `${kept}e${power}` : Math.abs(value).toExponential(digits);
  return `${isNegative(value) ? '-' : ''}${text.replace(/e([-+])(\d)$/, 'e$10$2')}`;
}

const isNegative = (value: number): boolean => value < 0 || Object.is(value, -0);
