/**
 * The 64-bit FNV-1 hash (not FNV-1a: multiply first, then the byte) of the UTF-8 bytes of a text, as an unsigned number.
 * The prime is 2^40 + 0x1b3, so two 32-bit halves do without slow big integers for each byte. Own code: the package that is
 * kept hashes by FNV-1a alone.
 */
export function fnv1(text: string): bigint {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of Buffer.from(text, 'utf8')) {
    const product = low * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / 0x1_0000_0000) + low * 0x100) % 0x1_0000_0000;
    low = ((product >>> 0) ^ byte) >>> 0;
  }
  return (BigInt(high) << 32n) | BigInt(low);
}
