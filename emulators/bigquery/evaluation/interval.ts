/** INTERVAL as GoogleSQL's messages have it: 8 bytes of microseconds, 4 of days, 4 of months (from bit 12 up, with the nanoseconds below). */
export function intervalText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const days = view.getInt32(8, true);
  const monthsNanos = view.getUint32(12, true);
  const months = ((monthsNanos >>> 13) & 0x3ffff) * (monthsNanos >>> 31 === 1 ? -1 : 1);
  const nanos = BigInt(monthsNanos & 0x3ff);
  const micros = view.getBigInt64(0, true);
  return `${yearsMonths(months)} ${days} ${clock(micros, nanos)}`;
}

function yearsMonths(months: number): string {
  const size = Math.abs(months);
  return `${months < 0 ? '-' : ''}${Math.trunc(size / 12)}-${size % 12}`;
}

function clock(micros: bigint, nanos: bigint): string {
  const all = micros * 1000n + nanos;
  const size = all < 0n ? -all : all;
  const seconds = size / 1_000_000_000n;
  const rest = size % 1_000_000_000n;
  const digits = String(rest).padStart(9, '0');
  const fraction = rest === 0n ? '' : `.${digits.replace(/(?:000)+$/, '')}`;
  return `${all < 0n ? '-' : ''}${seconds / 3600n}:${(seconds / 60n) % 60n}:${seconds % 60n}${fraction}`;
}
