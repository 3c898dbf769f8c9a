import { scaledDouble } from './scaledDouble.ts';

/** A FLOAT64 to so many digits behind the point (before it where negative): its exact value, half away from zero or cut off. */
export function doubleRounded(value: number, digits: number, half: boolean): number {
  if (!Number.isFinite(value)) return value;
  const magnitude = Number(`${scaledDouble(Math.abs(value), digits, half)}e${-digits}`);
  return value < 0 ? -magnitude : magnitude;
}
