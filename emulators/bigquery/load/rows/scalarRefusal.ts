import type { Field, FieldType } from '../../schema/field.ts';
import { RowError } from './rowError.ts';

export interface Refused {
  field: Field;
  path: string;
  value: unknown;
  /** Whether the row came by insertAll, which words most things otherwise. */
  isStreamed: boolean;
}

/** What BigQuery says of a value that cannot be of its column's type. */
export function scalarRefusal({ field, path, value, isStreamed }: Refused): RowError {
  const text = shown(value);
  const isShort = field['maxLength'] !== undefined && typeof value === 'string' && field.type === 'STRING';
  const said = isShort ? tooLong(field, value) : (isStreamed ? STREAMED : LOADED)[field.type](text, value);
  return new RowError(isStreamed ? said : `${said} Field: ${path}; Value: ${text}`, path);
}

export const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

type Wording = (text: string, value: unknown) => string;

const tooLong = ({ maxLength }: Field, value: string): string =>
  `STRING(${String(maxLength)}) has maximum length ${String(maxLength)} but got a value with length ${[...value].length}.`;

const unconverted =
  (name: string): Wording =>
  () =>
    `Could not convert value to ${name}.`;

const badValue =
  (name: string): Wording =>
  (text) =>
    `Cannot convert value to ${name} (bad value): ${text}`;

const BASE64: Wording = () => 'Could not decode base64 string to bytes.';
const TIMES = {
  TIMESTAMP: (text) =>
    `Could not parse '${text}' as a timestamp. Required format is YYYY-MM-DD HH:MM[:SS[.SSSSSS]] or YYYY/MM/DD HH:MM[:SS[.SSSSSS]]`,
  DATE: (text) => `Invalid date: '${text}'`,
  TIME: (text) => `Invalid time string "${text}"`,
  DATETIME: (text) => `Invalid datetime string "${text}"`,
} satisfies Partial<Record<FieldType, Wording>>;

const LOADED: Readonly<Record<FieldType, Wording>> = {
  ...TIMES,
  STRING: unconverted('string'),
  BYTES: (text, value) => (typeof value === 'string' ? BASE64(text, value) : 'Could not convert value to bytes.'),
  INTEGER: unconverted('integer'),
  FLOAT: unconverted('double'),
  NUMERIC: unconverted('numeric'),
  BIGNUMERIC: unconverted('bignumeric'),
  BOOLEAN: unconverted('boolean'),
  GEOGRAPHY: unconverted('geography'),
  JSON: unconverted('json'),
  INTERVAL: unconverted('interval'),
  RANGE: unconverted('range'),
  RECORD: unconverted('record'),
};

const STREAMED: Readonly<Record<FieldType, Wording>> = {
  ...TIMES,
  STRING: (_text, value) =>
    `Conversion from ${typeof value === 'boolean' ? 'bool' : typeof value} to std::string is unsupported.`,
  BYTES: BASE64,
  INTEGER: badValue('integer'),
  FLOAT: badValue('floating point'),
  NUMERIC: (text) => `Invalid NUMERIC value: ${text}`,
  BIGNUMERIC: (text) => `Invalid BIGNUMERIC value: ${text}`,
  BOOLEAN: badValue('boolean'),
  GEOGRAPHY: badValue('geography'),
  JSON: badValue('json'),
  INTERVAL: badValue('interval'),
  RANGE: badValue('range'),
  RECORD: badValue('record'),
};
