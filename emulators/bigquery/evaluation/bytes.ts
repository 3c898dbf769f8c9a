/** Integers of any size as the shortest little-endian two's complement, which is how GoogleSQL's messages have decimals. */
export function bytesOf(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = Number(rest & 0xffn);
    bytes.push(byte);
    rest >>= 8n;
    const isNegative = byte >= 0x80;
    if ((rest === 0n && !isNegative) || (rest === -1n && isNegative)) return Uint8Array.from(bytes);
  }
}

export function integerOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index] ?? 0);
  return (bytes.at(-1) ?? 0) >= 0x80 ? value - (1n << BigInt(8 * bytes.length)) : value;
}

/** An integer with its last digits behind the point. */
export function decimalText(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}${fraction === '' ? '' : `.${fraction}`}`;
}
