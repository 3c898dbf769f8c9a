import { type JsonValue, parseJson, writeJson } from './jsonDocument.ts';

/** JSON as GoogleSQL writes a value of that type: members in the order of their names, numbers as the shortest text of theirs. */
export function normalJson(text: string): string {
  const value = parseJson(text);
  return value ? writeJson(normal(value)) : text;
}

function normal(value: JsonValue): JsonValue {
  switch (value.kind) {
    case 'number':
      return { kind: 'number', text: numberText(value.text) };
    case 'array':
      return { kind: 'array', items: value.items.map(normal) };
    case 'object': {
      const members = [...value.members].map(([name, item]) => [name, normal(item)] as const);
      return { kind: 'object', members: new Map(members.sort(([left], [right]) => (left < right ? -1 : 1))) };
    }
    default:
      return value;
  }
}

const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 64n - 1n;
/** From here on a number is written with an exponent. */
const LONG = 15;

/** 64-bit integers are as they are; others are FLOAT64s, and show it. */
export function numberText(text: string): string {
  if (/^-?\d+$/.test(text)) {
    const integer = BigInt(text);
    if (integer >= LEAST && integer <= GREATEST) return String(integer);
  }
  return floatText(Number(text));
}

/** A FLOAT64 that has an end, as a value of JSON: the shortest text that reads back the same, with a fraction or an exponent. */
export function floatText(number: number): string {
  const [mantissa = '', exponent = '0'] = number.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= LONG)
    return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  const plain = String(number);
  return plain.includes('.') ? plain : `${plain}.0`;
}
