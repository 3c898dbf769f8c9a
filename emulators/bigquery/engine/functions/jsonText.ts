import {
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import { doubleText } from './doubleText.ts';
import { failure } from './failure.ts';
import { floatText, normalJson, numberText } from './normalJson.ts';
import { decimalText, isBytes, timeLiteral } from './plainText.ts';

const SAFE = 2n ** 53n;

/** How numbers are written: TO_JSON has 64 bits or a FLOAT64 for each; TO_JSON_STRING writes as text what JavaScript would round. */
interface Numbers {
  integer(value: bigint): string;
  decimal(value: DuckDBDecimalValue): string;
  double(value: number): string;
}

const OF_TEXT: Numbers = {
  integer: (value) => (value >= -SAFE && value <= SAFE ? String(value) : `"${value}"`),
  decimal,
  double: doubleText,
};

const OF_JSON: Numbers = {
  integer: String,
  decimal: (value) => numberText(decimalText(value)),
  double: floatText,
};

/**
 * A value as TO_JSON_STRING writes it: https://cloud.google.com/bigquery/docs/reference/standard-sql/json_functions#json_encodings
 */
export function jsonText(value: DuckDBValue, type: DuckDBType | undefined, pretty: boolean): string {
  return pretty ? indented(value, type, '') : compact(value, type, OF_TEXT);
}

/** A value as TO_JSON makes it a value of JSON. */
export const jsonValueText = (value: DuckDBValue, type: DuckDBType | undefined): string =>
  compact(value, type, OF_JSON);

function compact(value: DuckDBValue, type: DuckDBType | undefined, numbers: Numbers): string {
  if (value instanceof DuckDBListValue)
    return `[${value.items.map((item) => compact(item, elementType(type), numbers)).join(',')}]`;
  if (value instanceof DuckDBStructValue) {
    return `{${members(value, type)
      .map(([key, item, of]) => `${JSON.stringify(key)}:${compact(item, of, numbers)}`)
      .join(',')}}`;
  }
  return scalar(value, type, numbers);
}

function indented(value: DuckDBValue, type: DuckDBType | undefined, indent: string): string {
  const inner = `${indent}  `;
  if (value instanceof DuckDBListValue) {
    const items = value.items.map((item) => inner + indented(item, elementType(type), inner));
    return items.length > 0 ? `[\n${items.join(',\n')}\n${indent}]` : '[]';
  }
  if (value instanceof DuckDBStructValue) {
    const items = members(value, type).map(
      ([key, item, of]) => `${inner}${JSON.stringify(key)}: ${indented(item, of, inner)}`,
    );
    return `{\n${items.join(',\n')}\n${indent}}`;
  }
  return scalar(value, type, OF_TEXT);
}

const elementType = (type: DuckDBType | undefined): DuckDBType | undefined =>
  type?.typeId === DuckDBTypeId.LIST ? type.valueType : undefined;

function members(
  value: DuckDBStructValue,
  type: DuckDBType | undefined,
): [string, DuckDBValue, DuckDBType | undefined][] {
  const types = type?.typeId === DuckDBTypeId.STRUCT ? type.entryTypes : [];
  return Object.entries(value.entries).map(([key, item], index) => [key, item, types[index]]);
}

function scalar(value: DuckDBValue, type: DuckDBType | undefined, numbers: Numbers): string {
  switch (typeof value) {
    case 'string':
      return type?.alias === 'JSON' ? normalJson(value) : JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'number':
      return double(value, numbers);
    case 'bigint':
      return numbers.integer(value);
    default:
      if (value !== null) return object(value, numbers);
      // a NULL array and an empty one are the same to BigQuery once they are stored
      return type?.typeId === DuckDBTypeId.LIST ? '[]' : 'null';
  }
}

/** JSON has no words for these three. */
function double(value: number, numbers: Numbers): string {
  if (Number.isNaN(value)) return '"NaN"';
  return Number.isFinite(value) ? numbers.double(value) : `"${value}"`;
}

function object(value: NonNullable<DuckDBValue>, numbers: Numbers): string {
  const time = timeLiteral(value, 'T');
  if (time) return JSON.stringify(time.text + (time.zoned ? 'Z' : ''));
  if (isBytes(value)) return JSON.stringify(Buffer.from(value.bytes).toString('base64'));
  if (value instanceof DuckDBDecimalValue) return numbers.decimal(value);
  throw failure(`not supported by the local BigQuery stub: TO_JSON_STRING of ${String(value)}`);
}

function decimal(value: DuckDBDecimalValue): string {
  const text = decimalText(value);
  const plain = !text.includes('.') && BigInt(text) >= -SAFE && BigInt(text) <= SAFE;
  return plain ? text : JSON.stringify(text);
}
