import { failure } from './failure.ts';
import { type JsonValue, parseJson } from './jsonDocument.ts';

/** So many digits any FLOAT64 keeps. */
const DIGITS = 15;
const POWERS = 300;
const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 64n - 1n;

/** The text, if each of its numbers is surely the same as a FLOAT64 or as an integer of 64 bits. @throws failure for other numbers */
export function exactJson(text: string): string {
  const value = parseJson(text);
  if (value) requireExact(value);
  return text;
}

function requireExact(value: JsonValue): void {
  if (value.kind === 'array') for (const item of value.items) requireExact(item);
  if (value.kind === 'object') for (const item of value.members.values()) requireExact(item);
  if (value.kind === 'number' && !isExact(value.text))
    throw failure(
      `not supported by the local BigQuery stub: PARSE_JSON of the number ${value.text}, over tables of this size`,
    );
}

function isExact(text: string): boolean {
  if (/^-?\d+$/.test(text) && BigInt(text) >= LEAST && BigInt(text) <= GREATEST) return true;
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
  return digits.length <= DIGITS && mantissa.length <= POWERS && Math.abs(Number(power)) <= POWERS - mantissa.length;
}
