import { hash } from 'node:crypto';

/** The first digits of a text's SHA-256 in hexadecimal; all 64 by default. */
export const sha256 = (text: string, digits?: number): string => hash('sha256', text).slice(0, digits);

const INT64_MAX = (1n << 63n) - 1n;

/** 63 bits of a text's SHA-256 as a positive decimal, which fits BigQuery's INT64. */
export function sha256Int64(text: string): string {
  const id = BigInt(`0x${sha256(text, 16)}`) & INT64_MAX;
  return String(id === 0n ? 1n : id);
}
