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
import { decimalText, isBytes, timeLiteral } from './plainText.ts';

const SAFE = 2n ** 53n;

/**
 * A value as TO_JSON_STRING writes it: https://cloud.google.com/bigquery/docs/reference/standard-sql/json_functions#json_encodings
 */
export function jsonText(value: DuckDBValue, type: DuckDBType | undefined, pretty: boolean): string {
  return pretty ? indented(value, type, '') : compact(value, type);
}

function compact(value: DuckDBValue, type: DuckDBType | undefined): string {
  if (value instanceof DuckDBListValue)
    return `[${value.items.map((item) => compact(item, elementType(type))).join(',')}]`;
  if (value instanceof DuckDBStructValue) {
    return `{${members(value, type)
      .map(([key, item, of]) => `${JSON.stringify(key)}:${compact(item, of)}`)
      .join(',')}}`;
  }
  return scalar(value, type);
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
  return scalar(value, type);
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

function scalar(value: DuckDBValue, type: DuckDBType | undefined): string {
  switch (typeof value) {
    case 'string':
      return type?.alias === 'JSON' ? JSON.stringify(JSON.parse(value)) : JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'number':
      return double(value);
    case 'bigint':
      return value >= -SAFE && value <= SAFE ? String(value) : `"${value}"`;
    default:
      if (value !== null) return object(value);
      // a NULL array and an empty one are the same to BigQuery once they are stored
      return type?.typeId === DuckDBTypeId.LIST ? '[]' : 'null';
  }
}

/** JSON has no words for these three. */
function double(value: number): string {
  if (Number.isNaN(value)) return '"NaN"';
  return Number.isFinite(value) ? doubleText(value) : `"${value}"`;
}

function object(value: NonNullable<DuckDBValue>): string {
  const time = timeLiteral(value, 'T');
  if (time) return JSON.stringify(time.text + (time.zoned ? 'Z' : ''));
  if (isBytes(value)) return JSON.stringify(Buffer.from(value.bytes).toString('base64'));
  if (value instanceof DuckDBDecimalValue) return decimal(value);
  throw failure(`not supported by the local BigQuery stub: TO_JSON_STRING of ${String(value)}`);
}

function decimal(value: DuckDBDecimalValue): string {
  const text = decimalText(value);
  const plain = !text.includes('.') && BigInt(text) >= -SAFE && BigInt(text) <= SAFE;
  return plain ? text : JSON.stringify(text);
}
