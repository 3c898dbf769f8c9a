const SECOND = 1_000_000n;
const DAY = 86_400n * SECOND;

/** A time of day in microseconds, as a bit field: five bits of hours, six of minutes, six of seconds, thirty of nanoseconds. */
export function packTime(micros: bigint): bigint {
  const seconds = micros / SECOND;
  return (packClock(seconds) << 30n) | ((micros % SECOND) * 1000n);
}

export const unpackTime = (packed: bigint): bigint =>
  unpackClock(packed >> 30n) * SECOND + (packed & ((1n << 30n) - 1n)) / 1000n;

const packClock = (seconds: bigint): bigint =>
  ((seconds / 3600n) << 12n) | (((seconds / 60n) % 60n) << 6n) | (seconds % 60n);

const unpackClock = (bits: bigint): bigint => ((bits >> 12n) & 31n) * 3600n + ((bits >> 6n) & 63n) * 60n + (bits & 63n);

/** Microseconds since 1970 as a bit field of seconds, years from bit 26 down, and nanoseconds. */
export function packDatetime(micros: bigint): { seconds: bigint; nanos: number } {
  const rest = ((micros % DAY) + DAY) % DAY;
  const date = new Date(Number((micros - rest) / 1000n));
  const day =
    (BigInt(date.getUTCFullYear()) << 9n) | (BigInt(date.getUTCMonth() + 1) << 5n) | BigInt(date.getUTCDate());
  return { seconds: (day << 17n) | packClock(rest / SECOND), nanos: Number(rest % SECOND) * 1000 };
}

export function unpackDatetime(bits: bigint, nanos: number): bigint {
  const day = bits >> 17n;
  const date = new Date(0);
  date.setUTCFullYear(Number(day >> 9n), Number((day >> 5n) & 15n) - 1, Number(day & 31n));
  const clock = unpackClock(bits & ((1n << 17n) - 1n));
  return BigInt(date.getTime()) * 1000n + clock * SECOND + BigInt(Math.trunc(nanos / 1000));
}
